/** Louder than this, 0 to 1, is a voice; rooms and fans are below. */
const LOUD = 0.02;
/** Between words one is still the one who speaks. */
const HOLD_MS = 700;

/** Who is loud speaks, and goes on speaking between words. */
export class SpeakingDetector {
  #until = Number.NEGATIVE_INFINITY;
  #loudBefore = false;

  /** One look at the level, 0 to 1, at the time `now` in milliseconds; some five to ten a second. */
  hear(level: number, now: number): boolean {
    const loud = level >= LOUD;
    // A single loud moment is a knock on the table.
    if (loud && this.#loudBefore) this.#until = now + HOLD_MS;
    this.#loudBefore = loud;
    return now < this.#until;
  }
}
