import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryStorage } from '../browser/storage';
import type { Clock } from '../clock';
import { ConnectionLost, Refused } from '../protocol/failures';
import type { Call } from '../protocol/objects';
import { call, participant } from '../testing/calls';
import { Calls, type CallsParts } from './calls.svelte';
import { Notices } from './notices';
import { Settings } from './settings.svelte';
import { Toasts } from './toasts.svelte';

const me = { id: 'bob', name: 'bob' };
const time = '2026-11-22T09:30:00.000Z';
const ringing = call({
  state: 'ringing',
  ringsUntil: '2026-11-22T09:30:45.000Z',
  participants: [participant('alice')],
});
const clock: Clock = {
  now: () => Date.now(),
  random: () => 0,
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

let calls: Calls;
let toasts: Toasts;
const request = vi.fn<(type: string, fields: object) => Promise<unknown>>();
const open = vi.fn();
const restartIce = vi.fn();
const storage = memoryStorage();
const settle = () => vi.advanceTimersByTimeAsync(0);
const told = () => toasts.list.map(({ text }) => text);
const asked = (type: string) =>
  request.mock.calls.filter(([one]) => one === type).map(([, fields]) => fields);

/** The same call with this page in it. */
const with2 = (more: Partial<Call> = {}) =>
  call({ participants: [participant('alice'), participant('bob', { endpoint: calls.endpoint })], ...more });

/** A track that does nothing, from a microphone and a camera that are always there. */
function track(kind: string) {
  return { kind, enabled: true, stop: vi.fn(), onended: null };
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(time) });
  vi.stubGlobal(
    'RTCPeerConnection',
    class {
      connectionState = 'new';
      signalingState = 'stable';
      addTransceiver = (kind: string) => ({
        sender: {
          replaceTrack: async () => {},
          getParameters: () => ({ encodings: [] }),
          setParameters: async () => {},
        },
        receiver: { track: { kind }, getStats: async () => new Map() },
      });
      close() {}
      restartIce = restartIce;
      setConfiguration() {}
    },
  );
  vi.stubGlobal('MediaStream', Object);
  Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false }, configurable: true });
  Object.defineProperty(navigator, 'mediaDevices', {
    value: {
      getUserMedia: async () => ({
        getAudioTracks: () => [track('audio')],
        getVideoTracks: () => [track('video')],
      }),
    },
    configurable: true,
  });
  request.mockReset();
  request.mockImplementation(async (type) => {
    if (type === 'call.ice') return { iceServers: [] };
    return { call: with2() };
  });
  open.mockReset();
  storage.removeItem('chatbox.call');
  toasts = new Toasts(clock);
  const settings = new Settings(memoryStorage());
  const tab = { id: 'tab', openTabs: async () => undefined, isOtherInFront: async () => false };
  calls = new Calls({
    me,
    tab: tab.id,
    storage,
    clock,
    settings,
    toasts,
    notices: new Notices(settings, toasts, tab, clock, () => {}),
    request: request as unknown as CallsParts['request'],
    act: (action) => action.catch(() => undefined),
    nameOf: () => 'alice',
    open,
    isSeen: () => false,
  });
  calls.welcome(time, []);
});

