import { expect, test } from 'vitest';
import { backoff } from './backoff';

test('the longest wait doubles with each attempt, up to 30 seconds', () => {
  expect([0, 1, 2, 5, 6, 20].map((attempt) => backoff(attempt, 1))).toEqual([
    500, 1000, 2000, 16000, 30000, 30000,
  ]);
});

test('any time from nothing on is possible, so that not all come back at once', () => {
  expect(backoff(6, 0)).toBe(0);
  expect(backoff(6, 0.5)).toBe(15000);
});
