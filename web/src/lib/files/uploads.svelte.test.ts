import { beforeEach, expect, test, vi } from 'vitest';
import { type KeyValueStore, memoryStorage } from '../browser/storage';
import { systemClock } from '../clock';
import { ConnectionLost, Refused } from '../protocol/failures';
import { deferred } from '../testing/files';
import type { Transfer, TransferEvents } from './transfer';
import { type Upload, Uploads } from './uploads.svelte';

/** One transfer in the hands of a test. */
interface Running extends TransferEvents {
  file: File;
  url: string | undefined;
  end: () => void;
  fail: (error: Error) => void;
  abort: ReturnType<typeof vi.fn<Transfer['abort']>>;
}

let storage: KeyValueStore;
let running: Running[];
let open: Set<string>;
const post = vi.fn<(upload: Upload, fileId: string) => void>();
const finish = vi.fn<(fileId: string, sha256: string) => Promise<unknown>>();
const setThumbnail = vi.fn(async () => {});
const picture = vi.fn();

function uploads(tab = 'tab-1'): Uploads {
  return new Uploads({
    personId: 'alice',
    tab: { id: tab, openTabs: async () => open, isOtherInFront: async () => false },
    storage,
    clock: { ...systemClock, after: (_, run) => (queueMicrotask(run), () => {}) },
    post,
    finish,
    setThumbnail,
    hash: async (file) => `hash of ${(file as File).name}`,
    picture,
    transfer: async (file, url, _, events) => {
      const { promise: done, resolve, reject: fail } = deferred<undefined>();
      const end = () => resolve(undefined);
      const abort = vi.fn(async () => {});
      running.push({ ...events, file, url, end, fail, abort });
      return { done, abort };
    },
  });
}

const file = (name = 'plan.pdf', text = 'content') => new File([text], name, { lastModified: 1 });
const last = () => running.at(-1) as Running;
const phases = (all: Uploads) => all.list.map(({ phase }) => phase);

async function begun(count: number): Promise<void> {
  await vi.waitFor(() => expect(running).toHaveLength(count));
}

beforeEach(() => {
  vi.resetAllMocks();
  finish.mockResolvedValue(undefined);
  setThumbnail.mockResolvedValue(undefined);
  storage = memoryStorage();
  running = [];
  open = new Set(['tab-1']);
});

test('in a room the message follows the bytes and their proof', async () => {
  const all = uploads();
  all.add('room', file(), false, 'look');
  await begun(1);
  last().begun('/api/v1/uploads/f1');
  last().progress(3);
  expect(all.list[0]).toMatchObject({ phase: 'sending', sent: 3, fileId: 'f1', caption: 'look' });
  expect(post).not.toHaveBeenCalled();
  last().end();
  await vi.waitFor(() =>
    expect(post).toHaveBeenCalledWith(expect.objectContaining({ conversation: 'room' }), 'f1'),
  );
  expect(finish).toHaveBeenCalledWith('f1', 'hash of plan.pdf');
  expect(all.list).toEqual([]);
  expect(storage.keys()).toEqual([]);
});

test('an offer goes out as soon as the server has a place for it, and once', async () => {
  const all = uploads();
  all.add('direct', file(), true);
  await begun(1);
  last().begun('/api/v1/uploads/f1');
  last().begun('/api/v1/uploads/f1');
  expect(post).toHaveBeenCalledTimes(1);
  last().end();
  await vi.waitFor(() => expect(all.list).toEqual([]));
  expect(post).toHaveBeenCalledTimes(1);
});

test('three go at once, and the others follow in their order', async () => {
  const all = uploads();
  for (const name of ['a', 'b', 'c', 'd', 'e']) all.add('room', file(name), false);
  await begun(3);
  expect(phases(all)).toEqual(['sending', 'sending', 'sending', 'waiting', 'waiting']);
  // Who is given up while it waits never begins.
  all.cancel(all.list[3] as Upload);
  running[1]?.fail(new Refused('quota_exceeded', 'No room.'));
  await begun(4);
  expect(running.map((one) => one.file.name)).toEqual(['a', 'b', 'c', 'e']);
});

