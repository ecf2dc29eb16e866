/** Louder than this, 0 to 1, is a voice; rooms and fans are below. As root of the mean square. */
export const LOUD = 0.02;
/** The same where peaks are measured: those of a voice are about three times as high. */
export const LOUD_PEAK = 0.06;
/** Between words one is still the one who speaks. */
const HOLD_MS = 700;
/** Loud at a single look is a knock on the table; at a second one within this time it is a voice. */
const AGAIN_MS = 600;

/** Who is loud speaks, and goes on speaking between words. */
export class SpeakingDetector {
  #until = Number.NEGATIVE_INFINITY;
  #loudAt = Number.NEGATIVE_INFINITY;
  #wasLoud = false;

  constructor(private readonly loud: number) {}

  /** How loud it was since the last look, 0 to 1, at the time `now` in milliseconds; some times a second, or later where the page is busy. */
  hear(level: number, now: number): boolean {
    const isLoud = level >= this.loud;
    if (isLoud) {
      // Of two looks in a row nothing is missing between them, however far apart they are.
      if (this.#wasLoud || now - this.#loudAt <= AGAIN_MS) this.#until = now + HOLD_MS;
      this.#loudAt = now;
    }
    this.#wasLoud = isLoud;
    return now < this.#until;
  }
}
