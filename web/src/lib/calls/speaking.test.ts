import { expect, test } from 'vitest';
import { LOUD, SpeakingDetector } from './speaking';

/** What is told at each look, ten a second. */
function heard(levels: readonly number[]): boolean[] {
  const detector = new SpeakingDetector(LOUD);
  return levels.map((level, index) => detector.hear(level, index * 100));
}

test('a page that looks late has missed nothing between two looks that were loud', () => {
  const detector = new SpeakingDetector(LOUD);
  expect(detector.hear(0.3, 0)).toBe(false);
  expect(detector.hear(0.3, 2_000)).toBe(true);
  expect(detector.hear(0, 2_300)).toBe(true);
  expect(detector.hear(0, 4_000)).toBe(false);
  expect(detector.hear(0.3, 6_000)).toBe(false);
});

test('who is loud twice within 600 ms speaks, a single knock does not', () => {
  expect(heard([0, 0.3, 0, 0])).toEqual([false, false, false, false]);
  expect(heard([0, 0.3, 0.3])).toEqual([false, false, true]);
  expect(heard([0.3, 0, 0, 0, 0, 0, 0.3]).at(-1)).toBe(true);
  expect(heard([0.3, 0, 0, 0, 0, 0, 0, 0.3]).at(-1)).toBe(false);
});

test('between words one goes on speaking, and after 700 ms one does not', () => {
  const silence = Array.from({ length: 8 }, () => 0);
  expect(heard([0.3, 0.3, ...silence])).toEqual([
    false,
    ...Array.from({ length: 7 }, () => true),
    false,
    false,
  ]);
});

test('a quiet room is silent', () => {
  expect(heard([0.019, 0.019, 0.019])).toEqual([false, false, false]);
  expect(heard([0.02, 0.02])).toEqual([false, true]);
});
