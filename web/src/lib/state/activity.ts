import type { Clock } from '../clock';

const AWAY_MS = 5 * 60 * 1000;

/** Away after five minutes without a sign of life; online again with the next one. */
export class Activity {
  #state: 'online' | 'away' = 'online';
  #cancel = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly changed: (state: 'online' | 'away') => void,
  ) {
    this.#wait();
  }

  get state(): 'online' | 'away' {
    return this.#state;
  }

  /** A key, a pointer, or the page coming to the front. */
  seen(): void {
    this.#wait();
    this.#set('online');
  }

  stop(): void {
    this.#cancel();
  }

  #wait(): void {
    this.#cancel();
    this.#cancel = this.clock.after(AWAY_MS, () => this.#set('away'));
  }

  #set(state: 'online' | 'away'): void {
    if (state === this.#state) return;
    this.#state = state;
    this.changed(state);
  }
}