afterEach(() => {
  calls.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('ringing', () => {
  test('is for who is called, and not for who calls', () => {
    calls.event(ringing);
    expect(calls.ringing?.id).toBe('call');
    calls.event(call({ id: 'mine', conversation: 'other', state: 'ringing', by: { ...me, guest: false } }));
    expect(calls.ringing?.id).toBe('call');
  });

  test('stops when another device answers, when it is over, and by itself where nobody tells', async () => {
    calls.event(ringing);
    calls.event(call());
    expect(calls.ringing).toBeUndefined();
    calls.event({ ...ringing, id: 'second' });
    calls.event({ ...ringing, id: 'second', state: 'ended', outcome: 'cancelled' });
    expect(calls.ringing).toBeUndefined();
    calls.event({ ...ringing, id: 'third' });
    await vi.advanceTimersByTimeAsync(47_999);
    expect(calls.ringing?.id).toBe('third');
    await vi.advanceTimersByTimeAsync(1);
    expect(calls.ringing).toBeUndefined();
  });

  test('begins where one comes while it rings, and is over where it ended meanwhile', () => {
    calls.welcome(time, [ringing]);
    expect(calls.ringing?.id).toBe('call');
    calls.welcome(time, []);
    expect(calls.ringing).toBeUndefined();
  });

  test('does not begin again by late news of a call that is over', () => {
    calls.event({ ...ringing, state: 'ended', outcome: 'no_answer' });
    calls.told(ringing);
    expect(calls.ringing).toBeUndefined();
  });

  test('that was declined is silent before the server has said so', async () => {
    calls.event(ringing);
    void calls.decline(ringing);
    calls.event({ ...ringing, video: false });
    expect(calls.ringing).toBeUndefined();
    expect(asked('call.decline')).toEqual([{ call: 'call' }]);
  });
});

describe('accepting', () => {
  beforeEach(async () => {
    calls.event(ringing);
    await calls.accept(ringing);
    await settle();
  });

  test('opens the conversation and connects with who is there', () => {
    expect(open).toHaveBeenCalledWith(ringing);
    expect(asked('call.accept')).toEqual([
      { call: 'call', endpoint: calls.endpoint, muted: false, camera: true },
    ]);
    expect(calls.active?.phase).toBe('active');
    expect([...(calls.active?.peers.keys() ?? [])]).toEqual(['alice alice-page']);
  });

  test('another endpoint of the same person is another connection', () => {
    calls.event(
      with2({
        participants: [
          participant('bob', { endpoint: calls.endpoint }),
          participant('alice', { endpoint: 'phone' }),
        ],
      }),
    );
    expect([...(calls.active?.peers.keys() ?? [])]).toEqual(['alice phone']);
  });

  test('who is another device of oneself now has the call there', () => {
    calls.event(
      with2({ participants: [participant('alice'), participant('bob', { endpoint: 'my-phone' })] }),
    );
    expect(calls.active).toBeUndefined();
    expect(told()).toEqual(['The call goes on on your other device.']);
  });

  test('the other one hanging up ends it in words', () => {
    calls.event(
      with2({ state: 'ended', outcome: 'answered', seconds: 192, endedBy: 'alice', participants: [] }),
    );
    expect(calls.active).toBeUndefined();
    expect(told()).toEqual(['alice has left. The call ended after 3 min 12 s.']);
  });

  test('hanging up while the server is away is told when it is back', async () => {
    request.mockRejectedValueOnce(new ConnectionLost());
    calls.hangUp();
    await settle();
    expect(calls.active).toBeUndefined();
    request.mockClear();
    calls.welcome(time, [with2()]);
    await settle();
    expect(asked('call.leave')).toEqual([{ call: 'call' }]);
    expect(asked('call.resume')).toEqual([]);
  });

  test('in another network each connection looks for a way at once', async () => {
    await settle();
    restartIce.mockClear();
    calls.active?.networkChanged();
    await settle();
    expect(restartIce).toHaveBeenCalledOnce();
  });

  test('after a lost connection the same page takes its place again', async () => {
    calls.welcome(time, [with2()]);
    await settle();
    expect(asked('call.resume')).toEqual([
      { call: 'call', endpoint: calls.endpoint, muted: false, camera: true, screen: false },
    ]);
    expect(calls.active?.peers.size).toBe(1);
  });

  test('a call that is gone after a lost connection is over here too', () => {
    calls.welcome(time, []);
    expect(calls.active).toBeUndefined();
    expect(told()).toEqual(['The call ended while you were away.']);
  });

  test('who is removed from the conversation is out of its call', () => {
    calls.gone('direct');
    expect(calls.active).toBeUndefined();
  });
});

test('a page that was loaded anew takes the place it had, as soon as the server has missed it', async () => {
  storage.setItem('chatbox.call', JSON.stringify({ tab: 'tab', call: 'call', muted: true, camera: false }));
  const before = participant('bob', { endpoint: 'page before' });
  calls.welcome(time, [call({ participants: [participant('alice'), before] })]);
  await settle();
  expect(asked('call.resume')).toEqual([]);
  calls.event(call({ participants: [participant('alice'), { ...before, away: true }] }));
  await settle();
  expect(asked('call.resume')).toEqual([
    { call: 'call', endpoint: calls.endpoint, muted: true, camera: false },
  ]);
  expect(calls.active?.media.muted).toBe(true);
});

test('who is busy is said by name, and the call is over', async () => {
  request.mockRejectedValueOnce(new Refused('busy', 'Busy.'));
  await calls.start('direct');
  expect(calls.active).toBeUndefined();
  expect(told()).toEqual(['alice is busy: in another call.']);
});

test('where one is there already, starting is joining, and by sound where there is room for no more video', async () => {
  calls.event(call({ id: 'there', conversation: 'room', free: { video: 0, sound: 3 } }));
  await calls.start('room');
  expect(asked('call.join')).toEqual([
    { call: 'there', endpoint: calls.endpoint, muted: false, camera: false, screen: false },
  ]);
});

test('without permission nobody is called', async () => {
  Object.defineProperty(navigator, 'mediaDevices', {
    value: { getUserMedia: () => Promise.reject(new DOMException('', 'NotAllowedError')) },
    configurable: true,
  });
  await calls.start('direct');
  expect(calls.active?.phase).toBe('refused');
  expect(asked('call.start')).toEqual([]);
  await calls.startAnyway();
  expect(asked('call.start')).toEqual([
    { conversation: 'direct', endpoint: calls.endpoint, muted: true, camera: false, screen: false },
  ]);
});
