import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytesOf, sha256Of } from '../testing/files';
import { type FromHasher, hashOf, newHasher } from './hasher';

class FakeWorker {
  static made: FakeWorker[] = [];
  onmessage: ((event: { data: FromHasher }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  readonly postMessage = vi.fn();
  readonly terminate = vi.fn();

  constructor() {
    FakeWorker.made.push(this);
  }
}

const worker = () => FakeWorker.made.at(-1) as FakeWorker;

describe('the hasher of the page', () => {
  beforeEach(() => {
    FakeWorker.made = [];
    vi.stubGlobal('Worker', FakeWorker);
  });

  afterEach(() => vi.unstubAllGlobals());

  test('hands its bytes over and gives what the worker says', async () => {
    const hasher = newHasher();
    const bytes = bytesOf(3);
    hasher.update(bytes);
    expect(worker().postMessage).toHaveBeenCalledWith({ bytes }, [bytes.buffer]);
    const digest = hasher.digest();
    worker().onmessage?.({ data: { sha256: 'abc' } });
    expect(await digest).toBe('abc');
  });

  test('a file that cannot be read, and a worker that cannot be started, reject', async () => {
    const first = newHasher().digest();
    worker().onmessage?.({ data: { failed: 'NotReadableError' } });
    await expect(first).rejects.toThrow('NotReadableError');
    const second = newHasher().digest();
    worker().onerror?.({ message: 'blocked' });
    await expect(second).rejects.toThrow('blocked');
  });

  test('after a whole file the worker is gone, however it ended', async () => {
    const right = hashOf(new Blob(['x']));
    worker().onmessage?.({ data: { sha256: 'abc' } });
    expect(await right).toBe('abc');
    expect(worker().terminate).toHaveBeenCalled();
    const wrong = hashOf(new Blob(['x']));
    worker().onmessage?.({ data: { failed: 'gone' } });
    await expect(wrong).rejects.toThrow('gone');
    expect(worker().terminate).toHaveBeenCalled();
  });
});

test('the worker hashes pieces and files in the order in which they come', async () => {
  const said = vi.fn<(message: FromHasher) => void>();
  vi.stubGlobal('postMessage', said);
  await import('./hash.worker');
  const bytes = bytesOf(9 * 1024 * 1024);
  const cut = 1000;
  for (const data of [{ bytes: bytes.slice(0, cut) }, { blob: new Blob([bytes.slice(cut)]) }, { end: true }])
    dispatchEvent(new MessageEvent('message', { data }));
  await vi.waitFor(() => expect(said).toHaveBeenCalledWith({ sha256: sha256Of(bytes) }), 10_000);

  // What cannot be read is said.
  const blob = { size: 1, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) };
  dispatchEvent(new MessageEvent('message', { data: { blob } }));
  await vi.waitFor(() => expect(said).toHaveBeenCalledWith({ failed: 'Error: gone' }));
  vi.unstubAllGlobals();
});
