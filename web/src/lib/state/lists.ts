import { pages } from '../connection/pages';
import type { Answer, Fields, RequestType } from '../protocol/frames';
import type { Person } from '../protocol/objects';
import type { Calls } from './calls.svelte';
import type { Conversations } from './conversations.svelte';
import type { People } from './people.svelte';

export interface ListsParts {
  conversations: Conversations;
  people: People;
  calls: Calls;
  request: <T extends RequestType>(type: T, fields: Fields<T>) => Promise<Answer<T>>;
  /** One is in this conversation no longer. */
  gone: (conversation: string) => void;
}

/** The conversations and the people, asked for after every welcome. What is told while a list is on its way is newer than the list. */
export class Lists {
  readonly #parts: ListsParts;
  /** Of whom there was news since the list of people was asked for; undefined while it is not. */
  #told: Set<string> | undefined;
  /** The same for conversations that one is no longer in. */
  #left: Set<string> | undefined;

  constructor(parts: ListsParts) {
    this.#parts = parts;
  }

  personTold(id: string): void {
    this.#told?.add(id);
  }

  left(conversation: string): void {
    this.#left?.add(conversation);
  }

  entered(conversation: string): void {
    this.#left?.delete(conversation);
  }

  async loadConversations(): Promise<void> {
    const { conversations, calls, request, gone } = this.#parts;
    const before = conversations.all();
    const seen = new Set<string>();
    const left = (this.#left = new Set<string>());
    for await (const page of pages((page) => request('conversations', page))) {
      for (const conversation of page.conversations) {
        if (left.has(conversation.id)) continue;
        seen.add(conversation.id);
        conversations.update(conversation);
        calls.told(conversation.call);
      }
    }
    for (const chat of before) {
      // A direct conversation that nobody has written in yet is on no list.
      const empty = chat.about.kind === 'direct' && chat.last === 0;
      if (!seen.has(chat.id) && !empty) gone(chat.id);
    }
    this.#left = undefined;
  }

  async loadPeople(): Promise<void> {
    const present: Person[] = [];
    const told = (this.#told = new Set<string>());
    for await (const page of pages((page) => this.#parts.request('people', page)))
      present.push(...page.people);
    this.#parts.people.replacePresent(present, told);
    this.#told = undefined;
  }
}
