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

  /** All at once: a page that is left has no time to wait for an answer. */
  async flush(): Promise<void> {
    await Promise.all(
      [...this.#untold].map(async ([conversation, number]) => {
        try {
          await this.tell(conversation, number);
        } catch {
          // The marker only moves forward, so telling it again with the next connection is the same.
          return;
        }
        if (this.#untold.get(conversation) === number) this.#untold.delete(conversation);
      }),
    );
  }
}
