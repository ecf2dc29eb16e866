import { describe, expect, it, test } from 'vitest';
import { Rate } from './rate';
import { formatDuration, formatSize } from './size';
import { Turns } from './turns';

describe('a size in words', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [1_234_567, '1.2 MB'],
    [9_949_999, '9.9 MB'],
    [10_000_000, '10 MB'],
    [999_499_999, '999 MB'],
    [999_500_000, '1.0 GB'],
    [20_000_000_000, '20 GB'],
    [5_000_000_000_000_000, '5000 TB'],
  ])('%i is %s', (bytes, text) => expect(formatSize(bytes)).toBe(text));
});

describe('a time in words', () => {
  it.each([
    [0.1, '1 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [5_399, '90 min'],
    [5_400, '2 h'],
    [86_400, '24 h'],
  ])('%d seconds are %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('the speed', () => {
  test('is that of the last five seconds', () => {
    const rate = new Rate();
    expect(rate.update(0, 0)).toBe(0);
    expect(rate.update(100, 100)).toBe(0);
    for (let at = 250; at <= 10_000; at += 250) rate.update(at, at);
    expect(rate.update(10_250, 10_250)).toBeCloseTo(1000);
    // From here on it stands, and that shows.
    expect(rate.update(12_750, 10_250)).toBeLessThan(600);
    expect(rate.update(30_000, 10_250)).toBeLessThan(100);
  });

  test('of what goes back, because less had arrived than was sent, is none', () => {
    const rate = new Rate();
    rate.update(0, 1000);
    expect(rate.update(1000, 500)).toBe(0);
  });

  test('begins anew after a pause', () => {
    const rate = new Rate();
    rate.update(0, 0);
    rate.update(1000, 1000);
    rate.reset();
    expect(rate.update(3_600_000, 1000)).toBe(0);
    expect(rate.update(3_601_000, 2000)).toBe(1000);
  });
});

test('turns are given in order, and a turn that is ended twice frees one place', async () => {
  const turns = new Turns(2);
  const [first, second] = await Promise.all([turns.take(), turns.take()]);
  const order: number[] = [];
  const waiting = [1, 2, 3].map(async (number) => {
    const end = await turns.take();
    order.push(number);
    return end;
  });
  first?.();
  first?.();
  const third = await waiting[0];
  expect(order).toEqual([1]);
  second?.();
  third?.();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
});
