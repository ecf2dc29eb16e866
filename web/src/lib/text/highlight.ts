export interface Highlighted {
  text: string;
  hit: boolean;
}

/** The text cut where the words of a search occur. */
export function highlight(text: string, query: string): Highlighted[] {
  const lower = text.toLowerCase();
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  // Where lower case has another length (Turkish İ), offsets would not fit the text: show it without marks.
  if (words.length === 0 || lower.length !== text.length) return [{ text, hit: false }];

  const marked = new Uint8Array(text.length);
  for (const word of new Set(words)) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length)) {
      marked.fill(1, at, at + word.length);
    }
  }

  const parts: Highlighted[] = [];
  let from = 0;
  for (let i = 1; i <= text.length; i++) {
    if (i < text.length && marked[i] === marked[from]) continue;
    parts.push({ text: text.slice(from, i), hit: marked[from] === 1 });
    from = i;
  }
  return parts;
}

/** What is left of a long text in front of the first word that is found, so that it is in view in the first lines. */
const LEAD = 60;

/** The text from a little before the first place where a word of the search occurs. */
export function excerpt(text: string, query: string): string {
  const lower = text.toLowerCase();
  const places = query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => lower.indexOf(word))
    .filter((at) => at >= 0);
  const first = Math.min(...places, text.length);
  if (places.length === 0 || first <= 2 * LEAD) return text;
  // Not in the middle of a word, and not in the middle of a character of two halves.
  const space = text.indexOf(' ', first - LEAD);
  const from = space >= 0 && space < first ? space + 1 : first;
  return `…${text.slice(from)}`;
}
