import { words } from '../../messages';
import type { Person } from '../protocol/objects';

const collator = new Intl.Collator(words.locale, { sensitivity: 'base', numeric: true });

/** Who is in the room whose members are being looked at. */
export class Members {
  conversation = $state<string>();
  people = $state.raw<readonly Person[]>([]);

  #asking: Promise<void> | undefined;
  #askAgain = false;

  constructor(private readonly ask: (conversation: string) => Promise<Person[]>) {}

  /** Loads anew; where the answer comes late and another room is looked at by then, it is dropped. */
  async show(conversation: string): Promise<void> {
    if (this.conversation !== conversation) {
      this.conversation = conversation;
      this.people = [];
    }
    this.#askAgain = true;
    // Members come one by one, and a large room has many pages: what changes while they are asked for is one more round.
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    await this.#asking;
  }

  async #ask(): Promise<void> {
    while (this.#askAgain && this.conversation !== undefined) {
      this.#askAgain = false;
      const { conversation } = this;
      const people = await this.ask(conversation);
      if (this.conversation === conversation)
        this.people = people.sort((a, b) => collator.compare(a.name, b.name));
    }
  }
}
