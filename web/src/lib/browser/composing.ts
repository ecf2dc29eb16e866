/** The key code of a key that an input method has taken for itself (UI Events, section 7.3.1). */
const TAKEN = 229;

/**
 * Whether the key belongs to an input method. Safari ends the composition before it tells of the Enter that ended it: then only the old key
 * code says so.
 */
export function composes(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === TAKEN;
}
