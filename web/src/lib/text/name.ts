const PALETTE_SIZE = 12;

const graphemes =
  'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : undefined;

/** The first letter as a reader sees it, so that an accent or a joined sign is not cut in half. */
export function initial(name: string): string {
  const first = graphemes?.segment(name)[Symbol.iterator]().next().value?.segment ?? [...name][0] ?? '?';
  return first.toUpperCase();
}

/** 1 to 12: the same for everybody who sees the name, so a person has one colour on all devices (FNV-1a). */
export function paletteIndex(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash ^= name.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return ((hash >>> 0) % PALETTE_SIZE) + 1;
}
