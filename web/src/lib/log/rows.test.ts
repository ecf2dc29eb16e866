import { describe, expect, test } from 'vitest';
import { message } from '../testing/messages';
import { rows } from './rows';

const me = { id: 'me', name: 'alice', guest: false };
const carol = { id: 'carol', name: 'carol', guest: false };
const at = (minutes: number, seconds = 0) => new Date(2026, 10, 22, 9, minutes, seconds).toISOString();

describe('a run', () => {
  const starts = (...list: Parameters<typeof message>[]) =>
    rows(
      list.map((args) => message(...args)),
      [],
      me,
      undefined,
    ).map((row) => row.startsRun);

  test('is broken by another author', () => {
    expect(starts([1], [2], [3, { author: carol, time: at(0, 3) }], [4])).toEqual([true, false, true, true]);
  });

  test('lasts while no pause is longer than five minutes', () => {
    expect(starts([1, { time: at(0) }], [2, { time: at(5) }], [3, { time: at(10, 1) }])).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('does not go over midnight', () => {
    const late = new Date(2026, 10, 21, 23, 59).toISOString();
    const early = new Date(2026, 10, 22, 0, 1).toISOString();
    const list = rows([message(1, { time: late }), message(2, { time: early })], [], me, undefined);
    expect(list.map((row) => row.startsDay)).toEqual([true, true]);
    expect(list[1]?.startsRun).toBe(true);
  });
});

describe('the line "New"', () => {
  const firstNew = (newAfter: number | undefined) =>
    rows([message(8), message(9), message(10)], [], me, newAfter)
      .filter((row) => row.isFirstNew)
      .map((row) => row.number);

  test('stands above the first message after the one that was read', () => {
    expect(firstNew(8)).toEqual([9]);
    expect(firstNew(10)).toEqual([]);
    expect(firstNew(undefined)).toEqual([]);
  });

  test('does not stand above the first that is loaded when older ones are new, too', () => {
    expect(firstNew(7)).toEqual([8]);
    expect(firstNew(6)).toEqual([]);
    expect(firstNew(0)).toEqual([]);
  });

  test('starts a run', () => {
    expect(rows([message(1), message(2)], [], me, 1)[1]?.startsRun).toBe(true);
  });
});

describe('what waits to be sent', () => {
  const entry = { clientId: 'c1', conversation: 'lobby', text: 'hello', at: Date.parse(at(30)) };

  test('stands last, as one of one’s own', () => {
    const list = rows([message(1)], [entry], me, undefined);
    expect(list[1]).toMatchObject({ author: me, text: 'hello', pending: entry, number: undefined });
  });

  test('is not shown beside the message it became, and keeps its key', () => {
    const before = rows([], [entry], me, undefined);
    const after = rows([message(1, { author: me, clientId: 'c1' })], [entry], me, undefined);
    expect(after).toHaveLength(1);
    expect(after[0]?.pending).toBeUndefined();
    expect(after[0]?.key).toBe(before[0]?.key);
  });

  test('keys stay different when others use the same client id', () => {
    const same = { clientId: 'c1' };
    const list = rows(
      [message(1, same), message(2, { author: me, ...same }), message(3, { author: carol, ...same })],
      [],
      me,
      undefined,
    );
    expect(new Set(list.map((row) => row.key)).size).toBe(3);
  });
});
