import { expect, test } from 'vitest';
import { call, participant } from '../testing/calls';
import { keyOf, mine, others } from './roster';

const three = call({ participants: [participant('alice'), participant('bob'), participant('carol')] });

test('who stands later offers to everybody before, and waits for everybody after', () => {
  const seen = others(three, 'bob-page').map(({ about, offers }) => [about.person.id, offers]);
  expect(seen).toEqual([
    ['alice', true],
    ['carol', false],
  ]);
});

test('a page that is not in the call is connected with nobody', () => {
  expect(others(three, 'another-page')).toEqual([]);
  expect(mine(three, 'another-page')).toBeUndefined();
});

test('another page of the same person is another connection', () => {
  const [before, after] = [participant('bob'), { ...participant('bob'), endpoint: 'phone' }];
  expect(keyOf(before)).not.toBe(keyOf(after));
});
