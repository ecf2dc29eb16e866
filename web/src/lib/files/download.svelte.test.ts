import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../clock';
import { bytesOf, directHasher, FileServer, sha256Of } from '../testing/files';
import { Download, type Source } from './download.svelte';

const bytes = bytesOf(10_001);
let server: FileServer;
const save = vi.fn<(blob: Blob) => void>();
const ended = vi.fn();

function download(more: Partial<Source> = {}, pauseAtHalf = false): Download {
  const source = { url: '/api/v1/files/f1', size: bytes.length, sha256: sha256Of(bytes), ...more };
  const parts = { clock: systemClock, save, ended, open: directHasher, fetch: server.fetch };
  return new Download(source, parts, pauseAtHalf);
}

async function ends(running: Download, phase: string): Promise<void> {
  await vi.waitFor(() => expect(running.phase).toBe(phase));
}

async function saved(): Promise<Uint8Array> {
  expect(save).toHaveBeenCalledTimes(1);
  return new Uint8Array(await (save.mock.calls[0]?.[0] as Blob).arrayBuffer());
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 5 });
  save.mockReset();
  ended.mockReset();
  server = new FileServer(bytes);
});

afterEach(() => vi.useRealTimers());

test('what was fetched is saved when its own bytes have the hash', async () => {
  const running = download();
  await ends(running, 'verified');
  expect(await saved()).toEqual(new Uint8Array(bytes));
  expect(running).toMatchObject({ received: bytes.length, sha256: sha256Of(bytes), problem: '', speed: 0 });
  expect(ended.mock.calls).toEqual([['verified']]);
  // Whoever compares the hash speaks for itself: the server need not say that it arrived.
  expect(server.wants).toEqual(['sha-256=10']);
});

test('an empty file is a file', async () => {
  server = new FileServer(bytesOf(0));
  const running = download({ size: 0, sha256: sha256Of(bytesOf(0)) });
  await ends(running, 'verified');
  expect(await saved()).toHaveLength(0);
});

test('a broken line goes on where it broke, however often, and each byte is taken once', async () => {
  server.cuts.push(1, 999, 1000, 1001, 0, 4000);
  const running = download();
  await vi.advanceTimersByTimeAsync(60_000);
  await ends(running, 'verified');
  expect(await saved()).toEqual(new Uint8Array(bytes));
  const ranges = ['bytes=1-', 'bytes=1000-', 'bytes=2000-', 'bytes=3001-', 'bytes=3001-', 'bytes=7001-'];
  expect(server.ranges).toEqual([null, ...ranges]);
});

test('bytes that are wrong are damaged, and nobody saves them', async () => {
  server.bytes = bytesOf(bytes.length).fill(0, 10, 11);
  await ends(download(), 'damaged');
  expect(save).not.toHaveBeenCalled();
  expect(ended.mock.calls).toEqual([['damaged']]);
});

test('without a hash to compare with it is saved and not called verified', async () => {
  server.etag = '"10001-1-2"';
  await ends(download({ sha256: undefined }), 'saved');
  expect(await saved()).toHaveLength(bytes.length);
});

test('the tag of the content is a hash to compare with', async () => {
  await ends(download({ sha256: undefined }), 'verified');
});

test('at half it stands with exactly half, and goes on from there without fetching it again', async () => {
  const running = download({}, true);
  await ends(running, 'paused');
  expect(running).toMatchObject({ received: 5001, speed: 0 });
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(running.phase).toBe('paused');
  expect(save).not.toHaveBeenCalled();
  running.proceed();
  await ends(running, 'verified');
  expect(await saved()).toEqual(new Uint8Array(bytes));
  expect(server.ranges).toEqual([null, 'bytes=5001-']);
});

test('a file that is another by now is not put together with what there is', async () => {
  const running = download({}, true);
  await ends(running, 'paused');
  server.etag = '"other"';
  running.proceed();
  await ends(running, 'failed');
  expect(running.problem).toContain('changed meanwhile');
  expect(save).not.toHaveBeenCalled();
});

test('a server with too much to do is asked again', async () => {
  server.refusals.push(429, 503, 500);
  const running = download();
  await vi.advanceTimersByTimeAsync(60_000);
  await ends(running, 'verified');
  expect(server.ranges).toHaveLength(4);
});

test.each([404, 410])(
  'what is not there any more (%i) ends it with the words of the server',
  async (status) => {
    server.refusals.push(status);
    const running = download();
    await ends(running, 'failed');
    expect(running.problem).toBe(`refused with ${status}`);
    expect(server.ranges).toHaveLength(1);
  },
);

test('what was cancelled is neither fetched on nor saved', async () => {
  const running = download({}, true);
  await ends(running, 'paused');
  running.cancel();
  expect(running.phase).toBe('cancelled');
  running.proceed();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(running.phase).toBe('cancelled');
  expect(server.ranges).toHaveLength(1);
  expect(save).not.toHaveBeenCalled();
  running.cancel();
  expect(ended.mock.calls).toEqual([['cancelled']]);
});
