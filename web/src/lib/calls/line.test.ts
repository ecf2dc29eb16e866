import { expect, test } from 'vitest';
import { words } from '../../messages';
import type { CallLine } from '../protocol/objects';
import { callLine } from './line';

const line = (more: Partial<CallLine>): CallLine => ({
  id: 'call',
  outcome: 'answered',
  by: 'alice',
  video: true,
  seconds: 192,
  people: 2,
  ...more,
});

test('a call that was answered says how long it was, and with how many', () => {
  expect(callLine(line({}), 'alice').text).toBe('Video call ended, 3 min 12 s');
  expect(callLine(line({ video: false }), 'bob').text).toBe('Voice call ended, 3 min 12 s');
  expect(callLine(line({ people: 4 }), 'bob').text).toContain('4 people');
});

test.each(['no_answer', 'busy', 'cancelled'] as const)(
  '%s is a missed call for who was called, and only there',
  (outcome) => {
    expect(callLine(line({ outcome }), 'bob')).toEqual({ text: 'Missed video call', missed: true });
    expect(callLine(line({ outcome }), 'alice').missed).toBe(false);
  },
);

test('who declined has missed nothing', () => {
  expect(callLine(line({ outcome: 'declined' }), 'bob').missed).toBe(false);
  expect(callLine(line({ outcome: 'declined' }), 'alice').text).toContain('declined');
});

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min 0 s'],
  [3599, '59 min 59 s'],
  [3600, '1 h 0 min'],
])('%d seconds are %s', (seconds, said) => expect(words.calls.length(seconds)).toBe(said));
