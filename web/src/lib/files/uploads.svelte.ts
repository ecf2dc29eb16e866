import { randomId } from '../browser/random-id';
import type { KeyValueStore } from '../browser/storage';
import type { Tab } from '../browser/tab';
import type { Clock } from '../clock';
import { isFailure, Refused } from '../protocol/failures';
import { Code, PASSING_CODES } from '../protocol/frames';
import { hashOf } from './hasher';
import { Rate } from './rate';
import { pictureOf } from './thumbnail';
import { startTransfer, type StartTransfer, type Transfer } from './transfer';
import { Turns } from './turns';

const PREFIX = 'chatbox.upload.';
const RETRY_MS = 2_000;
/** Over HTTP/1.1 a browser has six connections to a server, and messages, pictures and downloads want some too. */
const MOST_AT_ONCE = 3;

export type UploadPhase =
  /** Others of one's own are on their way. */
  | 'waiting'
  | 'sending'
  /** All is sent, and the server compares the hashes. */
  | 'checking'
  /** The page was loaded anew: it goes on when the same file is chosen again. */
  | 'lost'
  | 'failed';

/** What is kept across reloads. */
interface Kept {
  /** The client id of its message. */
  key: string;
  conversation: string;
  /** Its message goes out at once and the bytes follow; elsewhere the message follows the bytes. */
  isOffer: boolean;
  name: string;
  size: number;
  lastModified: number;
  caption: string;
  url?: string;
}

/** One file on its way up. */
export class Upload {
  readonly key: string;
  readonly conversation: string;
  readonly isOffer: boolean;
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  readonly caption: string;
  url = $state<string>();
  phase = $state<UploadPhase>('lost');
  sent = $state(0);
  /** Bytes a second. */
  speed = $state(0);
  problem = $state('');

  constructor(kept: Kept) {
    this.key = kept.key;
    this.conversation = kept.conversation;
    this.isOffer = kept.isOffer;
    this.name = kept.name;
    this.size = kept.size;
    this.lastModified = kept.lastModified;
    this.caption = kept.caption;
    this.url = kept.url;
  }

  /** The id that the file will have. */
  get fileId(): string | undefined {
    return this.url?.split('/').at(-1);
  }

  isOf(file: File): boolean {
    return this.name === file.name && this.size === file.size && this.lastModified === file.lastModified;
  }
}

export interface UploadParts {
  personId: string;
  tab: Tab;
  storage: KeyValueStore;
  clock: Clock;
  /** Hands the message that refers to the file to the outbox. */
  post: (upload: Upload, fileId: string) => void;
  finish: (fileId: string, sha256: string) => Promise<unknown>;
  setThumbnail: (fileId: string, thumbnail: Blob) => Promise<unknown>;
  transfer?: StartTransfer;
  hash?: (file: Blob) => Promise<string>;
  picture?: typeof pictureOf;
}

/**
 * The files on their way up, whatever conversation is open. Each is one tus upload that goes on over lost connections and a server that was
 * started anew; what a reload interrupts is listed until the same file is chosen again or it is given up.
 */
export class Uploads {
  list = $state.raw<readonly Upload[]>([]);
  readonly #parts: Required<UploadParts>;
  readonly #running = new Map<Upload, Transfer>();
  readonly #turns = new Turns(MOST_AT_ONCE);

  constructor(parts: UploadParts) {
    this.#parts = { transfer: startTransfer, hash: hashOf, picture: pictureOf, ...parts };
  }

  in(conversation: string): Upload[] {
    return this.list.filter((upload) => upload.conversation === conversation);
  }

  byFile(fileId: string): Upload | undefined {
    return this.list.find((upload) => upload.fileId === fileId);
  }

  /** Begins, or goes on where the same file was interrupted. */
  add(conversation: string, file: File, isOffer: boolean, caption = ''): void {
    const known = this.list.find(
      (upload) =>
        upload.conversation === conversation &&
        (upload.phase === 'lost' || upload.phase === 'failed') &&
        upload.isOf(file),
    );
    if (known && (known.phase === 'lost' || known.url)) return void this.#run(known, file);
    // The server has nothing of it any more: it is another upload, and another message.
    if (known) this.#forget(known);
    const { name, size, lastModified } = file;
    const upload = new Upload({ key: randomId(), conversation, isOffer, name, size, lastModified, caption });
    this.list = [...this.list, upload];
    this.#keep(upload);
    void this.#run(upload, file);
  }

