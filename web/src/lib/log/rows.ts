import type { Author, Message } from '../protocol/objects';
import type { OutboxEntry } from '../state/outbox.svelte';
import { isSameDay } from '../time/format';

/** Messages of one author within this time are one run: author and time stand once. */
const RUN_MS = 5 * 60 * 1000;

export interface Row {
  /** The same before and after the server has stored one's own message, so its element stays. */
  key: string;
  author: Author;
  at: Date;
  text: string;
  number: number | undefined;
  /** As the server has it; undefined while it is only in the outbox. */
  message: Message | undefined;
  /** Set while the message is only in the outbox. */
  pending: OutboxEntry | undefined;
  startsDay: boolean;
  startsRun: boolean;
  /** The line "New" stands above this one. */
  isFirstNew: boolean;
}

/** What the log shows: the stored messages, then what waits to be sent. */
export function rows(
  messages: readonly Message[],
  waiting: readonly OutboxEntry[],
  me: Author,
  newAfter: number | undefined,
): Row[] {
  const list: Row[] = [];
  const stored = new Set<string>();

  const push = (row: Omit<Row, 'startsDay' | 'startsRun' | 'isFirstNew'>) => {
    const previous = list.at(-1);
    const startsDay = !previous || !isSameDay(previous.at, row.at);
    // The first one that is loaded is not the first new one, unless it is.
    const isFirstNew =
      newAfter !== undefined &&
      row.number !== undefined &&
      row.number > newAfter &&
      (previous?.number ?? row.number - 1) <= newAfter;
    const startsRun =
      startsDay ||
      isFirstNew ||
      previous?.author.id !== row.author.id ||
      row.at.getTime() - previous.at.getTime() > RUN_MS;
    list.push({ ...row, startsDay, startsRun, isFirstNew });
  };

  for (const message of messages) {
    const own =
      message.author.id === me.id && message.clientId !== undefined && !stored.has(message.clientId);
    if (own && message.clientId) stored.add(message.clientId);
    push({
      key: own ? `c${message.clientId}` : `n${message.number}`,
      author: message.author,
      at: new Date(message.time),
      text: message.text,
      number: message.number,
      message,
      pending: undefined,
    });
  }

  for (const entry of waiting) {
    if (stored.has(entry.clientId)) continue;
    push({
      key: `c${entry.clientId}`,
      author: me,
      at: new Date(entry.at),
      text: entry.text,
      number: undefined,
      message: undefined,
      pending: entry,
    });
  }
  return list;
}
