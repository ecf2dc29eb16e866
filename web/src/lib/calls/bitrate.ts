/** What one connection of a call may send. In a mesh everybody sends to everybody, so each gets less the more there are. */
export interface SendLimits {
  /** Bits per second. */
  camera: number;
  screen: number;
  voice: number;
  cameraScale: number;
  cameraFrames: number;
}

/** What a page may send in all, in bits per second: a common upstream of a home, with room for the chat. */
const CAMERAS = 1_800_000;
const SCREENS = 4_000_000;
const LEAST_CAMERA = 150_000;
const LEAST_SCREEN = 400_000;

/** Kilobits per second. Less than the first, and the picture may get smaller and slower; more than the second, and it is whole again. */
const NARROW = 400;
const WIDE = 700;
/** Browsers begin low and look for more: their first guesses say nothing. */
const GUESSING_MS = 6_000;

/** Whether the way out is too narrow for a whole picture. `room` is what the browser believes it carries, in kilobits per second. */
export function isNarrow(before: boolean, room: number | undefined, connectedForMs: number): boolean {
  if (room === undefined || connectedForMs < GUESSING_MS) return before;
  return before ? room < WIDE : room < NARROW;
}

/** @param others How many people one sends to, 1 to 9. */
export function sendLimits(others: number): SendLimits {
  const to = Math.max(1, others);
  return {
    camera: Math.max(LEAST_CAMERA, Math.floor(CAMERAS / to)),
    screen: Math.max(LEAST_SCREEN, Math.floor(SCREENS / to)),
    voice: to > 5 ? 24_000 : 40_000,
    // The tiles are small by then, and each browser encodes once for every other one.
    cameraScale: to >= 3 ? 2 : 1,
    cameraFrames: to >= 4 ? 20 : 30,
  };
}
