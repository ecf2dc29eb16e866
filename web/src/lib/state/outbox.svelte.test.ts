import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type KeyValueStore, memoryStorage } from '../browser/storage';
import { systemClock } from '../clock';
import { ConnectionLost, Refused } from '../protocol/failures';
import { message } from '../testing/messages';
import { Outbox, type OutboxEntry } from './outbox.svelte';

let storage: KeyValueStore;
let open: Set<string> | undefined;
const send = vi.fn<(entry: OutboxEntry) => Promise<ReturnType<typeof message>>>();

function outbox(tab = 'tab-1', person = 'alice'): Outbox {
  return new Outbox(
    person,
    { id: tab, openTabs: async () => open, isOtherInFront: async () => false },
    storage,
    systemClock,
    send,
  );
}

/** A tab after a reload: the same id, and what was in storage. */
async function reloaded(tab = 'tab-1'): Promise<Outbox> {
  const box = outbox(tab);
  await box.adopt();
  return box;
}

const texts = (box: Outbox) => box.entries.map((entry) => entry.text);

beforeEach(() => {
  vi.useFakeTimers();
  storage = memoryStorage();
  open = new Set(['tab-1']);
  send.mockReset();
  send.mockResolvedValue(message(1));
});

afterEach(() => vi.useRealTimers());

test('what is stored leaves the outbox', async () => {
  const box = outbox();
  box.add('lobby', 'hello');
  expect(texts(box)).toEqual(['hello']);
  await vi.waitFor(() => expect(box.entries).toEqual([]));
  expect(storage.keys()).toEqual([]);
});

test('while offline all waits, and goes in the order of writing afterwards', async () => {
  send.mockRejectedValue(new ConnectionLost());
  const box = outbox();
  for (const text of ['one', 'two', 'three']) box.add('lobby', text);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(texts(box)).toEqual(['one', 'two', 'three']);

  send.mockReset();
  send.mockResolvedValue(message(1));
  await box.flush();
  expect(send.mock.calls.map(([entry]) => entry.text)).toEqual(['one', 'two', 'three']);
  expect(box.entries).toEqual([]);
});

test('is sent again with the same client id', async () => {
  send.mockRejectedValueOnce(new ConnectionLost());
  const box = outbox();
  box.add('lobby', 'hello');
  await vi.advanceTimersByTimeAsync(0);
  await box.flush();
  const [first, second] = send.mock.calls.map(([entry]) => entry.clientId);
  expect(second).toBe(first);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
});

test('two calls at the same time send everything once', async () => {
  const box = outbox();
  box.add('lobby', 'hello');
  await Promise.all([box.flush(), box.flush()]);
  await vi.advanceTimersByTimeAsync(0);
  expect(send).toHaveBeenCalledOnce();
});

describe('a refusal', () => {
  test('is kept with its reason until the person tries again, and holds up nothing else', async () => {
    send.mockRejectedValueOnce(new Refused('person_left', 'gone'));
    const box = outbox();
    box.add('direct', 'hello');
    box.add('lobby', 'others');
    await vi.waitFor(() => expect(texts(box)).toEqual(['hello']));
    expect(box.entries[0]?.refusal).toBe('gone');

    box.retry(box.entries[0]?.clientId ?? '');
    await vi.waitFor(() => expect(box.entries).toEqual([]));
  });

  test('that passes is tried again by itself', async () => {
    send.mockRejectedValueOnce(new Refused('rate_limited', 'slow down'));
    const box = outbox();
    box.add('lobby', 'hello');
    await vi.advanceTimersByTimeAsync(1_999);
    expect(texts(box)).toEqual(['hello']);
    await vi.advanceTimersByTimeAsync(1);
    expect(box.entries).toEqual([]);
  });
});

describe('across reloads and tabs', () => {
  beforeEach(() => {
    send.mockRejectedValue(new ConnectionLost());
  });

  test('a reload loses nothing, and keeps the order', async () => {
    const before = outbox();
    before.add('lobby', 'one');
    vi.advanceTimersByTime(5);
    before.add('lobby', 'two');
    const after = await reloaded();
    expect(after.entries).toEqual(before.entries);
  });

  test('what another open tab holds is left to it', async () => {
    outbox('tab-1').add('lobby', 'hello');
    expect((await reloaded('tab-2')).entries).toEqual([]);
  });

  test('what a closed tab left is taken over', async () => {
    outbox('tab-1').add('lobby', 'hello');
    open = new Set(['tab-2']);
    expect(texts(await reloaded('tab-2'))).toEqual(['hello']);
    open = new Set(['tab-2', 'tab-3']);
    expect((await reloaded('tab-3')).entries).toEqual([]);
  });

  test('adopting twice takes nothing twice', async () => {
    const box = outbox();
    box.add('lobby', 'hello');
    await box.adopt();
    await box.adopt();
    expect(texts(box)).toEqual(['hello']);
  });

  test('another person gets nothing of it, and after a day it is forgotten', () => {
    outbox().add('lobby', 'hello');
    vi.advanceTimersByTime(23 * 60 * 60 * 1000);
    expect(outbox('tab-1', 'bob').entries).toEqual([]);
    expect(storage.keys()).toHaveLength(1);
    vi.advanceTimersByTime(2 * 60 * 60 * 1000);
    outbox('tab-1', 'bob');
    expect(storage.keys()).toEqual([]);
  });

  test('nonsense in storage is dropped', async () => {
    storage.setItem('chatbox.outbox.alice.x', '{');
    expect((await reloaded()).entries).toEqual([]);
    expect(storage.keys()).toEqual([]);
  });
});
