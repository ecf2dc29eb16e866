import { codeName, isDeceptive } from './controls';
import { isWordCharacter, linkAt } from './links';

/**
 * What people write, in parts that the page draws as text. There is no markup to escape from, and every step takes time in proportion to the
 * length of the text: no regular expressions, and no delimiter is looked for again once it was not found.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'emphasis'; parts: Inline[] }
  | { kind: 'control'; text: string };

export type Block = { kind: 'code'; text: string } | { kind: 'paragraph'; parts: Inline[] };

const FENCE = '```';

export function tokenize(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  const lastFence = lines.findLastIndex((line) => line.trimEnd() === FENCE);
  let paragraph: string[] = [];

  const endParagraph = () => {
    // Blank lines around a code block are its margin already.
    const written = trimBlankLines(paragraph);
    if (written.length > 0) blocks.push({ kind: 'paragraph', parts: inline(written.join('\n')) });
    paragraph = [];
  };

  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    // A fence that nothing closes is just three backticks.
    if (!line.startsWith(FENCE) || line.indexOf('`', FENCE.length) >= 0 || i >= lastFence) {
      paragraph.push(line);
      continue;
    }
    endParagraph();
    const from = i + 1;
    for (i = from; (lines[i] ?? '').trimEnd() !== FENCE; i++);
    blocks.push({ kind: 'code', text: lines.slice(from, i).join('\n') });
  }
  endParagraph();
  return blocks;
}

function trimBlankLines(lines: string[]): string[] {
  let start = 0;
  let end = lines.length;
  while (start < end && lines[start]?.trim() === '') start++;
  while (end > start && lines[end - 1]?.trim() === '') end--;
  return lines.slice(start, end);
}

export function inline(text: string): Inline[] {
  return new Scanner(text, true).run();
}

class Scanner {
  readonly #parts: Inline[] = [];
  /** Delimiters that do not occur any more: a text of 8,000 lone asterisks is still read once. */
  readonly #exhausted = new Set<string>();
  #plainFrom = 0;
  #at = 0;

  constructor(
    private readonly text: string,
    /** Emphasis does not nest, so each character is read at most twice. */
    private readonly emphasis: boolean,
  ) {}

  run(): Inline[] {
    while (this.#at < this.text.length) {
      if (!this.#special(this.text.charCodeAt(this.#at))) this.#at++;
    }
    this.#flush();
    return this.#parts;
  }

  #special(code: number): boolean {
    switch (code) {
      case 0x60: // `
        return this.#delimited('`', (text) => ({ kind: 'code', text }));
      case 0x2a: // *
        if (!this.emphasis) return false;
        return (
          this.#delimited('**', (text) => ({ kind: 'strong', parts: new Scanner(text, false).run() })) ||
          this.#delimited('*', (text) => ({ kind: 'emphasis', parts: new Scanner(text, false).run() }))
        );
      case 0x48: // H
      case 0x68: // h
        return this.#link();
      default:
        if (!isDeceptive(code)) return false;
        this.#emit({ kind: 'control', text: codeName(code) }, 1);
        return true;
    }
  }

  #link(): boolean {
    const link = linkAt(this.text, this.#at);
    if (link) this.#emit({ kind: 'link', ...link }, link.text.length);
    return link !== undefined;
  }

  #delimited(delimiter: string, make: (text: string) => Inline): boolean {
    const start = this.#at + delimiter.length;
    if (this.#exhausted.has(delimiter) || !this.text.startsWith(delimiter, this.#at)) return false;
    const end = this.text.indexOf(delimiter, start);
    if (end < 0) {
      this.#exhausted.add(delimiter);
      return false;
    }
    const inner = this.text.slice(start, end);
    // What goes over a line is a list, and "2 * 3 * 4" and "2*3" are arithmetic. Refusing costs nothing twice: up to `end` there is no other
    // delimiter to start from.
    if (inner === '' || inner.includes('\n')) return false;
    if (delimiter !== '`' && (inner.trim() !== inner || isWordCharacter(this.text.charCodeAt(this.#at - 1))))
      return false;
    this.#emit(make(inner), end + delimiter.length - this.#at);
    return true;
  }

  #emit(part: Inline, length: number): void {
    this.#flush();
    this.#parts.push(part);
    this.#at += length;
    this.#plainFrom = this.#at;
  }

  #flush(): void {
    if (this.#at > this.#plainFrom) {
      this.#parts.push({ kind: 'text', text: this.text.slice(this.#plainFrom, this.#at) });
    }
    this.#plainFrom = this.#at;
  }
}
