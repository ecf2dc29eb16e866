import type { Clock } from '../clock';
import type { Signal, SignalEvent } from '../protocol/frames';
import type { Participant } from '../protocol/objects';
import { isNarrow, sendLimits } from './bitrate';
import type { LocalMedia } from './local-media.svelte';
import { Loudness } from './loudness';
import { Negotiation } from './negotiation';
import { LOUD_PEAK, SpeakingDetector } from './speaking';
import { isPoor, type Quality, readStats, type Snapshot } from './stats';

/** What the connection carries, in the order of its lines. All are there from the first offer on; whatever is switched on later only fills its own. */
const LINES = ['voice', 'camera', 'screen', 'screenSound'] as const;
type Line = (typeof LINES)[number];
/** WebRTC Extensions; newer than the words of the type. */
const WHOLE = 'maintain-framerate-and-resolution';
const KIND = { voice: 'audio', camera: 'video', screen: 'video', screenSound: 'audio' } as const;
const TRACK = {
  voice: 'microphone',
  camera: 'camera',
  screen: 'screen',
  screenSound: 'screenSound',
} as const;

/** A Wi-Fi that changes over is back by then. */
const RESTART_AFTER_MS = 2_000;
/** Connections come about in a second. After this long people are told that there may be no way through; it is tried on. */
const UNREACHABLE_AFTER_MS = 8_000;
const TRY_AGAIN_MS = 8_000;

export type PeerState = 'connecting' | 'connected' | 'interrupted' | 'unreachable';

export interface PeerParts {
  about: Participant;
  offers: boolean;
  media: LocalMedia;
  clock: Clock;
  /** How many people are sent to. */
  others: () => number;
  configuration: () => Promise<RTCConfiguration>;
  /** What is sent is there, or it is known that it does not come. */
  mediaReady: Promise<void>;
  send: (signal: Signal) => void;
}

/** One other participant: the connection to them, and what comes through it. */
export class Peer {
  about = $state.raw() as Participant;
  state = $state<PeerState>('connecting');
  /** The relay has given this side a place; one that does not answer gives none. */
  relayed = $state(false);
  /** The relay does not take what the server has given for it. */
  relayRefused = $state(false);
  speaking = $state(false);
  quality = $state.raw<Quality>();
  poor = $state(false);
  voice = $state.raw<MediaStream>();
  camera = $state.raw<MediaStream>();
  screen = $state.raw<MediaStream>();
  screenSound = $state.raw<MediaStream>();

  readonly #parts: PeerParts;
  readonly #detector = new SpeakingDetector(LOUD_PEAK);
  readonly #loudness = new Loudness();
  readonly #lines = new Map<Line, RTCRtpTransceiver>();
  readonly #ready: Promise<Negotiation | undefined>;
  #pc: RTCPeerConnection | undefined;
  #negotiation: Negotiation | undefined;
  #snapshot: Snapshot | undefined;
  #narrow = false;
  #listening = false;
  #connectedAt = 0;
  #closed = false;
  #cancelRestart = () => {};
  #cancelGivingUp = () => {};

  constructor(parts: PeerParts) {
    this.#parts = parts;
    this.about = parts.about;
    this.#expectConnection();
    this.#ready = this.#connect();
  }

  update(about: Participant): void {
    const back = this.about.away && !about.away;
    this.about = about;
    if (back) this.resumed();
  }

