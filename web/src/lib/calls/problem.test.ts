import { describe, expect, test } from 'vitest';
import type { MediaProblem } from './media';
import { callProblem, type CallState } from './problem';

const well = { state: 'connected', relayed: false, relayRefused: false, about: { person: { name: 'bob' } } };
const lost = { ...well, state: 'unreachable' };
const track = {};

function problem(more: Partial<CallState>, offline = false) {
  const media = { microphone: track, camera: track, problems: {} };
  return callProblem({ hasRelay: false, peers: [well], media, ...more }, offline);
}

test('a call that is well says nothing', () => {
  expect(problem({})).toBeUndefined();
  expect(problem({ peers: [{ ...well, state: 'connecting' }] })).toBeUndefined();
});

test.each([
  ['no relay, and none is needed on one network', false, lost, 'this server has no relay'],
  ['the relay gave no place', true, lost, 'does not answer'],
  ['the relay takes no credentials', true, { ...lost, relayRefused: true }, 'refuses this server'],
  [
    'the relay gave a place, and it is no way either',
    true,
    { ...lost, relayed: true },
    'Neither the direct way nor',
  ],
  [
    'what was refused once and then given a place',
    true,
    { ...lost, relayed: true, relayRefused: true },
    'Neither',
  ],
])('no way through: %s', (_, hasRelay, peer, why) => {
  const found = problem({ hasRelay, peers: [well, peer] });
  expect(found?.text).toMatch(/^No way through to bob\. /);
  expect(found?.text).toContain(why);
  expect(found).toMatchObject({ isUnreachable: true, canTryAgain: true });
});

test('nobody can do anything about a server that is away, and who is out of reach matters more', () => {
  expect(problem({}, true)).toEqual({
    text: 'The server is away. The call goes on without it.',
    isUnreachable: false,
    canTryAgain: false,
  });
  expect(problem({ peers: [lost] }, true)?.isUnreachable).toBe(true);
});

describe.each<[MediaProblem, string, string, string]>([
  ['denied', 'no permission', 'no permission for the microphone', 'no permission for the camera'],
  ['insecure', 'not a secure page', 'not a secure page', 'not a secure page'],
  ['missing', 'no camera and no microphone', 'there is no microphone', 'there is no camera'],
  ['in-use', 'Another program', 'another program uses the microphone', 'another program uses the camera'],
  ['failed', 'could not be opened', 'the microphone could not be', 'the camera could not be'],
])('what does not come is said: %s', (why, both, microphone, camera) => {
  test('both', () => {
    const problems = { microphone: why, camera: why };
    expect(problem({ media: { problems } })?.text).toContain(both);
  });
  test('the microphone', () => {
    const found = problem({ media: { camera: track, problems: { microphone: why } } });
    expect(found?.text).toMatch(/^Nobody hears you: /);
    expect(found?.text).toContain(microphone);
  });
  test('the camera', () => {
    const found = problem({ media: { microphone: track, problems: { camera: why } } });
    expect(found?.text).toMatch(/^Nobody sees you: /);
    expect(found?.text).toContain(camera);
  });
  test('and no more when it has come after all', () => {
    const problems = { microphone: why, camera: why };
    expect(problem({ media: { microphone: track, camera: track, problems } })).toBeUndefined();
  });
});
