const FIRST_MS = 500;
const MOST_MS = 30_000;

/** Full jitter: a random time between 0 and min(30 s, 0.5 s x 2^attempt), so that a restarted server is not met by everybody at once. */
export function backoff(attempt: number, random: number): number {
  return random * Math.min(MOST_MS, FIRST_MS * 2 ** attempt);
}
