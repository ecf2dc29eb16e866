import type { Clock } from '../clock';
import { backoff } from '../connection/backoff';
import { type Hasher, newHasher } from './hasher';
import { Rate } from './rate';

/** What is fetched into the page is hashed there before it is saved; above this it goes straight to the disk, and is not checked. */
export const MOST_CHECKED = 256 * 1024 * 1024;

export interface Source {
  url: string;
  /** Bytes. */
  size: number;
  /** Of the whole, where it is known before. */
  sha256?: string | undefined;
}

export type DownloadPhase =
  'fetching' | 'paused' | 'checking' | 'verified' | 'saved' | 'damaged' | 'failed' | 'cancelled';

export interface DownloadParts {
  clock: Clock;
  save: (blob: Blob) => void;
  /** It is over, one way or another. */
  ended?: (phase: DownloadPhase) => void;
  open?: () => Hasher;
  fetch?: typeof fetch;
}

/**
 * Fetches a file into the page, hashes it while it streams, and saves it only where the hash is right. A broken line goes on with a range
 * from where it broke; a pause does the same, so that it may last as long as one likes.
 */
export class Download {
  phase = $state<DownloadPhase>('fetching');
  received = $state(0);
  speed = $state(0);
  problem = $state('');
  sha256 = $state('');
  readonly size: number;

  readonly #parts: Required<DownloadParts>;
  readonly #rate = new Rate();
  readonly #hasher: Hasher;
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #etag = '';
  #pauseAt: number;
  #stop = new AbortController();
  #failures = 0;

  constructor(
    private readonly source: Source,
    parts: DownloadParts,
    pauseAtHalf = false,
  ) {
    this.#parts = { ended: () => {}, open: newHasher, fetch: (...args) => fetch(...args), ...parts };
    this.size = source.size;
    this.#pauseAt = pauseAtHalf ? Math.ceil(source.size / 2) : Number.POSITIVE_INFINITY;
    this.#hasher = this.#parts.open();
    void this.#run();
  }

  proceed(): void {
    if (this.phase !== 'paused') return;
    this.#pauseAt = Number.POSITIVE_INFINITY;
    void this.#run();
  }

  cancel(): void {
    if (!['fetching', 'paused'].includes(this.phase)) return;
    this.#end('cancelled');
  }

  async #run(): Promise<void> {
    this.phase = 'fetching';
    this.#rate.reset();
    while (this.phase === 'fetching' && this.received < this.size) {
      this.#stop = new AbortController();
      const before = this.received;
      const answer = await this.#fetchRest().catch(() => 'broken' as const);
      if (this.phase !== 'fetching' || answer === 'ended') return;
      if (this.received >= this.#pauseAt) {
        this.phase = 'paused';
        this.speed = 0;
        return;
      }
      this.#failures = this.received > before ? 0 : this.#failures + 1;
      if (answer === 'broken') await this.#rest();
    }
    if (this.phase === 'fetching') await this.#check();
  }

  /** One request for what is missing. Ends where the line breaks, or where a pause was wished for. */
  async #fetchRest(): Promise<'whole' | 'broken' | 'ended'> {
    // RFC 9530: it is compared here, so nobody else needs to tell how it went.
    const headers: Record<string, string> = { 'Want-Repr-Digest': 'sha-256=10' };
    if (this.received > 0) headers['Range'] = `bytes=${this.received}-`;
    // Where the file is another one by now, the answer is all of it.
    if (this.received > 0 && this.#etag) headers['If-Range'] = this.#etag;
    const response = await this.#parts.fetch(this.source.url, {
      headers,
      signal: this.#stop.signal,
      cache: 'no-store',
    });
    if (!response.ok || !response.body) return this.#refused(response);
    if (this.received > 0 && response.status !== 206)
      return this.#fail('The file was changed meanwhile. Fetch it again.');
    this.#etag ||= response.headers.get('ETag') ?? '';

    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return this.received < this.size ? 'broken' : 'whole';
      this.#take(value);
      if (this.received >= this.#pauseAt && this.received < this.size) {
        this.#stop.abort();
        return 'whole';
      }
    }
  }

  #take(value: Uint8Array<ArrayBuffer>): void {
    // Exactly half: the rest of this piece is asked for again when it goes on.
    const room = this.#pauseAt - this.received;
    const bytes = value.byteLength > room ? value.slice(0, room) : value;
    this.#chunks.push(bytes);
    this.received += bytes.byteLength;
    this.speed = this.#rate.update(this.#parts.clock.now(), this.received);
    this.#hasher.update(bytes.slice());
  }

  async #refused(response: Response): Promise<'broken' | 'ended'> {
    if (response.status === 429 || response.status >= 500) return 'broken';
    const problem = (await response.json().catch(() => ({}))) as { detail?: string };
    return this.#fail(problem.detail ?? `The server answered ${response.status}.`);
  }

  #fail(problem: string): 'ended' {
    this.problem = problem;
    this.#end('failed');
    return 'ended';
  }

  async #check(): Promise<void> {
    this.phase = 'checking';
    this.sha256 = await this.#hasher.digest();
    // The server's tag is the hash of the content where it knows it.
    const expected = this.source.sha256 ?? /^"([0-9a-f]{64})"$/.exec(this.#etag)?.[1];
    if (expected !== undefined && expected !== this.sha256) return this.#end('damaged');
    this.#parts.save(new Blob(this.#chunks));
    this.#end(expected === undefined ? 'saved' : 'verified');
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.clock.after(backoff(this.#failures, this.#parts.clock.random()), resolve);
    });
  }

  #end(phase: DownloadPhase): void {
    this.phase = phase;
    this.speed = 0;
    this.#stop.abort();
    this.#hasher.close();
    this.#chunks = [];
    this.#parts.ended(phase);
  }
}
