import { expect, test } from 'vitest';
import { dayLabel, fullTime, isSameDay, shortWhen, timeOfDay } from './format';

const now = new Date(2026, 10, 22, 14, 5);
const day = (month: number, date: number, year = 2026) => new Date(year, month - 1, date, 9, 7);

test('the time of day has two digits each, and midnight is 00:00', () => {
  expect(timeOfDay(now)).toBe('14:05');
  expect(timeOfDay(new Date(2026, 10, 22, 0, 0))).toBe('00:00');
});

test('days are named by how far they are', () => {
  expect(dayLabel(day(11, 22), now)).toBe('Today');
  expect(dayLabel(day(11, 21), now)).toBe('Yesterday');
  expect(dayLabel(day(11, 20), now)).toBe('Friday 20 November');
  expect(dayLabel(day(12, 31, 2025), now)).toMatch(/^Wednesday,? 31 December 2025$/);
});

test('the short form gets coarser with age', () => {
  expect(shortWhen(day(11, 22), now)).toBe('09:07');
  expect(shortWhen(day(11, 16), now)).toBe('Mon');
  expect(shortWhen(day(11, 15), now)).toBe('15 Nov');
  expect(shortWhen(day(11, 15, 2025), now)).toBe('15 Nov 2025');
});

test('a clock that is ahead shows a time, not a day to come', () => {
  expect(shortWhen(new Date(2026, 10, 23, 0, 1), now)).toBe('00:01');
});

test('the full time names all', () => {
  expect(fullTime(now)).toMatch(/^Sunday,? 22 November 2026, 14:05$/);
});

test('a minute over midnight is another day', () => {
  expect(isSameDay(new Date(2026, 10, 21, 23, 59), new Date(2026, 10, 22, 0, 0))).toBe(false);
});
