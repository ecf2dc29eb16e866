import { expect, test } from 'vitest';
import { isNarrow, sendLimits } from './bitrate';

test('the more people, the less each of them gets, and all together no more than before', () => {
  for (let others = 2; others <= 9; others++) {
    const [before, now] = [sendLimits(others - 1), sendLimits(others)];
    expect(now.camera).toBeLessThanOrEqual(before.camera);
    expect(now.screen).toBeLessThanOrEqual(before.screen);
  }
  expect(sendLimits(5).camera * 5).toBeLessThanOrEqual(sendLimits(1).camera);
});

test('two people get the whole picture, six a quarter of it', () => {
  expect(sendLimits(1)).toMatchObject({ cameraScale: 1, cameraFrames: 30 });
  expect(sendLimits(5)).toMatchObject({ cameraScale: 2, cameraFrames: 20 });
});

test('a narrow way is one that stays narrow after the first guesses, and is wide again with room to spare', () => {
  expect(isNarrow(false, 300, 1_000)).toBe(false);
  expect(isNarrow(false, 399, 10_000)).toBe(true);
  expect(isNarrow(false, 400, 10_000)).toBe(false);
  expect(isNarrow(true, 699, 20_000)).toBe(true);
  expect(isNarrow(true, 700, 20_000)).toBe(false);
  expect(isNarrow(true, undefined, 20_000)).toBe(true);
});
