import { expect, test } from 'vitest';
import { words } from '../../messages';
import { Refused } from '../protocol/failures';
import { call } from '../testing/calls';
import { outcomeText, refusalText } from './outcome';

test.each([
  [{ outcome: 'declined' }, 'bob has declined the call.'],
  [{ outcome: 'no_answer' }, 'bob gave no answer.'],
  [{ outcome: 'busy' }, 'bob is busy: in another call.'],
  [{ outcome: 'cancelled', seconds: 0, endedBy: 'alice' }, 'The call ended after 0 s.'],
  [{ outcome: 'answered', seconds: 192, endedBy: 'alice' }, 'The call ended after 3 min 12 s.'],
  [{ outcome: 'answered', seconds: 192, endedBy: 'bob' }, 'bob has left. The call ended after 3 min 12 s.'],
  [{ outcome: 'answered', seconds: 5 }, 'The call ended after 5 s.'],
] as const)('%j is "%s" for alice', (end, text) => {
  expect(outcomeText(call({ state: 'ended', ...end }), 'bob', 'alice')).toBe(text);
});

test.each([
  ['busy', 'bob is busy: in another call.'],
  ['answered_elsewhere', 'You have accepted it on another device.'],
])('a refusal "%s" is "%s"', (code, text) => {
  expect(refusalText(new Refused(code, 'No.'), 'bob')).toBe(text);
});

test('any other refusal says what the server says', () => {
  expect(refusalText(new Refused('call_full', 'The call is full.'), 'bob')).toContain('The call is full.');
});

test.each([
  [5, 9, 'Room for 5 more. At most 6 with video, 10 by sound alone.'],
  [0, 3, 'Room for 3 more by sound alone: with video at most 6.'],
  [0, 0, 'It is full: at most 6 with video, 10 by sound alone.'],
])('before one joins a call it is told that %i fit in with video and %i by sound', (video, sound, text) => {
  expect(words.calls.places(video, sound, { video: 6, sound: 10 })).toBe(text);
});
