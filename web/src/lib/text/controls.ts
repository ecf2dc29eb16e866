/**
 * Characters that are no text but change how text looks: bidi embeddings, overrides and isolates, which can make "gpj.exe" read as "exe.jpg",
 * and control codes other than tab and line feed. They are shown by their number instead of being obeyed.
 */
export function isDeceptive(code: number): boolean {
  return (
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    (code < 0x20 && code !== 0x09 && code !== 0x0a) ||
    (code >= 0x7f && code <= 0x9f)
  );
}

export function codeName(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The same text with every deceptive character written out, for places that show one plain string: names, previews, notifications. */
export function visible(text: string): string {
  let shown = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isDeceptive(code)) continue;
    shown += `${text.slice(from, i)}[${codeName(code)}]`;
    from = i + 1;
  }
  return from === 0 ? text : shown + text.slice(from);
}
