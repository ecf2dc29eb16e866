import { words } from '../../messages';
import type { Person } from '../protocol/objects';

const collator = new Intl.Collator(words.locale, { sensitivity: 'base', numeric: true });

/** Who is in the room whose members are being looked at. */
export class Members {
  conversation = $state<string>();
  people = $state.raw<readonly Person[]>([]);

  constructor(private readonly ask: (conversation: string) => Promise<Person[]>) {}

  /** Loads anew; where the answer comes late and another room is looked at by then, it is dropped. */
  async show(conversation: string): Promise<void> {
    if (this.conversation !== conversation) {
      this.conversation = conversation;
      this.people = [];
    }
    const people = await this.ask(conversation);
    if (this.conversation !== conversation) return;
    this.people = people.sort((a, b) => collator.compare(a.name, b.name));
  }
}
