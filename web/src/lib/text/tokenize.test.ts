import { describe, expect, test } from 'vitest';
import { type Block, type Inline, inline, tokenize } from './tokenize';

/** What a reader sees, without the parts. */
function plain(parts: readonly Inline[]): string {
  return parts.map((part) => ('parts' in part ? plain(part.parts) : part.text)).join('');
}

const kinds = (blocks: Block[]) => blocks.map((block) => block.kind);

test('plain text is one part, with its line breaks', () => {
  expect(inline('hello\nthere')).toEqual([{ kind: 'text', text: 'hello\nthere' }]);
});

describe('links', () => {
  const links = (text: string) => inline(text).filter((part) => part.kind === 'link');

  test.each([
    ['see https://example.org/a?b=c#d.', 'https://example.org/a?b=c#d'],
    ['(http://example.org/wiki/A_(b))', 'http://example.org/wiki/A_(b)'],
    ['“HTTPS://EXAMPLE.org/Über”', 'HTTPS://EXAMPLE.org/Über'],
    ['https://example.org/日本語、', 'https://example.org/日本語'],
    ['<https://example.org>', 'https://example.org'],
  ])('%s', (text, link) => {
    expect(links(text)).toMatchObject([{ text: link }]);
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'xhttp://example.org',
    'http://',
    'https://bank.example@evil.example/',
    'https://user:password@evil.example/',
    'http://[::1',
    'ftp://example.org',
  ])('%s stays text', (text) => {
    expect(links(text)).toEqual([]);
    expect(plain(inline(text))).toBe(text);
  });

  test('end where a character begins that nobody sees', () => {
    expect(links('https://example.org/\u202egpj.exe')).toMatchObject([{ text: 'https://example.org/' }]);
  });
});

describe('code and emphasis', () => {
  test('are taken from one line', () => {
    expect(inline('a `b*c*` **d** *e*')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'code', text: 'b*c*' },
      { kind: 'text', text: ' ' },
      { kind: 'strong', parts: [{ kind: 'text', text: 'd' }] },
      { kind: 'text', text: ' ' },
      { kind: 'emphasis', parts: [{ kind: 'text', text: 'e' }] },
    ]);
  });

  test.each(['2 * 3 * 4', '2*3*4', '* one\n* two', '``', '**', '****', 'a ` b', '`a\nb`', 'snake_case_name'])(
    '%j stays as it is',
    (text) => {
      expect(inline(text)).toEqual([{ kind: 'text', text }]);
    },
  );

  test('a link inside bold is a link', () => {
    expect(inline('**http://example.org**')).toMatchObject([{ kind: 'strong', parts: [{ kind: 'link' }] }]);
  });
});

describe('code blocks', () => {
  test('stand between fences, as they are', () => {
    expect(tokenize('before\n```sh\n  a *b*\n\nhttp://x\n```\nafter')).toEqual([
      { kind: 'paragraph', parts: [{ kind: 'text', text: 'before' }] },
      { kind: 'code', text: '  a *b*\n\nhttp://x' },
      { kind: 'paragraph', parts: [{ kind: 'text', text: 'after' }] },
    ]);
  });

  test('that nothing closes are text', () => {
    expect(kinds(tokenize('```\nnever closed'))).toEqual(['paragraph']);
  });

  test('may be empty, and may follow each other', () => {
    expect(kinds(tokenize('```\n```\n```\nx\n```'))).toEqual(['code', 'code']);
  });
});

describe('what would deceive', () => {
  test('is written out', () => {
    expect(inline('a\u202eb\u2066c\u0007')).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'control', text: 'U+202E' },
      { kind: 'text', text: 'b' },
      { kind: 'control', text: 'U+2066' },
      { kind: 'text', text: 'c' },
      { kind: 'control', text: 'U+0007' },
    ]);
  });

  test('leaves right-to-left text, joiners and tabs alone', () => {
    const text = 'שלום\tمرحبا 👩‍🚀';
    expect(inline(text)).toEqual([{ kind: 'text', text }]);
  });

  test('markup is text', () => {
    const text = '<img src=x onerror=alert(1)> </script> &lt; [a](javascript:alert(1))';
    expect(inline(text)).toEqual([{ kind: 'text', text }]);
  });
});

describe('hostile texts', () => {
  const N = 8000;
  test.each([
    ['backticks', '`'.repeat(N)],
    ['lone backticks', '` '.repeat(N / 2)],
    ['asterisks', '*'.repeat(N)],
    ['pairs of asterisks that never close', '**a '.repeat(N / 4)],
    ['openers', ' *a'.repeat(N / 3)],
    ['fences', '```\n'.repeat(N / 4)],
    ['openers of fences', '```a\n'.repeat(N / 5)],
    ['almost links', 'http://'.repeat(N / 7)],
    ['brackets after a link', `http://a/${'('.repeat(N / 2)}${')'.repeat(N / 2)}`],
    ['dots after a link', `http://a/${'.'.repeat(N)}`],
    ['h', 'h'.repeat(N)],
    ['controls', '\u202e'.repeat(N)],
    ['lone surrogates', '\ud83d'.repeat(N)],
    ['line feeds', '\n'.repeat(N)],
    ['a mixture', '`*h**http://a/(*`\u202e```\n'.repeat(N / 22)],
  ])('%s take no more than a moment', (_, text) => {
    const start = performance.now();
    for (let i = 0; i < 5; i++) tokenize(text);
    expect((performance.now() - start) / 5).toBeLessThan(500);
  });

  test('a text a hundred times longer than allowed is still read in one go', () => {
    for (const unit of ['** `*a ', 'http://a/((', '`a\n']) {
      const start = performance.now();
      tokenize(unit.repeat(100_000));
      // Tens of milliseconds; a quadratic reader would need minutes, so a busy machine cannot blur the two.
      expect(performance.now() - start).toBeLessThan(5_000);
    }
  }, 20_000);
});
