import type { Clock } from '../clock';

/** A connection that is back within a moment is not worth a word. */
const OFFLINE_AFTER_MS = 1_000;

/** Whether the server is there, as far as this page can know. */
export class Reachability {
  connected = $state(false);
  /** Failed connections in a row. */
  failures = $state(0);
  /** The connection is missing for longer than a moment, so that what is shown may be out of date. */
  offline = $state(false);
  /** HTTP works and the WebSocket does not: a certificate that is not trusted, or a proxy that does not pass it on. */
  socketRefused = $state(false);

  #httpAnswered = false;
  #cancelOffline = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly retryNow: () => void,
  ) {}

  welcomed(): void {
    this.connected = true;
    this.failures = 0;
    this.offline = false;
    this.#cancelOffline();
    this.silentOverHttp();
  }

  /** The connection was lost, for this many times in a row. */
  lost(failures: number): void {
    if (this.connected || failures === 1) this.#expectOffline();
    this.connected = false;
    this.failures = failures;
  }

  /** The server answered over HTTP while the WebSocket does not come about. */
  answeredOverHttp(): void {
    // So the next try should work, and is worth making now. Where it does not either, it is the WebSocket alone.
    if (this.#httpAnswered) this.socketRefused = true;
    this.#httpAnswered = true;
    if (!this.socketRefused) this.retryNow();
  }

  silentOverHttp(): void {
    this.#httpAnswered = false;
    this.socketRefused = false;
  }

  stop(): void {
    this.#cancelOffline();
  }

  #expectOffline(): void {
    this.#cancelOffline();
    this.#cancelOffline = this.clock.after(OFFLINE_AFTER_MS, () => {
      this.offline = true;
    });
  }
}
