import { expect, test } from 'vitest';
import { qrPath, qrSize } from './path';

test('each run of dark modules is one rectangle, four modules from the edge', () => {
  expect(qrPath(['101', '011', '000'])).toBe('M4 4h1v1H4zM6 4h1v1H6zM5 5h2v1H5z');
});

test('draws exactly the dark modules', () => {
  const rows = ['1110111', '1010101', '0000000', '1111111', '0101010', '1000001', '0011100'];
  const drawn = rows.map((row) => Array.from(row, () => '0'));
  for (const [, x, y, width] of qrPath(rows).matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g)) {
    drawn[Number(y) - 4]?.fill('1', Number(x) - 4, Number(x) - 4 + Number(width));
  }
  expect(drawn.map((row) => row.join(''))).toEqual(rows);
});

test('the quiet zone is on both sides', () => {
  expect(qrSize(Array(21).fill('0'.repeat(21)))).toBe(29);
});