  /** Where the connection to the server was lost on one side, signals may have been lost with it. */
  resumed(): void {
    if (this.#pc && !(this.#pc.connectionState === 'connected' && this.#pc.signalingState === 'stable'))
      void this.restart();
  }

  async handle(signal: SignalEvent): Promise<void> {
    await (await this.#ready)?.handle(signal);
  }

  async restart(): Promise<void> {
    if (!this.#pc || this.#closed) return;
    this.#pc.setConfiguration(await this.#parts.configuration());
    if (!this.#closed) this.#negotiation?.restart();
  }

  /** Sends what is on now, as much of it as there is room for. Needs no offer: the lines are there already. */
  async sendMedia(): Promise<void> {
    const limits = sendLimits(this.#parts.others());
    for (const [line, { sender }] of this.#lines) {
      const track = this.#parts.media[TRACK[line]] ?? null;
      try {
        if (sender.track !== track) await sender.replaceTrack(track);
        const parameters = sender.getParameters();
        const [encoding] = parameters.encodings;
        if (!encoding || line === 'screenSound') continue;
        encoding.maxBitrate = limits[line];
        if (line === 'camera') {
          encoding.scaleResolutionDownBy = limits.cameraScale;
          encoding.maxFramerate = limits.cameraFrames;
          // Two people get the whole picture. Otherwise the browser makes it smaller and slower as it sees fit.
          const whole = limits.cameraScale === 1 && !this.#narrow;
          parameters.degradationPreference = (whole ? WHOLE : 'balanced') as RTCDegradationPreference;
        }
        await sender.setParameters(parameters).catch((error: unknown) => {
          if (!(error instanceof TypeError)) throw error;
          // A browser that does not know the word.
          delete parameters.degradationPreference;
          return sender.setParameters(parameters);
        });
      } catch {
        // Closed meanwhile, or changed by a later turn of the same.
      }
    }
  }

  /** Some times a second. */
  async listen(): Promise<void> {
    const receiver = this.#lines.get('voice')?.receiver;
    if (!receiver || this.#listening) return;
    this.#listening = true;
    const isHeard = this.state === 'connected' && !this.about.muted;
    const report = isHeard ? await receiver.getStats().catch(() => undefined) : undefined;
    this.#listening = false;
    if (this.#closed) return;
    const loudness = report ? this.#loudness.since((report as unknown as Map<string, unknown>).entries()) : 0;
    this.speaking = this.#detector.hear(loudness, this.#parts.clock.now());
  }

  async measure(): Promise<void> {
    if (!this.#pc || this.#closed || this.state !== 'connected') return;
    const report = await this.#pc.getStats().catch(() => undefined);
    if (!report || this.#closed) return;
    const [quality, snapshot] = readStats(
      (report as unknown as Map<string, unknown>).entries(),
      this.#snapshot,
    );
    this.#snapshot = snapshot;
    this.quality = quality;
    this.poor = isPoor(quality);
    const narrow = isNarrow(this.#narrow, quality.room, this.#parts.clock.now() - this.#connectedAt);
    if (narrow === this.#narrow) return;
    this.#narrow = narrow;
    await this.sendMedia();
  }

  close(): void {
    this.#closed = true;
    this.#cancelRestart();
    this.#cancelGivingUp();
    this.#negotiation?.close();
    this.#pc?.close();
  }

  async #connect(): Promise<Negotiation | undefined> {
    const [configuration] = await Promise.all([this.#parts.configuration(), this.#parts.mediaReady]);
    if (this.#closed) return undefined;
    const pc = new RTCPeerConnection(configuration);
    this.#pc = pc;
    pc.onconnectionstatechange = () => this.#connectionChanged(pc.connectionState);
    pc.onicecandidateerror = ({ errorCode }) => {
      // As STUN and TURN number them. What does not answer at all is told too late, or not at all where candidates are gathered anew before.
      if (errorCode >= 400 && errorCode < 500) this.relayRefused = true;
    };
    this.#negotiation = new Negotiation({
      pc,
      send: (signal) => {
        if (signal.kind === 'candidate' && signal.candidate.includes(' typ relay ')) this.relayed = true;
        this.#parts.send(signal);
      },
      offers: this.#parts.offers,
      prepareAnswer: () => this.#answerLines(pc),
    });
    if (this.#parts.offers) this.#offerLines(pc);
    return this.#negotiation;
  }

  #offerLines(pc: RTCPeerConnection): void {
    for (const line of LINES) this.#take(line, pc.addTransceiver(KIND[line], { direction: 'sendrecv' }));
    void this.sendMedia();
  }

  /** The lines of the other's offer, taken in their order; who sends fewer gets fewer. */
  #answerLines(pc: RTCPeerConnection): void {
    const free = pc.getTransceivers().filter((one) => ![...this.#lines.values()].includes(one));
    for (const line of LINES) {
      if (this.#lines.has(line)) continue;
      const index = free.findIndex(({ receiver }) => receiver.track.kind === KIND[line]);
      const [found] = index < 0 ? [] : free.splice(index, 1);
      if (!found) continue;
      found.direction = 'sendrecv';
      this.#take(line, found);
    }
    void this.sendMedia();
  }

  #take(line: Line, transceiver: RTCRtpTransceiver): void {
    this.#lines.set(line, transceiver);
    this[line] = new MediaStream([transceiver.receiver.track]);
  }

  #connectionChanged(state: RTCPeerConnectionState): void {
    if (this.#closed) return;
    switch (state) {
      case 'connected':
        this.#cancelRestart();
        this.#cancelGivingUp();
        if (this.state !== 'connected') this.#connectedAt = this.#parts.clock.now();
        this.state = 'connected';
        break;
      case 'disconnected':
        this.state = 'interrupted';
        this.#expectConnection();
        this.#restartIn(RESTART_AFTER_MS);
        break;
      case 'failed':
        if (this.state === 'interrupted') this.#restartIn(0);
        else {
          this.state = 'unreachable';
          this.#restartIn(TRY_AGAIN_MS);
        }
        break;
    }
  }

  #expectConnection(): void {
    this.#cancelGivingUp();
    this.#cancelGivingUp = this.#parts.clock.after(UNREACHABLE_AFTER_MS, () => (this.state = 'unreachable'));
  }

  /** And again, until it is connected. */
  #restartIn(milliseconds: number): void {
    this.#cancelRestart();
    this.#cancelRestart = this.#parts.clock.after(milliseconds, () => {
      void this.restart();
      this.#restartIn(TRY_AGAIN_MS);
    });
  }
}
