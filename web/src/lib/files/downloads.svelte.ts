import { SvelteMap } from 'svelte/reactivity';
import type { Clock } from '../clock';
import type { FileState, FileObject, Message } from '../protocol/objects';
import { Download, MOST_CHECKED } from './download.svelte';
import { saveBlob, saveFrom } from './save';

export interface DownloadsParts {
  clock: Clock;
  /** Tells the server, and so the other, what has become of a file. Only in direct conversations. */
  report: (message: Message, state: FileState) => void;
  /** It is here, and right or wrong: told wherever one reads by then. */
  tell: (message: Message, found: 'verified' | 'damaged') => void;
}

export function urlOf(file: FileObject): string {
  return `/api/v1/files/${file.id}`;
}

/** The files of messages that are being fetched, by their ids; they go on while one reads elsewhere. */
export class Downloads {
  readonly #all = new SvelteMap<string, Download>();
  /** Accepted here, and still on their way up. */
  readonly #wanted = new Set<string>();
  readonly #parts: DownloadsParts;

  constructor(parts: DownloadsParts) {
    this.#parts = parts;
  }

  get(fileId: string): Download | undefined {
    return this.#all.get(fileId);
  }

  /** Fetches it now, or as soon as its upload is through. */
  want(message: Message, isReceiver: boolean): void {
    const { file } = message;
    if (!file) return;
    if (!file.ready) {
      this.#wanted.add(file.id);
      return;
    }
    this.#wanted.delete(file.id);
    if ((file.size ?? 0) > MOST_CHECKED) {
      saveFrom(urlOf(file), file.name);
      return;
    }
    this.#all.set(
      file.id,
      new Download(
        { url: urlOf(file), size: file.size ?? 0, sha256: file.sha256 },
        {
          clock: this.#parts.clock,
          save: (blob) => saveBlob(blob, file.name),
          ended: (phase) => {
            if (phase !== 'verified' && phase !== 'damaged') return;
            this.#parts.tell(message, phase);
            if (isReceiver) this.#parts.report(message, phase);
          },
        },
      ),
    );
  }

  /** The message has changed: what was waited for may be there. */
  changed(message: Message, isReceiver: boolean): void {
    if (message.file?.ready && this.#wanted.has(message.file.id)) this.want(message, isReceiver);
  }

  stop(): void {
    for (const download of this.#all.values()) download.cancel();
  }
}
