import { expect, test } from 'vitest';
import { memoryStorage } from '../browser/storage';
import { SeatKeeper } from './seat';

const seat = { call: 'c1', muted: true, camera: false };

test('a tab that is loaded anew finds its place, a copy of the tab does not', () => {
  const storage = memoryStorage();
  new SeatKeeper(storage, 'tab').keep(seat);
  expect(new SeatKeeper(storage, 'tab').get()).toEqual(seat);
  expect(new SeatKeeper(storage, 'copy').get()).toBeUndefined();
});

test('who hung up has none, and nonsense is none', () => {
  const storage = memoryStorage();
  const seats = new SeatKeeper(storage, 'tab');
  seats.keep(seat);
  seats.forget();
  expect(seats.get()).toBeUndefined();
  storage.setItem('chatbox.call', '{');
  expect(seats.get()).toBeUndefined();
  storage.setItem('chatbox.call', '{"tab":"tab","call":7}');
  expect(seats.get()).toBeUndefined();
});
