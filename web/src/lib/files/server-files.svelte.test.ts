import { beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../clock';
import { ConnectionLost, Refused } from '../protocol/failures';
import type { SharedFile } from '../protocol/objects';
import { bytesOf, deferred, FileServer, sha256Of } from '../testing/files';
import { saveBlob, saveFrom } from './save';
import { ServerFiles, urlOfShared } from './server-files.svelte';

vi.mock('./save');
vi.mock('./hasher', async () => ({ newHasher: (await import('../testing/files')).directHasher }));

const bytes = bytesOf(1000);
const shared = (path: string, more: Partial<SharedFile> = {}): SharedFile => ({
  path,
  size: bytes.length,
  modified: '2026-11-22T09:30:00.123Z',
  sha256: sha256Of(bytes),
  ...more,
});
const ask = vi.fn();
let files: ServerFiles;

beforeEach(() => {
  vi.resetAllMocks();
  vi.stubGlobal('fetch', new FileServer(bytes).fetch);
  files = new ServerFiles(ask, systemClock);
});

test('each part of a path is encoded, and slashes stay', () => {
  expect(urlOfShared('week 3/a?b#c%2f.pdf')).toBe('/api/v1/share/files/week%203/a%3Fb%23c%252f.pdf');
});

test('all pages are shown, and nothing is asked while nobody looks', async () => {
  await files.refresh();
  expect(ask).not.toHaveBeenCalled();
  ask
    .mockResolvedValueOnce({ files: [shared('a')], next: 'a' })
    .mockResolvedValueOnce({ files: [shared('b')] });
  await files.show();
  expect(files.files.map(({ path }) => path)).toEqual(['a', 'b']);
  files.hide();
  await files.refresh();
  expect(ask).toHaveBeenCalledTimes(2);
});

test('before there is a connection it is no failure: the connection asks', async () => {
  ask.mockRejectedValueOnce(new ConnectionLost()).mockResolvedValueOnce({ files: [shared('a')] });
  await files.show();
  expect(files.loaded).toBe(false);
  await files.refresh();
  expect(files.loaded).toBe(true);
  ask.mockRejectedValueOnce(new Refused('internal', 'Something went wrong.'));
  await expect(files.show()).rejects.toThrow('Something went wrong.');
});

test('changes while it is asked are asked for once more, not each', async () => {
  const first = deferred<{ files: SharedFile[] }>();
  ask.mockReturnValueOnce(first.promise).mockResolvedValue({ files: [shared('b')] });
  const shown = files.show();
  for (let i = 0; i < 5; i++) await files.refresh();
  first.resolve({ files: [shared('a')] });
  await shown;
  expect(ask).toHaveBeenCalledTimes(2);
  expect(files.files.map(({ path }) => path)).toEqual(['b']);
});

test('a file is saved under the name of one’s choice, with a pause at half', async () => {
  files.save(shared('a.pdf'), 'mine.pdf', true);
  await vi.waitFor(() => expect(files.download('a.pdf')?.phase).toBe('paused'));
  files.download('a.pdf')?.proceed();
  await vi.waitFor(() => expect(saveBlob).toHaveBeenCalledWith(expect.any(Blob), 'mine.pdf'));
});

test('saving again ends what was going on, and what is large goes straight to the disk', async () => {
  files.save(shared('a.pdf'), 'one.pdf', true);
  const first = files.download('a.pdf');
  await vi.waitFor(() => expect(first?.phase).toBe('paused'));
  files.save(shared('a.pdf'), 'two.pdf', false);
  expect(first?.phase).toBe('cancelled');
  await vi.waitFor(() => expect(saveBlob).toHaveBeenCalledWith(expect.any(Blob), 'two.pdf'));
  files.save(shared('film.mkv', { size: 256 * 1024 * 1024 + 1 }), 'film.mkv', true);
  expect(saveFrom).toHaveBeenCalledWith('/api/v1/share/files/film.mkv', 'film.mkv');
  files.stop();
});
