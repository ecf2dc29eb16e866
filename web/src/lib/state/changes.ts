import type { Answer, Fields, RequestType } from '../protocol/frames';
import type { Message } from '../protocol/objects';
import type { Chat, Conversations } from './conversations.svelte';

export interface ChangesParts {
  conversations: Conversations;
  request: <T extends RequestType>(type: T, fields: Fields<T>) => Promise<Answer<T>>;
  /** A message that was there already is another now. It may be told twice; its change number says so. */
  changed: (message: Message) => void;
}

/** What happens to messages that are there already, in the order of its numbers: what was missed is asked for. */
export class Changes {
  readonly #parts: ChangesParts;

  constructor(parts: ChangesParts) {
    this.#parts = parts;
  }

  /** A change as it is told. */
  async receive(message: Message): Promise<void> {
    const chat = this.#parts.conversations.get(message.conversation);
    if (!chat) return;
    const known = chat.changes ?? 0;
    this.#parts.changed(message);
    const change = message.change ?? 0;
    if (change === known + 1) chat.changes = change;
    else if (change > known) await this.#catchUp(chat, change);
  }

  /** After coming back: whatever has changed meanwhile. */
  async catchUp(chats: Chat[]): Promise<void> {
    for (const chat of chats) await this.#catchUp(chat, chat.about.changes ?? 0);
  }

  async #catchUp(chat: Chat, upTo: number): Promise<void> {
    for (let after = chat.changes ?? 0; after < upTo;) {
      const page = await this.#parts.request('changes', { conversation: chat.id, after });
      for (const message of page.messages) this.#parts.changed(message);
      const next = page.messages.at(-1)?.change ?? page.changes;
      chat.changes = Math.max(chat.changes ?? 0, next);
      if (next <= after) return;
      after = next;
    }
  }
}
