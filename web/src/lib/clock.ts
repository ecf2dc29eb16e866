/** Time and chance as arguments, so that tests can say what they are. */
export interface Clock {
  now(): number;
  /** At least 0 and less than 1. */
  random(): number;
  /** Calls back once, and gives what cancels it. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
