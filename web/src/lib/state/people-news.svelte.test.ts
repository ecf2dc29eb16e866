import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../clock';
import type { Person } from '../protocol/objects';
import { Activity } from './activity';
import { People } from './people.svelte';
import { ReadMarkers } from './read-markers';
import { Typing } from './typing.svelte';

const bob = { id: 'bob', name: 'bob', guest: false };
const carol = { id: 'carol', name: 'carol', guest: false };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('who typed is shown for six seconds, or until the message comes', () => {
  const typing = new Typing(systemClock, () => {});
  typing.started('lobby', bob);
  vi.advanceTimersByTime(4_000);
  typing.started('lobby', bob);
  typing.started('lobby', carol);
  vi.advanceTimersByTime(5_999);
  expect(typing.in('lobby')).toEqual([bob, carol]);
  typing.stopped('lobby', 'carol');
  expect(typing.in('lobby')).toEqual([bob]);
  vi.advanceTimersByTime(1);
  expect(typing.in('lobby')).toEqual([]);
});

test('typing is told once in three seconds, and at once after sending', () => {
  const tell = vi.fn();
  const typing = new Typing(systemClock, tell);
  for (let i = 0; i < 30; i++) {
    typing.typed('lobby');
    vi.advanceTimersByTime(100);
  }
  expect(tell).toHaveBeenCalledTimes(1);
  typing.typed('lobby');
  expect(tell).toHaveBeenCalledTimes(2);
  typing.sent('lobby');
  typing.typed('lobby');
  expect(tell).toHaveBeenCalledTimes(3);
});

test('one is away after five minutes without a sign of life', () => {
  const changed = vi.fn();
  const activity = new Activity(systemClock, changed);
  vi.advanceTimersByTime(299_999);
  activity.seen();
  vi.advanceTimersByTime(299_999);
  expect(changed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(changed).toHaveBeenLastCalledWith('away');
  activity.seen();
  expect(changed).toHaveBeenLastCalledWith('online');
  expect(changed).toHaveBeenCalledTimes(2);
});

test('how far one has read is told once for many messages, and again when it could not be told', async () => {
  const tell = vi.fn().mockRejectedValueOnce(new Error('offline')).mockResolvedValue({});
  const markers = new ReadMarkers(systemClock, tell);
  for (let number = 1; number <= 20; number++) markers.mark('lobby', number);
  await vi.advanceTimersByTimeAsync(300);
  expect(tell).toHaveBeenCalledExactlyOnceWith('lobby', 20);
  await markers.flush();
  await markers.flush();
  expect(tell).toHaveBeenCalledTimes(2);
});

test('the list of people holds everybody once, by name, and who went while nobody told is gone', () => {
  const person = (id: string, name: string, presence: Person['presence'] = 'online') => ({
    id,
    name,
    presence,
    guest: false,
  });
  const people = new People();
  people.replacePresent([person('1', 'zoe'), person('2', 'Ben'), person('3', 'álex', 'away')]);
  people.update(person('1', 'zoe', 'away'));
  expect(people.present.map(({ name }) => name)).toEqual(['álex', 'Ben', 'zoe']);
  people.replacePresent([person('2', 'Ben')]);
  expect(people.present.map(({ name }) => name)).toEqual(['Ben']);
  expect(people.get('1')?.presence).toBe('offline');
  people.update({ ...person('2', 'Ben'), gone: true });
  expect(people.present).toEqual([]);
});
