/** Whether the text speaks to the person: "@alex", not "@alexander" and not "mail@alex". */
export function mentions(text: string, name: string): boolean {
  const word = `@${name.toLowerCase()}`;
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length)) {
    if (!isLetter(lower.charAt(at - 1)) && !isLetter(lower.charAt(at + word.length))) return true;
  }
  return false;
}

function isLetter(character: string): boolean {
  return /[\p{L}\p{N}_]/u.test(character);
}
