import { expect, test } from 'vitest';
import { SpeakingDetector } from './speaking';

function heard(levels: readonly number[]): boolean[] {
  const detector = new SpeakingDetector();
  return levels.map((level, index) => detector.hear(level, index * 150));
}

test('who is loud twice speaks, a single knock does not', () => {
  expect(heard([0, 0.3, 0, 0])).toEqual([false, false, false, false]);
  expect(heard([0, 0.3, 0.3])).toEqual([false, false, true]);
});

test('between words one goes on speaking, and after a while one does not', () => {
  expect(heard([0.3, 0.3, 0, 0, 0, 0, 0, 0])).toEqual([false, true, true, true, true, true, false, false]);
});

test('a quiet room is silent', () => {
  expect(heard([0.019, 0.019, 0.019])).toEqual([false, false, false]);
});
