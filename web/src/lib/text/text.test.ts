import { expect, test } from 'vitest';
import { visible } from './controls';
import { highlight } from './highlight';
import { codePoints } from './length';
import { mentions } from './mentions';
import { initial, paletteIndex } from './name';

test('deceptive characters of a name are written out', () => {
  expect(visible('alice')).toBe('alice');
  expect(visible('a\u202elice\u2069')).toBe('a[U+202E]lice[U+2069]');
});

test('every word of a search is marked, wherever it occurs', () => {
  expect(highlight('Retries: set retry = 3', 'retr 3')).toEqual([
    { text: 'Retr', hit: true },
    { text: 'ies: set ', hit: false },
    { text: 'retr', hit: true },
    { text: 'y = ', hit: false },
    { text: '3', hit: true },
  ]);
  expect(highlight('İstanbul', 'stan')).toEqual([{ text: 'İstanbul', hit: false }]);
  expect(
    highlight('', 'a')
      .map((part) => part.text)
      .join(''),
  ).toBe('');
});

test('a mention is the whole name after an @', () => {
  expect(mentions('hi @Alex, look', 'alex')).toBe(true);
  expect(mentions('@alexander', 'alex')).toBe(false);
  expect(mentions('mail@alex', 'alex')).toBe(false);
  expect(mentions('@alexander and @alex', 'alex')).toBe(true);
  expect(mentions('@梅', '梅')).toBe(true);
});

test('the length counts code points', () => {
  expect(codePoints('a👍é')).toBe(3);
});

test('the initial is what a reader calls the first letter', () => {
  expect(['alice', '👩‍🚀 mia', 'e\u0301ric', 'נועה'].map(initial)).toEqual(['A', '👩‍🚀', 'E\u0301', 'נ']);
});

test('a name has always the same of the twelve colours', () => {
  expect(paletteIndex('alice')).toBe(paletteIndex('alice'));
  const used = new Set(Array.from({ length: 500 }, (_, i) => paletteIndex(`guest ${i}`)));
  expect([...used].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});
