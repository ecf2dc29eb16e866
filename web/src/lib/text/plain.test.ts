import { describe, expect, test } from 'vitest';
import { cut, plain } from './plain';

describe('plain', () => {
  test.each([
    ['Run `make log` *now*, **please**', 'Run make log now, please'],
    ['```python\nprint("`*`")\n```\nafter', 'print("`*`")\nafter'],
    ['```python\nprint(1) and the rest was cut', 'print(1) and the rest was cut'],
    ['2 * 3 * 4 and https://example.org/a_b', '2 * 3 * 4 and https://example.org/a_b'],
    ['invoice\u202egpj.exe', 'invoice[U+202E]gpj.exe'],
    ['**https://example.org** <b>&amp;</b>', 'https://example.org <b>&amp;</b>'],
  ])('%j says %j', (text, said) => expect(plain(text)).toBe(said));

  test('takes time in proportion to a hostile text', () => {
    expect(plain('```\n'.repeat(2_000)).length).toBeLessThan(8_000);
    expect(plain('**_`'.repeat(2_000)).length).toBeGreaterThan(0);
  });
});

describe('cut', () => {
  test('leaves what fits', () => expect(cut('abcd', 4)).toBe('abcd'));
  test('ends in an ellipsis where more follows', () => expect(cut('abcde', 4)).toBe('abc…'));
  test('counts code points and cuts none in half', () => {
    expect(cut('😀😀😀😀', 4)).toBe('😀😀😀😀');
    expect(cut('😀😀😀😀😀', 4)).toBe('😀😀😀…');
  });
});
