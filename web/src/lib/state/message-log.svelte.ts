import type { Message } from '../protocol/objects';

/** As many messages as the page ever draws. The rest is on the server and comes in pages. */
export const WINDOW = 300;

/**
 * A window of a conversation's history: consecutive messages without a gap. It slides both ways, dropping at the far end what it takes in at the
 * near one. Pure bookkeeping: who asks the server is `History`.
 */
export class MessageLog {
  messages = $state.raw<readonly Message[]>([]);
  /** The highest number that is known to exist. */
  last = $state(0);
  /** The reader is at the newest message, so the window follows it; else it stays with what is being read. */
  following = true;
  loaded = $state(false);

  // Getters, as a $derived would end with the component that happened to open the log first.
  get first(): number {
    return this.messages[0]?.number ?? 1;
  }

  get end(): number {
    return this.messages.at(-1)?.number ?? 0;
  }

  get hasOlder(): boolean {
    return this.first > 1;
  }

  get hasNewer(): boolean {
    return this.loaded && this.end < this.last;
  }

  /** Starts over with another piece of the history. */
  show(page: readonly Message[], last: number): void {
    this.messages = page.slice(-WINDOW);
    this.last = Math.max(this.last, last);
    this.loaded = true;
  }

  prepend(page: readonly Message[]): void {
    const older = page.filter((message) => message.number < this.first);
    if (older.at(-1)?.number !== this.first - 1) return;
    this.messages = [...older, ...this.messages].slice(0, WINDOW);
  }

  append(page: readonly Message[], last: number): void {
    this.last = Math.max(this.last, last);
    const newer = page.filter((message) => message.number > this.end);
    if (newer[0] && newer[0].number === this.end + 1)
      this.messages = [...this.messages, ...newer].slice(-WINDOW);
  }

  /** One message just stored. False when messages before it are missing here that should be: then ask for what follows `end`. */
  receive(message: Message): boolean {
    const wasAtEnd = this.end === this.last;
    this.last = Math.max(this.last, message.number);
    if (!this.loaded || message.number <= this.end || !wasAtEnd) return true;
    if (message.number > this.end + 1) return false;
    if (this.canFollow) this.messages = [...this.messages, message].slice(-WINDOW);
    return true;
  }

  /** One that is shown is another now. What is older than what is known of it changes nothing. */
  change(message: Message): void {
    const at = this.messages.findIndex(({ number }) => number === message.number);
    const known = this.messages[at];
    if (!known || (known.change ?? 0) >= (message.change ?? 0)) return;
    this.messages = this.messages.with(at, message);
  }

  /** Whether newer messages may come in without pushing out what is being read. */
  get canFollow(): boolean {
    return this.following || this.messages.length < WINDOW;
  }
}