  /** Takes over what a reload has interrupted, here and in tabs that are closed now. */
  async adopt(): Promise<void> {
    const open = await this.#parts.tab.openTabs();
    for (const key of this.#parts.storage.keys()) {
      const kept = key.startsWith(this.#prefix) ? this.#load(key) : undefined;
      if (!kept || this.list.some((upload) => upload.key === kept.key)) continue;
      if (kept.tab !== this.#parts.tab.id && open?.has(kept.tab)) continue;
      const upload = new Upload(kept);
      this.list = [...this.list, upload];
      this.#keep(upload);
    }
  }

  /** Stops it, and the server forgets what it has. */
  cancel(upload: Upload): void {
    const running = this.#running.get(upload);
    this.#forget(upload);
    if (running) void running.abort(true);
    else if (upload.url)
      void fetch(upload.url, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }).catch(() => {});
  }

  /** The server wants no more of it: it was declined, withdrawn or deleted. */
  ended(fileId: string): void {
    const upload = this.byFile(fileId);
    if (!upload) return;
    void this.#running.get(upload)?.abort(false);
    this.#forget(upload);
  }

  stop(): void {
    for (const transfer of this.#running.values()) void transfer.abort(false);
    this.#running.clear();
  }

  get #prefix(): string {
    return `${PREFIX}${this.#parts.personId}.`;
  }

  async #run(upload: Upload, file: File): Promise<void> {
    upload.phase = 'waiting';
    upload.problem = '';
    const end = await this.#turns.take();
    try {
      if (!this.list.includes(upload)) return;
      upload.phase = 'sending';
      // Both read the file, side by side; the hash is there when the last byte is.
      const hash = this.#parts.hash(file);
      hash.catch(() => {});
      await this.#send(upload, file);
      if (!this.list.includes(upload)) return;
      upload.phase = 'checking';
      await this.#finish(upload, await hash);
      if (!upload.isOffer) this.#parts.post(upload, upload.fileId ?? '');
      this.#forget(upload);
    } catch (error) {
      if (!this.list.includes(upload)) return;
      // A file that was changed or taken away while it was read comes as an error of the browser's own kind.
      upload.phase = 'failed';
      upload.problem = error instanceof Error ? error.message : String(error);
      // What the server no longer has can only begin anew.
      if (error instanceof Refused && ENDED.has(error.code)) upload.url = undefined;
      this.#keep(upload);
    } finally {
      this.#running.delete(upload);
      end();
    }
  }

  async #send(upload: Upload, file: File): Promise<void> {
    const rate = new Rate();
    const picture = await this.#parts.picture(file);
    const metadata: Record<string, string> = { filename: upload.name, filetype: file.type };
    if (picture) Object.assign(metadata, { width: String(picture.width), height: String(picture.height) });
    const isNew = upload.url === undefined;
    const transfer = await this.#parts.transfer(file, upload.url, metadata, {
      begun: (url) => {
        if (upload.url === url || !this.list.includes(upload)) return;
        upload.url = url;
        this.#keep(upload);
        if (isNew && picture?.thumbnail) {
          void this.#parts.setThumbnail(upload.fileId ?? '', picture.thumbnail).catch(() => {});
        }
        if (upload.isOffer) this.#parts.post(upload, upload.fileId ?? '');
      },
      progress: (sent) => {
        upload.sent = sent;
        upload.speed = rate.update(this.#parts.clock.now(), sent);
      },
    });
    this.#running.set(upload, transfer);
    // It may have been given up before it had begun.
    if (!this.list.includes(upload)) return transfer.abort(true);
    await transfer.done;
  }

  async #finish(upload: Upload, sha256: string): Promise<void> {
    for (;;) {
      try {
        await this.#parts.finish(upload.fileId ?? '', sha256);
        return;
      } catch (error) {
        const passes = isFailure(error) && (!(error instanceof Refused) || PASSING_CODES.has(error.code));
        if (!passes || !this.list.includes(upload)) throw error;
        await new Promise<void>((resolve) => this.#parts.clock.after(RETRY_MS, resolve));
      }
    }
  }

  #forget(upload: Upload): void {
    this.list = this.list.filter((other) => other !== upload);
    this.#parts.storage.removeItem(this.#prefix + upload.key);
  }

  #keep(upload: Upload): void {
    const { key, conversation, isOffer, name, size, lastModified, caption, url } = upload;
    const kept: Kept = { key, conversation, isOffer, name, size, lastModified, caption, ...(url && { url }) };
    this.#parts.storage.setItem(this.#prefix + key, JSON.stringify({ ...kept, tab: this.#parts.tab.id }));
  }

  #load(key: string): (Kept & { tab: string }) | undefined {
    try {
      return JSON.parse(this.#parts.storage.getItem(key) ?? '') as Kept & { tab: string };
    } catch {
      this.#parts.storage.removeItem(key);
      return undefined;
    }
  }
}

const ENDED: ReadonlySet<string> = new Set([
  Code.noSuchFile,
  Code.fileGone,
  Code.checksumMismatch,
  'http_404',
  'http_410',
]);
