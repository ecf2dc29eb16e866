import type { KeyValueStore } from '../browser/storage';

const CODE = 'chatbox.code';

/** What the address that the page was opened with asks for. */
export interface Entry {
  /** The invite code, of this link or of one opened earlier in this tab. */
  code?: string;
  /** The secret of a one-time link for another device. */
  deviceLink?: string;
}

/**
 * Reads /join#CODE.FINGERPRINT and /link#SECRET.FINGERPRINT, and takes the fragment out of the address bar and the history: what it holds lets others in, and
 * addresses are copied, pictured and synchronised.
 */
export function readEntry(session: KeyValueStore): Entry {
  const fragment = location.hash.slice(1);
  const path = location.pathname;
  if (fragment !== '') history.replaceState(null, '', path);

  // The fingerprint is for `chatbox` on the command line; a browser has checked the certificate before this runs.
  const word = fragment.split('.', 1)[0];
  if (path === '/link' && word) return { deviceLink: word };

  const code = path === '/join' ? word : undefined;
  if (code) session.setItem(CODE, code);
  const known = code || session.getItem(CODE);
  return known ? { code: known } : {};
}
