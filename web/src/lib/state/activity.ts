import type { Clock } from '../clock';

const AWAY_MS = 5 * 60 * 1000;

/** Away after five minutes without a sign of life; online again with the next one. */
export class Activity {
  #state: 'online' | 'away' = 'online';
  #seenAt: number;
  #cancel = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly changed: (state: 'online' | 'away') => void,
  ) {
    this.#seenAt = clock.now();
    this.#wait(AWAY_MS);
  }

  get state(): 'online' | 'away' {
    return this.#state;
  }

  /** A key, a pointer, or the page coming to the front. Called for every movement, so it only notes the time. */
  seen(): void {
    this.#seenAt = this.clock.now();
    if (this.#state === 'online') return;
    this.#set('online');
    this.#wait(AWAY_MS);
  }

  stop(): void {
    this.#cancel();
  }

  #wait(milliseconds: number): void {
    this.#cancel = this.clock.after(milliseconds, () => {
      const left = this.#seenAt + AWAY_MS - this.clock.now();
      if (left > 0) this.#wait(left);
      else this.#set('away');
    });
  }

  #set(state: 'online' | 'away'): void {
    if (state === this.#state) return;
    this.#state = state;
    this.changed(state);
  }
}
