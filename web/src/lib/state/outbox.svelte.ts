import { randomId } from '../browser/random-id';
import type { KeyValueStore } from '../browser/storage';
import type { Tab } from '../browser/tab';
import type { Clock } from '../clock';
import { ConnectionLost, Refused } from '../protocol/failures';
import { PASSING_CODES } from '../protocol/frames';
import type { Message } from '../protocol/objects';

export interface OutboxEntry {
  clientId: string;
  conversation: string;
  text: string;
  /** The id of the file that goes with it. */
  upload?: string;
  at: number;
  /** Set when the server refused it: it waits for the person, not for the connection. */
  refusal?: string;
}

interface StoredEntry extends OutboxEntry {
  tab: string;
}

export type SendMessage = (entry: OutboxEntry) => Promise<Message>;

const RETRY_MS = 2_000;
const FORGOTTEN_MS = 24 * 60 * 60 * 1000;
const PREFIX = 'chatbox.outbox.';

/**
 * What was written and is not known to be stored. Every entry is kept under a key of its own across reloads, and is sent again with the same
 * client id until the server answers for it: the server knows repeats by that id, so nothing is lost and nothing stands twice. An entry
 * belongs to one tab, and passes to another when that tab is gone.
 */
export class Outbox {
  entries = $state.raw<readonly OutboxEntry[]>([]);
  /** The browser did not keep what waits: it would be lost with the page. */
  forgetful = $state(false);
  readonly #prefix: string;
  #sending = false;
  #cancelRetry = () => {};

  constructor(
    personId: string,
    private readonly tab: Tab,
    private readonly storage: KeyValueStore,
    private readonly clock: Clock,
    private readonly send: SendMessage,
  ) {
    this.#prefix = `${PREFIX}${personId}.`;
    this.#forgetOthers();
  }

  in(conversation: string): OutboxEntry[] {
    return this.entries.filter((entry) => entry.conversation === conversation);
  }

  /** @param file The file that goes with it; its message has the same client id however often it is handed in. */
  add(conversation: string, text: string, file?: { upload: string; clientId: string }): void {
    if (file && this.entries.some((entry) => entry.clientId === file.clientId)) return;
    const entry: OutboxEntry = { clientId: randomId(), conversation, text, at: this.clock.now(), ...file };
    this.entries = [...this.entries, entry];
    this.#store(entry);
    void this.flush();
  }

  retry(clientId: string): void {
    this.#replace(clientId, ({ refusal: _, ...entry }) => entry);
    void this.flush();
  }

  discard(clientId: string): void {
    this.entries = this.entries.filter((entry) => entry.clientId !== clientId);
    this.storage.removeItem(this.#prefix + clientId);
  }

  /** Takes over what this tab left before a reload, and what tabs left that are closed now. */
  async adopt(): Promise<void> {
    const open = await this.tab.openTabs();
    const known = new Set(this.entries.map((entry) => entry.clientId));
    const adopted: OutboxEntry[] = [];
    for (const key of this.storage.keys()) {
      const stored = key.startsWith(this.#prefix) ? this.#load(key) : undefined;
      if (!stored || known.has(stored.clientId)) continue;
      const { tab, ...entry } = stored;
      if (tab !== this.tab.id && open?.has(tab)) continue;
      adopted.push(entry);
      this.#store(entry);
    }
    if (adopted.length > 0) this.entries = [...this.entries, ...adopted].sort((a, b) => a.at - b.at);
  }

  /** Sends what waits, one after the other, so the order of writing is the order of the log. */
  async flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    this.#cancelRetry();
    try {
      for (let entry = this.#nextWaiting(); entry; entry = this.#nextWaiting()) {
        if (!(await this.#sendOne(entry))) return;
      }
    } finally {
      this.#sending = false;
    }
  }

  /** False when there is no use in going on now. */
  async #sendOne(entry: OutboxEntry): Promise<boolean> {
    try {
      await this.send(entry);
      this.discard(entry.clientId);
      return true;
    } catch (error) {
      if (error instanceof ConnectionLost) return false;
      if (!(error instanceof Refused)) throw error;
      if (PASSING_CODES.has(error.code)) {
        this.#cancelRetry = this.clock.after(RETRY_MS, () => void this.flush());
        return false;
      }
      this.#replace(entry.clientId, (refused) => ({ ...refused, refusal: error.message }));
      return true;
    }
  }

  #nextWaiting(): OutboxEntry | undefined {
    return this.entries.find((entry) => entry.refusal === undefined);
  }

  #replace(clientId: string, change: (entry: OutboxEntry) => OutboxEntry): void {
    this.entries = this.entries.map((entry) => {
      if (entry.clientId !== clientId) return entry;
      const changed = change(entry);
      this.#store(changed);
      return changed;
    });
  }

  #store(entry: OutboxEntry): void {
    const stored = JSON.stringify({ ...entry, tab: this.tab.id } satisfies StoredEntry);
    this.forgetful = !this.storage.setItem(this.#prefix + entry.clientId, stored);
  }

  #load(key: string): StoredEntry | undefined {
    try {
      return JSON.parse(this.storage.getItem(key) ?? '') as StoredEntry;
    } catch {
      this.storage.removeItem(key);
      return undefined;
    }
  }

  /** What somebody wrote who was here before and did not come back within a day can no longer be sent by anybody. */
  #forgetOthers(): void {
    for (const key of this.storage.keys()) {
      if (!key.startsWith(PREFIX) || key.startsWith(this.#prefix)) continue;
      const stored = this.#load(key);
      if (stored && this.clock.now() - stored.at > FORGOTTEN_MS) this.storage.removeItem(key);
    }
  }
}
