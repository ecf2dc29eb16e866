import { expect, test } from 'vitest';
import { excerpt, highlight } from './highlight';

test('each place where a word occurs is marked', () => {
  expect(
    highlight('The arm and the ARM', 'arm')
      .map(({ text, hit }) => (hit ? `[${text}]` : text))
      .join(''),
  ).toBe('The [arm] and the [ARM]');
});

test('a text that says it at its beginning is shown from its beginning', () => {
  expect(excerpt('the gyroscope drifts', 'gyro drifts')).toBe('the gyroscope drifts');
});

test('a long text is shown from a little before the first word that was found', () => {
  const shown = excerpt(`${'filler '.repeat(500)}then the gyroscope drifts`, 'drifts gyroscope');
  expect(shown.startsWith('…filler')).toBe(true);
  expect(shown.indexOf('gyroscope')).toBeLessThan(80);
});

test('a long text without a space is cut where the word begins', () => {
  expect(excerpt(`${'😀'.repeat(200)}gyro`, 'gyro')).toBe('…gyro');
});
