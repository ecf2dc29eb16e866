import type { KeyValueStore } from '../browser/storage';

/** What was typed and not sent, for each conversation, across reloads. */
export class Drafts {
  readonly #prefix: string;

  constructor(
    personId: string,
    private readonly storage: KeyValueStore,
  ) {
    this.#prefix = `chatbox.draft.${personId}.`;
  }

  get(conversation: string): string {
    return this.storage.getItem(this.#prefix + conversation) ?? '';
  }

  set(conversation: string, text: string): void {
    if (text === '') this.storage.removeItem(this.#prefix + conversation);
    else this.storage.setItem(this.#prefix + conversation, text);
  }
}
