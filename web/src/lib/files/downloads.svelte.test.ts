import { beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../clock';
import type { FileObject, Message } from '../protocol/objects';
import { bytesOf, fileObject, FileServer, sha256Of } from '../testing/files';
import { message } from '../testing/messages';
import { Downloads } from './downloads.svelte';
import { saveBlob, saveFrom } from './save';

vi.mock('./save');
vi.mock('./hasher', async () => ({ newHasher: (await import('../testing/files')).directHasher }));

const bytes = bytesOf(10_000);
let server: FileServer;
let downloads: Downloads;
const report = vi.fn();
const tell = vi.fn();

const withFile = (more: Partial<FileObject> = {}): Message =>
  message(1, { file: fileObject({ sha256: sha256Of(bytes), ...more }) });

beforeEach(() => {
  vi.resetAllMocks();
  server = new FileServer(bytes);
  vi.stubGlobal('fetch', server.fetch);
  downloads = new Downloads({ clock: systemClock, report, tell });
});

async function ended(phase: string): Promise<void> {
  await vi.waitFor(() => expect(downloads.get('f1')?.phase).toBe(phase));
}

test('what is accepted is saved under its name, and both are told that it is verified', async () => {
  downloads.want(withFile(), true);
  await ended('verified');
  expect(saveBlob).toHaveBeenCalledWith(expect.any(Blob), 'plan.pdf');
  expect(report.mock.calls).toEqual([[expect.anything(), 'verified']]);
  expect(tell.mock.calls).toEqual([[expect.anything(), 'verified']]);
});

test('damage is told to both, and nothing is saved', async () => {
  server.bytes = bytesOf(bytes.length).fill(0, 10, 11);
  downloads.want(withFile(), true);
  await ended('damaged');
  expect(saveBlob).not.toHaveBeenCalled();
  expect(report.mock.calls).toEqual([[expect.anything(), 'damaged']]);
  expect(tell.mock.calls).toEqual([[expect.anything(), 'damaged']]);
});

test('whoever fetches their own file, or one of a room, reports nothing', async () => {
  downloads.want(withFile(), false);
  await ended('verified');
  expect(report).not.toHaveBeenCalled();
  expect(tell).toHaveBeenCalled();
});

test('what is accepted while it is on its way up is fetched when it is whole', async () => {
  downloads.want(withFile({ ready: false }), true);
  downloads.changed(withFile({ ready: false, received: 5 }), true);
  expect(server.ranges).toEqual([]);
  downloads.changed(withFile(), true);
  await ended('verified');
  // Once: what changes later is no reason to fetch it again.
  downloads.changed(withFile({ state: 'verified' }), true);
  expect(server.ranges).toHaveLength(1);
});

test('what nobody accepted here is not fetched', () => {
  downloads.changed(withFile(), true);
  expect(server.ranges).toEqual([]);
});

test('256 MiB are fetched and checked here, and one byte more goes straight to the disk', () => {
  downloads.want(withFile({ id: 'f2', size: 256 * 1024 * 1024 }), true);
  expect(downloads.get('f2')?.phase).toBe('fetching');
  downloads.want(withFile({ size: 256 * 1024 * 1024 + 1 }), true);
  expect(downloads.get('f1')).toBeUndefined();
  expect(saveFrom).toHaveBeenCalledWith('/api/v1/files/f1', 'plan.pdf');
  downloads.stop();
  expect(report).not.toHaveBeenCalled();
});
