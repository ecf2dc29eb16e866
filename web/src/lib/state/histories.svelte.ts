import type { HistoryBound } from '../protocol/frames';
import type { Message } from '../protocol/objects';
import type { Chat } from './conversations.svelte';
import { MessageLog, WINDOW } from './message-log.svelte';

export type AskHistory = (
  conversation: string,
  bound: HistoryBound,
  limit: number,
) => Promise<{ messages: Message[]; last: number }>;

const PAGE = 50;
const CATCH_UP_PAGE = 200;
/** Logs that stay in memory, so that going back to a conversation shows it at once. */
const KEPT = 12;

/** The logs of the conversations that were opened, and what fills them from the server. All calls reject where the asking rejects. */
export class Histories {
  /** In order of last use. */
  readonly #logs = new Map<string, MessageLog>();
  readonly #busy = new Set<MessageLog>();

  constructor(private readonly ask: AskHistory) {}

  log(conversation: string): MessageLog {
    const log = this.#logs.get(conversation) ?? new MessageLog();
    this.#logs.delete(conversation);
    this.#logs.set(conversation, log);
    for (const oldest of this.#logs.keys()) {
      if (this.#logs.size <= KEPT) break;
      this.#logs.delete(oldest);
    }
    return log;
  }

  /** Shows the first unread message if there is one, else the newest. */
  async open(chat: Chat): Promise<void> {
    const log = this.log(chat.id);
    log.last = Math.max(log.last, chat.last);
    const firstUnread = chat.unread > 0 ? chat.read + 1 : chat.last;
    if (log.loaded && !log.hasNewer && log.first <= Math.max(1, firstUnread)) return;

    // Who never read here would start at the very first message of a long history; the newest page says more.
    if (chat.read > 0 && chat.unread > PAGE) await this.around(chat.id, firstUnread);
    else await this.latest(chat.id);
  }

  async latest(conversation: string): Promise<void> {
    await this.#load(conversation, {}, (log, page) => log.show(page.messages, page.last));
  }

  async around(conversation: string, number: number): Promise<void> {
    await this.#load(conversation, { around: number }, (log, page) => log.show(page.messages, page.last));
  }

  async older(conversation: string): Promise<void> {
    const log = this.log(conversation);
    if (log.hasOlder)
      await this.#load(conversation, { before: log.first }, (_, page) => log.prepend(page.messages));
  }

  async newer(conversation: string): Promise<void> {
    const log = this.log(conversation);
    if (!log.hasNewer) return;
    await this.#load(conversation, { after: log.end }, (_, page) => log.append(page.messages, page.last));
  }

  /** A message just stored. Where some before it did not arrive, they are asked for. */
  async receive(message: Message): Promise<void> {
    const log = this.#logs.get(message.conversation);
    if (log && !log.receive(message)) await this.#closeGap(message.conversation, log);
  }

  /** After a time away: brings every kept log up to what the server says is the last number. */
  async catchUp(chats: readonly Chat[]): Promise<void> {
    for (const chat of chats) {
      const log = this.#logs.get(chat.id);
      if (!log?.loaded) continue;
      const wasAtEnd = !log.hasNewer;
      log.last = Math.max(log.last, chat.last);
      if (wasAtEnd) await this.#closeGap(chat.id, log);
    }
  }

  change(message: Message): void {
    this.#logs.get(message.conversation)?.change(message);
  }

  forget(conversation: string): void {
    this.#logs.delete(conversation);
  }

  async #closeGap(conversation: string, log: MessageLog): Promise<void> {
    // All of it would slide through the window anyway.
    if (log.following && log.last - log.end > WINDOW) return this.latest(conversation);
    while (log.hasNewer && log.canFollow) {
      const end = log.end;
      const page = await this.ask(conversation, { after: end }, CATCH_UP_PAGE);
      log.append(page.messages, page.last);
      if (log.end === end) return;
    }
  }

  /** One page at a time for each log: scrolling asks more often than the server answers. */
  async #load(
    conversation: string,
    bound: HistoryBound,
    apply: (log: MessageLog, page: { messages: Message[]; last: number }) => void,
  ): Promise<void> {
    const log = this.log(conversation);
    const jumps = bound.before === undefined && bound.after === undefined;
    if (this.#busy.has(log) && !jumps) return;
    this.#busy.add(log);
    try {
      apply(log, await this.ask(conversation, bound, PAGE));
    } finally {
      this.#busy.delete(log);
    }
  }
}
