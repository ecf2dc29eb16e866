import { beforeEach, describe, expect, test } from 'vitest';
import type { Signal, SignalEvent } from '../protocol/frames';
import { type Negotiable, Negotiation } from './negotiation';

/** A connection without a network: states and errors as WebRTC 1.0, section 4.4.1, has them, as far as the negotiation sees. */
class FakeConnection implements Negotiable {
  signalingState: RTCSignalingState = 'stable';
  localDescription: RTCSessionDescription | null = null;
  onnegotiationneeded: RTCPeerConnection['onnegotiationneeded'] = null;
  onicecandidate: RTCPeerConnection['onicecandidate'] = null;
  remote: RTCSessionDescriptionInit | undefined;
  readonly candidates: (RTCIceCandidateInit | null)[] = [];
  restarts = 0;
  #made = 0;

  constructor(private readonly name: string) {}

  async createOffer(): Promise<RTCSessionDescriptionInit> {
    return { type: 'offer', sdp: `${this.name} offer ${++this.#made}` };
  }

  async setLocalDescription(given?: RTCLocalSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    const answers = this.signalingState === 'have-remote-offer';
    const sdp = given?.sdp ?? `${this.name} ${answers ? 'answer' : 'offer'} ${++this.#made}`;
    this.localDescription = { type: answers ? 'answer' : 'offer', sdp } as RTCSessionDescription;
    this.signalingState = answers ? 'stable' : 'have-local-offer';
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    if (description.sdp === 'nonsense') throw new DOMException('Failed to parse', 'OperationError');
    if (description.type === 'answer' && this.signalingState !== 'have-local-offer') {
      throw new DOMException('Wrong state', 'InvalidStateError');
    }
    // An offer on top of one's own rolls that back.
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    this.remote = description;
  }

  async addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
    if (!this.remote) throw new DOMException('No remote description', 'InvalidStateError');
    this.candidates.push(candidate ?? null);
  }

  restartIce(): void {
    this.restarts++;
    this.need();
  }

  need(): void {
    this.onnegotiationneeded?.call(this as unknown as RTCPeerConnection, new Event('negotiationneeded'));
  }
}

class Side {
  readonly pc: FakeConnection;
  readonly negotiation: Negotiation;
  readonly sent: Signal[] = [];
  prepared = 0;

  constructor(
    readonly name: string,
    readonly polite: boolean,
    offers: boolean,
  ) {
    this.pc = new FakeConnection(name);
    this.negotiation = new Negotiation({
      pc: this.pc,
      offers,
      send: (signal) => this.sent.push(signal),
      prepareAnswer: () => this.prepared++,
    });
  }

  hear(signal: Signal): Promise<void> {
    return this.negotiation.handle({
      type: 'call.signal',
      call: 'call',
      from: 'other',
      endpoint: 'page',
      polite: this.polite,
      ...signal,
    } as SignalEvent);
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
let alice: Side;
let bob: Side;

/** Everything that was said reaches the other one, in order, until nothing more is said. */
async function deliver(): Promise<void> {
  await settle();
  while (alice.sent.length + bob.sent.length > 0) {
    const [toBob, toAlice] = [alice.sent.splice(0), bob.sent.splice(0)];
    await Promise.all([
      ...toBob.map((signal) => bob.hear(signal)),
      ...toAlice.map((signal) => alice.hear(signal)),
    ]);
    await settle();
  }
}

beforeEach(() => {
  // Bob stands later: he makes the first offer. Alice's id is smaller: she is polite.
  alice = new Side('alice', true, false);
  bob = new Side('bob', false, true);
});

test('one exchange is enough, and the answer holds what the other side sends', async () => {
  bob.pc.need();
  await deliver();
  expect([alice.pc.signalingState, bob.pc.signalingState]).toEqual(['stable', 'stable']);
  expect(alice.pc.remote?.sdp).toBe('bob offer 1');
  expect(bob.pc.remote?.sdp).toBe('alice answer 1');
  expect(alice.prepared).toBe(1);
});

test('who stands earlier makes no offer before the first one has come, and may afterwards', async () => {
  alice.pc.need();
  alice.negotiation.restart();
  await settle();
  expect(alice.sent).toEqual([]);
  bob.pc.need();
  await deliver();
  alice.negotiation.restart();
  await settle();
  expect(alice.sent).toEqual([{ kind: 'offer', sdp: 'alice offer 2' }]);
});

describe('two offers at once', () => {
  beforeEach(async () => {
    bob.pc.need();
    await deliver();
  });

  test('end in one: the polite side gives way', async () => {
    alice.negotiation.restart();
    bob.negotiation.restart();
    await settle();
    const [offerOfAlice] = alice.sent.splice(0);
    const [offerOfBob] = bob.sent.splice(0);
    if (offerOfAlice) await bob.hear(offerOfAlice);
    expect(bob.pc.signalingState).toBe('have-local-offer');
    if (offerOfBob) await alice.hear(offerOfBob);
    await deliver();
    expect([alice.pc.signalingState, bob.pc.signalingState]).toEqual(['stable', 'stable']);
    expect(bob.pc.remote?.sdp).toBe(alice.pc.localDescription?.sdp);
  });

  test('candidates of the offer that was passed over are passed over too', async () => {
    bob.negotiation.restart();
    await settle();
    await bob.hear({ kind: 'offer', sdp: 'alice offer 9' });
    bob.pc.remote = undefined;
    await bob.hear({ kind: 'candidate', candidate: 'of that offer', mid: '0', line: 0 });
    expect(bob.pc.candidates).toEqual([]);
    await bob.hear({ kind: 'answer', sdp: 'alice answer 9' });
    expect(bob.pc.signalingState).toBe('stable');
  });
});

test('an offer whose answer was lost is made again', async () => {
  bob.pc.need();
  await settle();
  bob.sent.splice(0);
  expect(bob.pc.signalingState).toBe('have-local-offer');
  bob.negotiation.restart();
  await deliver();
  expect(bob.pc.signalingState).toBe('stable');
  expect(alice.pc.remote?.sdp).toBe('bob offer 2');
});

test('candidates pass with all that names their line, and an empty one at the end', async () => {
  bob.pc.need();
  await deliver();
  const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'abc' };
  for (const found of [candidate, null]) {
    bob.pc.onicecandidate?.call(
      bob.pc as unknown as RTCPeerConnection,
      { candidate: found } as RTCPeerConnectionIceEvent,
    );
  }
  expect(bob.sent).toEqual([
    { kind: 'candidate', candidate: 'candidate:1', mid: '0', line: 0, fragment: 'abc' },
    { kind: 'candidate', candidate: '' },
  ]);
  await deliver();
  expect(alice.pc.candidates).toEqual([candidate, null]);
});

test('nonsense costs one signal, and the next offer counts', async () => {
  await alice.hear({ kind: 'offer', sdp: 'nonsense' });
  await alice.hear({ kind: 'answer', sdp: 'to no offer' });
  await alice.hear({ kind: 'candidate', candidate: 'of nothing' });
  bob.pc.need();
  await deliver();
  expect(alice.pc.remote?.sdp).toBe('bob offer 1');
});

test('after its end nothing is sent and nothing is taken', async () => {
  bob.negotiation.close();
  bob.pc.need();
  bob.negotiation.restart();
  await bob.hear({ kind: 'offer', sdp: 'alice offer 1' });
  expect(bob.sent).toEqual([]);
  expect(bob.pc.remote).toBeUndefined();
});
