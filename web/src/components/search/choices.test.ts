import { expect, test } from 'vitest';
import { closeness } from './choices';

test('the whole name is closer than its beginning, that than a later word, and that than the middle of one', () => {
  const names = ['Lobby', 'carl bo', 'jumbo', 'boris', 'bo'];
  expect(names.sort((a, b) => closeness(a, 'BO') - closeness(b, 'BO'))).toEqual([
    'bo',
    'boris',
    'carl bo',
    'Lobby',
    'jumbo',
  ]);
});

test('what does not hold the words comes last', () => {
  expect(closeness('alice', 'bo')).toBe(3);
});
