/** Time over which the speed is averaged: long enough not to flicker, short enough to show a line that stalls. */
const WINDOW_MS = 5_000;
const STEP_MS = 250;

/** The speed of something that moves, from how far it was when. */
export class Rate {
  #marks: { at: number; bytes: number }[] = [];

  /** Takes in how far it is now, and gives bytes a second; 0 while nothing can be told. */
  update(at: number, bytes: number): number {
    const last = this.#marks.at(-1);
    if (!last || at - last.at >= STEP_MS) this.#marks.push({ at, bytes });
    while (this.#marks.length > 2 && at - (this.#marks[0]?.at ?? at) > WINDOW_MS) this.#marks.shift();
    const first = this.#marks[0];
    return first && at - first.at >= STEP_MS
      ? (Math.max(0, bytes - first.bytes) * 1000) / (at - first.at)
      : 0;
  }

  /** It stood still: what was measured before says nothing any more. */
  reset(): void {
    this.#marks = [];
  }
}