test('after a reload the same file goes on where it was, and another one does not', async () => {
  const before = uploads();
  before.add('room', file(), false);
  await begun(1);
  last().begun('/api/v1/uploads/f1');

  const all = uploads();
  await all.adopt();
  await all.adopt();
  expect(phases(all)).toEqual(['lost']);
  all.add('room', file('plan.pdf', 'other content'), false);
  all.add('elsewhere', file(), false);
  all.add('room', file(), false);
  await begun(4);
  expect(running.slice(1).map(({ url }) => url)).toEqual([undefined, undefined, '/api/v1/uploads/f1']);
  expect(all.list).toHaveLength(3);
});

test('what another tab is sending is left to it, until it is closed', async () => {
  uploads('tab-2').add('room', file(), false);
  open.add('tab-2');
  const all = uploads();
  await all.adopt();
  expect(all.list).toEqual([]);
  open.delete('tab-2');
  await all.adopt();
  expect(phases(all)).toEqual(['lost']);
});

test('what is kept and is garbage is passed over', async () => {
  storage.setItem('chatbox.upload.alice.x', '{');
  const all = uploads();
  await all.adopt();
  expect(all.list).toEqual([]);
  expect(storage.keys()).toEqual([]);
});

test('a failure is said, and the same file tries again where it was', async () => {
  const all = uploads();
  all.add('room', file(), false);
  await begun(1);
  last().begun('/api/v1/uploads/f1');
  last().fail(new Error('The file could not be read.'));
  await vi.waitFor(() =>
    expect(all.list[0]).toMatchObject({ phase: 'failed', problem: 'The file could not be read.' }),
  );
  all.add('room', file(), false);
  await begun(2);
  expect(last().url).toBe('/api/v1/uploads/f1');
  expect(all.list).toHaveLength(1);
});

test('of what the server has nothing left a new upload is made, with a message of its own', async () => {
  const all = uploads();
  all.add('direct', file(), true);
  await begun(1);
  const { key } = all.list[0] as Upload;
  last().begun('/api/v1/uploads/f1');
  finish.mockRejectedValueOnce(new Refused('checksum_mismatch', 'The bytes differ.'));
  last().end();
  await vi.waitFor(() => expect(phases(all)).toEqual(['failed']));
  all.add('direct', file(), true);
  await begun(2);
  expect(last().url).toBeUndefined();
  expect(all.list).toHaveLength(1);
  expect(all.list[0]?.key).not.toBe(key);
});

test('the proof is asked for again while the server is away', async () => {
  finish
    .mockRejectedValueOnce(new ConnectionLost())
    .mockRejectedValueOnce(new Refused('server_busy', 'Later.'));
  const all = uploads();
  all.add('room', file(), false);
  await begun(1);
  last().begun('/api/v1/uploads/f1');
  last().end();
  await vi.waitFor(() => expect(all.list).toEqual([]));
  expect(finish).toHaveBeenCalledTimes(3);
  expect(post).toHaveBeenCalledTimes(1);
});

test('who cancels stops it, and the server forgets it', async () => {
  const all = uploads();
  all.add('room', file(), false);
  await begun(1);
  const { abort } = last();
  await vi.waitFor(() => {
    // The transfer is known when its beginning has been told.
    if (all.list[0]) all.cancel(all.list[0]);
    expect(abort).toHaveBeenCalledWith(true);
  });
  expect(all.list).toEqual([]);
  expect(storage.keys()).toEqual([]);
  expect(post).not.toHaveBeenCalled();
});

test('what was declined stops without a word, and its bytes are the server’s affair', async () => {
  const all = uploads();
  all.add('direct', file(), true);
  await begun(1);
  last().begun('/api/v1/uploads/f1');
  all.ended('f1');
  last().fail(new Refused('file_gone', 'Declined.'));
  await vi.waitFor(() => expect(last().abort).toHaveBeenCalledWith(false));
  expect(all.list).toEqual([]);
  expect(storage.keys()).toEqual([]);
});

test('a picture brings its size and a small picture along', async () => {
  const thumbnail = new Blob(['small']);
  picture.mockResolvedValue({ width: 4, height: 3, thumbnail });
  uploads().add('room', file('a.png'), false);
  await begun(1);
  last().begun('/api/v1/uploads/f1');
  expect(setThumbnail).toHaveBeenCalledWith('f1', thumbnail);
});
