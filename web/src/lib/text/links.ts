const SCHEMES = ['https://', 'http://'];
/** What ends a sentence, a quotation or an emphasis around a link, in the scripts that have their own. */
const TAIL = ".,;:!?'*_…”’»。、，！？」』";
const CLOSES: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

export interface Link {
  /** As it was written. */
  text: string;
  href: string;
}

/** The link that starts exactly at `start`, if one does. Takes time in proportion to the link's length. */
export function linkAt(text: string, start: number): Link | undefined {
  const scheme = SCHEMES.find((word) => text.slice(start, start + word.length).toLowerCase() === word);
  if (!scheme || isWordCharacter(text.charCodeAt(start - 1))) return undefined;

  let end = start + scheme.length;
  while (end < text.length && isLinkCharacter(text.charCodeAt(end))) end++;
  const written = withoutTail(text.slice(start, end));

  try {
    const url = new URL(written);
    // http://bank.example@evil.example goes to evil.example: an address with a user in it is left as text.
    if (url.hostname === '' || url.username !== '' || url.password !== '') return undefined;
    return { text: written, href: url.href };
  } catch {
    return undefined;
  }
}

/** ASCII letters and digits. False for NaN, which is what there is before the first character. */
export function isWordCharacter(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function isLinkCharacter(code: number): boolean {
  if (code <= 0x20 || code === 0x22 || code === 0x3c || code === 0x3e || code === 0x60) return false;
  const space = code === 0xa0 || (code >= 0x2000 && code <= 0x200f) || code === 0x3000;
  const invisible = (code >= 0x2028 && code <= 0x202f) || (code >= 0x2060 && code <= 0x206f);
  return !space && !invisible && !(code >= 0x7f && code <= 0x9f);
}

/** Drops what belongs to the sentence: trailing punctuation, and a bracket that nothing in the link opens. */
function withoutTail(link: string): string {
  const balance = new Map<string, number>();
  for (const c of link) balance.set(c, (balance.get(c) ?? 0) + 1);
  const count = (c: string) => balance.get(c) ?? 0;
  let end = link.length;
  for (; end > 0; end--) {
    const c = link.charAt(end - 1);
    const open = CLOSES[c];
    if (open !== undefined) {
      if (count(c) <= count(open)) break;
      balance.set(c, count(c) - 1);
    } else if (!TAIL.includes(c)) break;
  }
  return link.slice(0, end);
}
