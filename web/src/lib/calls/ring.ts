import type { Clock } from '../clock';
import { playRing, playRingback } from '../browser/tone';

const EVERY_MS = { in: 3_000, out: 4_000 };

/** Sounds again and again until it is stopped, with the tone of who is called or the softer one of who calls. */
export function ring(direction: 'in' | 'out', clock: Clock, isAllowed: () => boolean): () => void {
  let cancel = () => {};
  const sound = () => {
    if (isAllowed()) (direction === 'in' ? playRing : playRingback)();
    cancel = clock.after(EVERY_MS[direction], sound);
  };
  sound();
  return () => cancel();
}
