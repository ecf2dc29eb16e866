import { SvelteMap } from 'svelte/reactivity';
import type { Clock } from '../clock';
import { pages } from '../connection/pages';
import { ConnectionLost } from '../protocol/failures';
import type { SharedFile } from '../protocol/objects';
import { Download, MOST_CHECKED } from './download.svelte';
import { saveBlob, saveFrom } from './save';

export function urlOfShared(path: string): string {
  return `/api/v1/share/files/${path.split('/').map(encodeURIComponent).join('/')}`;
}

type AskShare = (page: { after?: string; limit?: number }) => Promise<{ files: SharedFile[]; next?: string }>;

/** What the host's directory offers, and what of it is being fetched. */
export class ServerFiles {
  files = $state.raw<readonly SharedFile[]>([]);
  loaded = $state(false);
  readonly #downloads = new SvelteMap<string, Download>();
  #shown = false;
  #loading = false;
  #again = false;

  constructor(
    private readonly ask: AskShare,
    private readonly clock: Clock,
  ) {}

  download(path: string): Download | undefined {
    return this.#downloads.get(path);
  }

  async show(): Promise<void> {
    this.#shown = true;
    try {
      await this.refresh();
    } catch (error) {
      // The next connection asks by itself.
      if (!(error instanceof ConnectionLost)) throw error;
    }
  }

  hide(): void {
    this.#shown = false;
  }

  /** The directory has changed, or may have while the connection was lost. */
  async refresh(): Promise<void> {
    if (!this.#shown) return;
    if (this.#loading) {
      this.#again = true;
      return;
    }
    this.#loading = true;
    try {
      do {
        this.#again = false;
        const files: SharedFile[] = [];
        for await (const page of pages((page) => this.ask(page))) files.push(...page.files);
        this.files = files;
        this.loaded = true;
      } while (this.#again);
    } finally {
      this.#loading = false;
    }
  }

  /** Saves it under a name of one's choice; up to 256 MiB checked in the page, above straight to the disk. */
  save(file: SharedFile, name: string, pauseAtHalf: boolean): void {
    this.#downloads.get(file.path)?.cancel();
    const url = urlOfShared(file.path);
    if (file.size > MOST_CHECKED) return saveFrom(url, name);
    const source = { url, size: file.size, sha256: file.sha256 };
    const parts = { clock: this.clock, save: (blob: Blob) => saveBlob(blob, name) };
    this.#downloads.set(file.path, new Download(source, parts, pauseAtHalf));
  }

  stop(): void {
    for (const download of this.#downloads.values()) download.cancel();
  }
}
