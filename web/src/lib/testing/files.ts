import { createHash } from 'node:crypto';
import type { Hasher } from '../files/hasher';
import type { FileObject } from '../protocol/objects';

export const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export function bytesOf(count: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: count }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
}

/** Hashes at once and where it stands: what the worker does beside the page. */
export function directHasher(): Hasher {
  const hash = createHash('sha256');
  let read = Promise.resolve();
  return {
    update: (bytes) => void hash.update(bytes),
    updateFrom: (blob) => {
      read = blob.arrayBuffer().then((bytes) => void hash.update(new Uint8Array(bytes)));
    },
    digest: async () => {
      await read;
      return hash.digest('hex');
    },
    close: () => {},
  };
}

/** A server that sends one file, as docs/protocol.md has it, over a line that breaks where a test wants it. */
export class FileServer {
  /** After so many bytes of an answer the line breaks, once each. */
  readonly cuts: number[] = [];
  /** These statuses are answered first, once each. */
  readonly refusals: number[] = [];
  readonly ranges: (string | null)[] = [];
  readonly wants: (string | null)[] = [];
  /** Bytes of a piece. */
  piece = 1000;

  constructor(
    public bytes: Uint8Array<ArrayBuffer>,
    public etag = `"${sha256Of(bytes)}"`,
  ) {}

  readonly fetch: typeof fetch = async (_, init) => {
    const headers = new Headers(init?.headers);
    const range = headers.get('Range');
    this.ranges.push(range);
    this.wants.push(headers.get('Want-Repr-Digest'));
    const refusal = this.refusals.shift();
    if (refusal) return Response.json({ detail: `refused with ${refusal}` }, { status: refusal });
    const isOther = headers.has('If-Range') && headers.get('If-Range') !== this.etag;
    const from = range && !isOther ? Number(/bytes=(\d+)-/.exec(range)?.[1]) : 0;
    const until = Math.min(this.bytes.length, from + (this.cuts.shift() ?? Number.POSITIVE_INFINITY));
    let at = from;
    const body = new ReadableStream<Uint8Array>({
      pull: (to) => {
        if (init?.signal?.aborted) return to.error(init.signal.reason);
        if (at < until) to.enqueue(this.bytes.slice(at, (at = Math.min(until, at + this.piece))));
        else if (until < this.bytes.length) to.error(new TypeError('network error'));
        else to.close();
      },
    });
    return new Response(body, { status: range && !isOther ? 206 : 200, headers: { ETag: this.etag } });
  };
}

export function fileObject(more: Partial<FileObject> = {}): FileObject {
  return {
    id: 'f1',
    name: 'plan.pdf',
    size: 10_000,
    type: 'application/pdf',
    state: 'accepted',
    ready: true,
    ...more,
  };
}

/** A promise in the hands of a test. */
export function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((...hands) => ([resolve, reject] = hands));
  return { promise, resolve, reject };
}
