import type { Signal, SignalEvent } from '../protocol/frames';

/** As much of RTCPeerConnection as the negotiation needs. */
export type Negotiable = Pick<
  RTCPeerConnection,
  'signalingState' | 'localDescription' | 'restartIce' | 'onnegotiationneeded' | 'onicecandidate'
> & {
  setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void>;
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>;
  createOffer(options?: RTCOfferOptions): Promise<RTCSessionDescriptionInit>;
  addIceCandidate(candidate: RTCIceCandidateInit | null): Promise<void>;
};

export interface NegotiationParts {
  pc: Negotiable;
  /** Sends to the other endpoint. What is lost on the way is made good by `restart`. */
  send: (signal: Signal) => void;
  /** Makes the first offer. Who does not waits for it, and may offer from then on. */
  offers: boolean;
  /** An offer was taken over: what this side sends is added before the answer, so that one exchange is enough. */
  prepareAnswer: () => void;
}

/** Perfect negotiation (W3C WebRTC 1.0, section 10.7) as docs/calls.md has it, for one connection. */
export class Negotiation {
  readonly #pc: Negotiable;
  readonly #parts: NegotiationParts;
  #mayOffer: boolean;
  #makingOffer = false;
  #ignoreOffer = false;
  #closed = false;
  /** Signals are handled one after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(parts: NegotiationParts) {
    this.#parts = parts;
    this.#pc = parts.pc;
    this.#mayOffer = parts.offers;
    this.#pc.onnegotiationneeded = () => void this.#offer();
    this.#pc.onicecandidate = ({ candidate }) => this.#parts.send(candidateSignal(candidate));
  }

  handle(event: SignalEvent): Promise<void> {
    this.#last = this.#last
      .then(() => this.#handle(event))
      .catch(() => {
        // What the other side sent makes no sense, or the connection is closed: it costs this connection only, and `restart` may mend it.
      });
    return this.#last;
  }

  /** A new offer with new candidates: the network is another one, or signals were lost. */
  restart(): void {
    if (!this.#mayOffer || this.#closed) return;
    // An offer that was never answered would keep the connection from becoming stable, and so from offering again.
    if (this.#pc.signalingState === 'have-local-offer')
      void this.#offer(() => this.#pc.createOffer({ iceRestart: true }));
    else this.#pc.restartIce();
  }

  close(): void {
    this.#closed = true;
    this.#pc.onnegotiationneeded = null;
    this.#pc.onicecandidate = null;
  }

  async #offer(make?: () => Promise<RTCSessionDescriptionInit>): Promise<void> {
    if (!this.#mayOffer || this.#closed) return;
    this.#makingOffer = true;
    try {
      await this.#pc.setLocalDescription(make && (await make()));
      this.#sendDescription();
    } catch {
      // Closed, or an offer of the other side came first.
    } finally {
      this.#makingOffer = false;
    }
  }

  async #handle(event: SignalEvent): Promise<void> {
    if (this.#closed) return;
    if (event.kind === 'candidate') {
      try {
        await this.#pc.addIceCandidate(candidateOf(event));
      } catch (error) {
        if (!this.#ignoreOffer) throw error;
      }
      return;
    }
    const isOffer = event.kind === 'offer';
    const collision = isOffer && (this.#makingOffer || this.#pc.signalingState !== 'stable');
    this.#ignoreOffer = !event.polite && collision;
    if (this.#ignoreOffer) return;
    await this.#pc.setRemoteDescription({ type: event.kind, sdp: event.sdp });
    if (!isOffer) return;
    this.#mayOffer = true;
    this.#parts.prepareAnswer();
    await this.#pc.setLocalDescription();
    this.#sendDescription();
  }

  #sendDescription(): void {
    const description = this.#pc.localDescription;
    if (this.#closed || (description?.type !== 'offer' && description?.type !== 'answer')) return;
    this.#parts.send({ kind: description.type, sdp: description.sdp });
  }
}

function candidateSignal(candidate: RTCIceCandidate | null): Signal {
  const { sdpMid, sdpMLineIndex, usernameFragment } = candidate ?? {};
  return {
    kind: 'candidate',
    candidate: candidate?.candidate ?? '',
    ...(typeof sdpMid === 'string' && { mid: sdpMid }),
    ...(typeof sdpMLineIndex === 'number' && { line: sdpMLineIndex }),
    ...(typeof usernameFragment === 'string' && { fragment: usernameFragment }),
  };
}

function candidateOf(signal: Extract<Signal, { kind: 'candidate' }>): RTCIceCandidateInit | null {
  if (signal.candidate === '') return null;
  return {
    candidate: signal.candidate,
    sdpMid: signal.mid ?? null,
    sdpMLineIndex: signal.line ?? null,
    usernameFragment: signal.fragment ?? null,
  };
}
