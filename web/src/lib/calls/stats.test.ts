import { expect, test } from 'vitest';
import { isPoor, readStats, type Snapshot } from './stats';

const entries = (more: Record<string, object> = {}): [string, unknown][] =>
  Object.entries({
    T: { id: 'T', type: 'transport', timestamp: 3_000, selectedCandidatePairId: 'P2' },
    P1: { id: 'P1', type: 'candidate-pair', timestamp: 3_000, state: 'succeeded', bytesReceived: 1 },
    P2: {
      id: 'P2',
      type: 'candidate-pair',
      timestamp: 3_000,
      localCandidateId: 'L',
      remoteCandidateId: 'R',
      currentRoundTripTime: 0.012,
      bytesReceived: 250_000,
      bytesSent: 125_000,
      availableOutgoingBitrate: 900_000,
    },
    L: { id: 'L', type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
    R: { id: 'R', type: 'remote-candidate', candidateType: 'host', protocol: 'udp' },
    A: { id: 'A', type: 'inbound-rtp', kind: 'audio', packetsReceived: 90, packetsLost: 10 },
    V: {
      id: 'V',
      type: 'inbound-rtp',
      kind: 'video',
      packetsReceived: 100,
      packetsLost: 0,
      frameWidth: 640,
      frameHeight: 480,
      framesPerSecond: 30,
    },
    ...more,
  });
const before: Snapshot = { at: 1_000, bytesReceived: 0, bytesSent: 0, packetsReceived: 0, packetsLost: 0 };

test('what a person reads stands in the selected pair and in what comes', () => {
  const [quality, snapshot] = readStats(entries(), before);
  expect(quality).toEqual({
    path: 'direct',
    protocol: 'udp',
    roundTrip: 12,
    loss: 0.05,
    received: 1000,
    sent: 500,
    width: 640,
    height: 480,
    frames: 30,
    room: 900,
  });
  expect(snapshot).toEqual({
    at: 3_000,
    bytesReceived: 250_000,
    bytesSent: 125_000,
    packetsReceived: 190,
    packetsLost: 10,
  });
});

test('a relay at either end is one, and the way to it counts', () => {
  const own = {
    L: { id: 'L', type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'tcp' },
  };
  expect(readStats(entries(own), before)[0]).toMatchObject({ path: 'relay', protocol: 'tcp' });
  const others = { R: { id: 'R', type: 'remote-candidate', candidateType: 'relay', protocol: 'udp' } };
  expect(readStats(entries(others), before)[0].path).toBe('relay');
});

test('at the first look there is nothing to compare with', () => {
  const [quality] = readStats(entries(), undefined);
  expect([quality.loss, quality.received, quality.sent]).toEqual([undefined, undefined, undefined]);
});

test('an empty report says nothing, and breaks nothing', () => {
  expect(readStats([], before)[0]).toMatchObject({ path: undefined, roundTrip: undefined, loss: undefined });
});

test('a line is poor from more than 5 % loss or 400 ms on', () => {
  const [good] = readStats(entries(), before);
  expect(isPoor({ ...good, loss: 0.05, roundTrip: 400 })).toBe(false);
  expect(isPoor({ ...good, loss: 0.051 })).toBe(true);
  expect(isPoor({ ...good, roundTrip: 401 })).toBe(true);
});
