/** Louder than this, 0 to 1, is a voice; rooms and fans are below. */
const LOUD = 0.02;
/** Between words one is still the one who speaks. */
const HOLD_MS = 700;
/** A single loud moment is a knock on the table; a second one within this time is a voice. */
const AGAIN_MS = 600;

/** Who is loud speaks, and goes on speaking between words. */
export class SpeakingDetector {
  #until = Number.NEGATIVE_INFINITY;
  #loudAt = Number.NEGATIVE_INFINITY;

  /** One look at the level, 0 to 1, at the time `now` in milliseconds; some ten a second. */
  hear(level: number, now: number): boolean {
    if (level >= LOUD) {
      if (now - this.#loudAt <= AGAIN_MS) this.#until = now + HOLD_MS;
      this.#loudAt = now;
    }
    return now < this.#until;
  }
}
