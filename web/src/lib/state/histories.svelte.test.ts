import { beforeEach, expect, test, vi } from 'vitest';
import type { HistoryBound } from '../protocol/frames';
import { message, messages } from '../testing/messages';
import { Chat } from './conversations.svelte';
import { Histories } from './histories.svelte';

let last: number;
let histories: Histories;
/** A server that holds the messages 1 to `last`, in pages of at most 200. */
const ask = vi.fn(async (_: string, { before, after, around }: HistoryBound, limit: number) => {
  const from =
    after !== undefined
      ? after + 1
      : around !== undefined
        ? around - limit / 2
        : (before ?? last + 1) - limit;
  const to = before !== undefined ? before - 1 : Math.min(last, from + limit - 1);
  return { messages: messages(Math.max(1, from), to), last };
});

function chat(numbers: { last: number; read: number }): Chat {
  const about = { id: 'lobby', kind: 'lobby', name: 'Lobby', members: 2, joined: true, ...numbers } as const;
  return new Chat(about, { id: 'me', name: 'alice' });
}

const window = () => [histories.log('lobby').first, histories.log('lobby').end];

beforeEach(() => {
  ask.mockClear();
  last = 1000;
  histories = new Histories(ask);
});

test('opens at the newest messages when all is read', async () => {
  await histories.open(chat({ last, read: 1000 }));
  expect(window()).toEqual([951, 1000]);
});

test('opens around the first unread message when much is unread', async () => {
  await histories.open(chat({ last, read: 400 }));
  const [first = 0, end = 0] = window();
  expect(first).toBeLessThan(401);
  expect(end).toBeGreaterThan(401);
});

test('asks again only for what it does not hold', async () => {
  await histories.open(chat({ last, read: 1000 }));
  await histories.open(chat({ last, read: 1000 }));
  expect(ask).toHaveBeenCalledOnce();
});

test('pages both ways', async () => {
  await histories.around('lobby', 500);
  await histories.older('lobby');
  await histories.newer('lobby');
  expect(window()).toEqual([425, 574]);
});

test('scrolling on while a page is on its way asks once', async () => {
  await histories.latest('lobby');
  ask.mockClear();
  await Promise.all([histories.older('lobby'), histories.older('lobby')]);
  expect(ask).toHaveBeenCalledOnce();
});

test('a gap between two events is closed by asking for what follows the last one known', async () => {
  await histories.latest('lobby');
  ask.mockClear();
  last = 1005;
  await histories.receive(message(1005));
  expect(ask).toHaveBeenCalledExactlyOnceWith('lobby', { after: 1000 }, 200);
  expect(window()[1]).toBe(1005);
  expect(new Set(histories.log('lobby').messages.map((m) => m.number)).size).toBe(55);
});

test('after a time away all that was missed is asked for, page by page', async () => {
  await histories.latest('lobby');
  ask.mockClear();
  last = 1250;
  await histories.catchUp([chat({ last, read: 1000 })]);
  expect(ask.mock.calls.map(([, bound]) => bound)).toEqual([{ after: 1000 }, { after: 1200 }]);
  expect(window()).toEqual([951, 1250]);
});

test('after a long time away the newest page is enough', async () => {
  await histories.latest('lobby');
  ask.mockClear();
  last = 50_000;
  await histories.catchUp([chat({ last, read: 1000 })]);
  expect(ask).toHaveBeenCalledOnce();
  expect(window()[1]).toBe(50_000);
});

test('catching up does not push out what is being read above', async () => {
  await histories.latest('lobby');
  histories.log('lobby').following = false;
  last = 5_000;
  await histories.catchUp([chat({ last, read: 1000 })]);
  const log = histories.log('lobby');
  expect(log.messages.length).toBeLessThanOrEqual(300);
  expect(log.hasNewer).toBe(true);
});

test('conversations that were never opened are not asked for', async () => {
  await histories.catchUp([chat({ last, read: 0 })]);
  expect(ask).not.toHaveBeenCalled();
});
