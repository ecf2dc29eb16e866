import type { Clock } from '../clock';

/** Reading goes message by message; the server is told at most this often. */
const TELL_EVERY_MS = 300;

/** Tells the server how far one has read, and keeps what it could not tell until the connection is back. */
export class ReadMarkers {
  readonly #untold = new Map<string, number>();
  #waiting = false;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (conversation: string, number: number) => Promise<unknown>,
  ) {}

  mark(conversation: string, number: number): void {
    this.#untold.set(conversation, number);
    if (this.#waiting) return;
    this.#waiting = true;
    this.clock.after(TELL_EVERY_MS, () => {
      this.#waiting = false;
      void this.flush();
    });
  }

  async flush(): Promise<void> {
    for (const [conversation, number] of [...this.#untold]) {
      try {
        await this.tell(conversation, number);
      } catch {
        // The marker only moves forward, so telling it again with the next connection is the same.
        continue;
      }
      if (this.#untold.get(conversation) === number) this.#untold.delete(conversation);
    }
  }
}
