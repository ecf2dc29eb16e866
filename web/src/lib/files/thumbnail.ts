import { pictureSize } from './picture-size';

/** Pixels of a picture that is decoded at all: what claims more would fill the memory. */
const MOST_PIXELS = 32_000_000;
/** In it every camera tells the size; what hides it further behind is not looked at. */
const HEAD_BYTES = 512 * 1024;
const EDGE = 640;
const MOST_BYTES = 64 * 1024;
const QUALITIES = [0.8, 0.6, 0.4];
const TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export interface Picture {
  width: number;
  height: number;
  /** At most 64 KiB; undefined where even the worst quality is larger. */
  thumbnail: Blob | undefined;
}

/** The size of a picture and a small one of it, made here so that no server ever decodes what somebody sends. Undefined for all that is none. */
export async function pictureOf(file: Blob): Promise<Picture | undefined> {
  if (!TYPES.has(file.type)) return undefined;
  const said = pictureSize(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  if (!said || said.width * said.height > MOST_PIXELS) return undefined;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  try {
    const { width, height } = bitmap;
    const scale = Math.min(1, EDGE / Math.max(width, height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return { width, height, thumbnail: await smallEnough(canvas) };
  } finally {
    bitmap.close();
  }
}

async function smallEnough(canvas: HTMLCanvasElement): Promise<Blob | undefined> {
  for (const quality of QUALITIES) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', quality));
    if (blob && blob.size <= MOST_BYTES) return blob;
  }
  return undefined;
}
