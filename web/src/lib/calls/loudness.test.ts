import { expect, test } from 'vitest';
import { Loudness } from './loudness';

const report = (totalAudioEnergy?: number, totalSamplesDuration?: number): [string, unknown][] => [
  ['T', { type: 'transport', totalAudioEnergy: 9, totalSamplesDuration: 1 }],
  ['I', { type: 'inbound-rtp', totalAudioEnergy, totalSamplesDuration }],
];

test('it is the root of the mean energy since the last look', () => {
  const loudness = new Loudness();
  expect(loudness.since(report(5, 100))).toBe(0);
  // A fifth of a second at 0.3.
  expect(loudness.since(report(5 + 0.09 * 0.2, 100.2))).toBeCloseTo(0.3);
  expect(loudness.since(report(5 + 0.09 * 0.2, 100.4))).toBe(0);
});

test('a late look misses nothing', () => {
  const loudness = new Loudness();
  loudness.since(report(0, 0));
  // One second of 2 was at 0.2.
  expect(loudness.since(report(0.04, 2))).toBeCloseTo(Math.sqrt(0.02));
});

test('where nothing was played, or nothing is told, it is silent', () => {
  const loudness = new Loudness();
  loudness.since(report(1, 10));
  expect(loudness.since(report(1, 10))).toBe(0);
  expect(loudness.since(report())).toBe(0);
  expect(loudness.since([])).toBe(0);
  expect(loudness.since(report(2, 11))).toBe(0);
  expect(loudness.since(report(3, 12))).toBe(1);
});
