import { afterEach, expect, test, vi } from 'vitest';
import { pictureSize } from './picture-size';
import { pictureOf } from './thumbnail';

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const png = (width: string, height: string) =>
  bytes(`89504e470d0a1a0a0000000d49484452${width}${height}0806000000`);

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['PNG', '89504e470d0a1a0a0000000d4948445200000004000000030802000000', 4, 3],
  ['GIF', '47494638396104000300800000', 4, 3],
  ['JPEG', 'ffd8ffe000104a46494600010100000100010000ffc0000b080003000401011100', 4, 3],
  ['progressive JPEG', 'ffd8ffffe00004abcdffc2000b08040002800101110000', 640, 1024],
  ['WebP', '524946461c0000005745425056503820100000003001009d012a040003000000', 4, 3],
  ['lossless WebP', '524946461c000000574542505650384c100000002f038000000000000000', 4, 3],
  ['extended WebP', '524946461c00000057454250565038580a00000000000000ff03007f0200', 1024, 640],
])('a %s says how large it is', (_, hex, width, height) => {
  expect(pictureSize(bytes(hex))).toEqual({ width, height });
});

test.each(['', 'ffd8', 'ffd8ffda0008010100003f00aabb', 'ffd8ffe0ffff4a46494600010100'])(
  'what does not tell has no size: %s',
  (hex) => expect(pictureSize(bytes(hex))).toBeUndefined(),
);

test('a picture that claims four billion pixels is never decoded', async () => {
  const decode = vi.fn();
  vi.stubGlobal('createImageBitmap', decode);
  const bomb = new Blob([png('0000ffff', '0000ffff')], { type: 'image/png' });
  expect(await pictureOf(bomb)).toBeUndefined();
  expect(await pictureOf(new Blob(['no picture'], { type: 'image/png' }))).toBeUndefined();
  expect(decode).not.toHaveBeenCalled();
});

test('a picture of 32 megapixels is', async () => {
  const decode = vi.fn(() => Promise.reject(new Error('only asked')));
  vi.stubGlobal('createImageBitmap', decode);
  expect(await pictureOf(new Blob([png('00001f40', '00000fa0')], { type: 'image/png' }))).toBeUndefined();
  expect(decode).toHaveBeenCalledOnce();
});
