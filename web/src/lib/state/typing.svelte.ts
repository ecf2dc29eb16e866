import { SvelteMap } from 'svelte/reactivity';
import type { Clock } from '../clock';
import type { Author } from '../protocol/objects';

/** Somebody who typed is shown for this long, unless the message comes first. */
const SHOWN_MS = 6_000;
/** The server passes it on once in 3 s, so telling more often is waste. */
const TELL_EVERY_MS = 3_000;

/** Who is typing where, and telling the others that one is. */
export class Typing {
  readonly #typing = new SvelteMap<string, SvelteMap<string, Author>>();
  readonly #cancel = new Map<string, () => void>();
  readonly #toldAt = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly tell: (conversation: string) => void,
  ) {}

  /** Who is typing there. */
  in(conversation: string): Author[] {
    return [...(this.#typing.get(conversation)?.values() ?? [])];
  }

  started(conversation: string, person: Author): void {
    const key = `${conversation} ${person.id}`;
    this.#cancel.get(key)?.();
    this.#cancel.set(
      key,
      this.clock.after(SHOWN_MS, () => this.stopped(conversation, person.id)),
    );
    let people = this.#typing.get(conversation);
    if (!people) {
      people = new SvelteMap();
      this.#typing.set(conversation, people);
    }
    people.set(person.id, person);
  }

  stopped(conversation: string, person: string): void {
    const key = `${conversation} ${person}`;
    this.#cancel.get(key)?.();
    this.#cancel.delete(key);
    this.#typing.get(conversation)?.delete(person);
  }

  /** One types oneself. */
  typed(conversation: string): void {
    const now = this.clock.now();
    if (now - (this.#toldAt.get(conversation) ?? Number.NEGATIVE_INFINITY) < TELL_EVERY_MS) return;
    this.#toldAt.set(conversation, now);
    this.tell(conversation);
  }

  /** One sent it: the next letter is told at once. */
  sent(conversation: string): void {
    this.#toldAt.delete(conversation);
  }
}
