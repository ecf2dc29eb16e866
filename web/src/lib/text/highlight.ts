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
