import { createSHA256 } from 'hash-wasm';
import type { FromHasher, ToHasher } from './hasher';

/** Read at a time: large enough that the loop costs nothing, small enough that a cancelled file ends at once. */
const SLICE = 4 * 1024 * 1024;

const sha256 = createSHA256();
let work: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<ToHasher>) => {
  // One after the other: pieces are hashed in the order in which they came.
  work = work.then(() => handle(data)).catch((error: unknown) => tell({ failed: String(error) }));
});

async function handle(message: ToHasher): Promise<void> {
  const hasher = await sha256;
  if ('bytes' in message) hasher.update(message.bytes);
  else if ('blob' in message) {
    for (let at = 0; at < message.blob.size; at += SLICE) {
      hasher.update(new Uint8Array(await message.blob.slice(at, at + SLICE).arrayBuffer()));
    }
  } else tell({ sha256: hasher.digest('hex') });
}

function tell(message: FromHasher): void {
  postMessage(message);
}
