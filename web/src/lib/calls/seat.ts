import type { KeyValueStore } from '../browser/storage';

const KEY = 'chatbox.call';

/** The place in a call that this tab had before it was loaded anew, with what the person had switched off. */
export interface Seat {
  call: string;
  muted: boolean;
  camera: boolean;
}

/** Kept for the tab alone: a copy of the tab has another id, and no call. */
export class SeatKeeper {
  constructor(
    private readonly storage: KeyValueStore,
    private readonly tab: string,
  ) {}

  get(): Seat | undefined {
    try {
      const { tab, call, muted, camera } = JSON.parse(this.storage.getItem(KEY) ?? '{}');
      return tab === this.tab && typeof call === 'string'
        ? { call, muted: muted === true, camera: camera === true }
        : undefined;
    } catch {
      // Nonsense in storage is no seat.
      return undefined;
    }
  }

  keep(seat: Seat): void {
    this.storage.setItem(KEY, JSON.stringify({ tab: this.tab, ...seat }));
  }

  forget(): void {
    this.storage.removeItem(KEY);
  }
}
