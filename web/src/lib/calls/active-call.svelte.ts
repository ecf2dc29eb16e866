import { SvelteMap } from 'svelte/reactivity';
import type { Clock } from '../clock';
import { isFailure, Refused } from '../protocol/failures';
import { type Answer, Code, type Fields, type RequestType, type SignalEvent } from '../protocol/frames';
import type { Call, CallMedia } from '../protocol/objects';
import type { Settings } from '../state/settings.svelte';
import { LevelMeter } from './level-meter';
import { LocalMedia } from './local-media.svelte';
import { Peer } from './peer.svelte';
import { keyOf, mine, others } from './roster';
import { LOUD, SpeakingDetector } from './speaking';

export { LocalMedia } from './local-media.svelte';

const LISTEN_EVERY_MS = 200;
const MEASURE_EVERY_MS = 2_000;
/** A little before the relay refuses them. */
const RENEW_BEFORE_MS = 60_000;

export interface ActiveCallParts {
  conversation: string;
  endpoint: string;
  settings: Settings;
  clock: Clock;
  media: LocalMedia;
  /** Server's time, in milliseconds. */
  serverTime: () => number;
  request: <T extends RequestType>(type: T, fields: Fields<T>) => Promise<Answer<T>>;
  /** What is sent has changed: kept for the case that the page is loaded anew. */
  mediaChanged: (media: CallMedia) => void;
  /** The camera or screen was refused, as too many people are there. */
  tooMany: () => void;
}

/**
 * opening: camera and microphone are asked for, and nobody knows of it yet. refused: they did not come, and nobody was called. waiting: it rings
 * there, or one is about to be in it.
 */
export type Phase = 'opening' | 'refused' | 'waiting' | 'active';

/** The call that this page is in, or about to be in: what it sends, and a connection to each other participant. */
export class ActiveCall {
  readonly conversation: string;
  readonly media: LocalMedia;
  readonly peers = new SvelteMap<string, Peer>();
  phase = $state<Phase>('opening');
  call = $state.raw<Call>();
  /** The page's own person speaks. */
  speaking = $state(false);
  /** The relay exists: where it does not, other networks are out of reach. */
  hasRelay = $state(false);
  /** Milliseconds since people talk. */
  elapsed = $state(0);

  readonly #parts: ActiveCallParts;
  readonly #detector = new SpeakingDetector(LOUD);
  readonly #mediaReady: Promise<void>;
  #mediaIsReady = () => {};
  #ice: Promise<RTCConfiguration> | undefined;
  #iceUntil = Number.POSITIVE_INFINITY;
  #meter: LevelMeter | undefined;
  #meterOf: MediaStreamTrack | undefined;
  #told: CallMedia | undefined;
  #closed = false;
  readonly #timers: number[] = [];

  constructor(parts: ActiveCallParts) {
    this.#parts = parts;
    this.conversation = parts.conversation;
    this.media = parts.media;
    this.#mediaReady = new Promise((resolve) => (this.#mediaIsReady = resolve));
    this.media.changed = () => this.#mediaChanged();
    this.#timers.push(
      window.setInterval(() => this.#listen(), LISTEN_EVERY_MS),
      window.setInterval(() => this.#measure(), MEASURE_EVERY_MS),
    );
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The server has counted this page in at least once. */
  get isIn(): boolean {
    return this.#told !== undefined;
  }

  /** Everything that can be sent is there, or does not come. */
  mediaOpened(): void {
    this.#mediaIsReady();
    this.#mediaChanged();
  }

  /** A newer state of the call, in which this page takes part. */
  update(call: Call): void {
    const own = mine(call, this.#parts.endpoint);
    if (!own || this.#closed) return;
    this.#told ??= { muted: own.muted, camera: own.camera, screen: own.screen };
    this.call = call;
    this.phase = call.state === 'active' ? 'active' : 'waiting';
    void this.#configuration();
    if (call.state !== 'active') return;
    this.#tick();

    const there = others(call, this.#parts.endpoint);
    const keys = new Set(there.map(({ about }) => keyOf(about)));
    for (const [key, peer] of this.peers) {
      if (keys.has(key)) continue;
      peer.close();
      this.peers.delete(key);
    }
    const before = this.peers.size;
    for (const { about, offers } of there) {
      const known = this.peers.get(keyOf(about));
      if (known) known.update(about);
      else this.#add(call.id, about, offers);
    }
    if (this.peers.size !== before) for (const peer of this.peers.values()) void peer.sendMedia();
    this.#mediaChanged();
  }

  /** The call stands again after the connection to the server was lost. */
  resumed(): void {
    for (const peer of this.peers.values()) peer.resumed();
  }

  /** Another network: what the connections went by may be gone, also where they do not know it yet. */
  networkChanged(): void {
    this.#ice = undefined;
    for (const peer of this.peers.values()) void peer.restart();
  }

  signal(event: SignalEvent): void {
    const peer = this.peers.get(
      keyOf({ person: { id: event.from, name: '', guest: false }, endpoint: event.endpoint }),
    );
    void peer?.handle(event);
  }

  /** Another try, for who does not want to wait for the next one. */
  retry(): void {
    this.#ice = undefined;
    for (const peer of this.peers.values()) if (peer.state !== 'connected') void peer.restart();
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const peer of this.peers.values()) peer.close();
    this.peers.clear();
    this.#meter?.close();
    this.media.close();
    this.#mediaIsReady();
  }

  #add(call: string, about: Call['participants'][number], offers: boolean): void {
    const peer = new Peer({
      about,
      offers,
      media: this.media,
      clock: this.#parts.clock,
      others: () => this.peers.size,
      configuration: () => this.#configuration(),
      mediaReady: this.#mediaReady,
      send: (signal) => {
        const to = { call, person: about.person.id, endpoint: about.endpoint };
        // Who is away for a moment, and what is lost with a connection, is offered anew by `resumed`.
        this.#parts.request('call.signal', { ...to, ...signal }).catch(ignoreFailure);
      },
    });
    this.peers.set(keyOf(about), peer);
  }

  async #configuration(): Promise<RTCConfiguration> {
    if (this.#parts.clock.now() > this.#iceUntil - RENEW_BEFORE_MS) this.#ice = undefined;
    this.#ice ??= this.#askForServers();
    return this.#ice;
  }

  async #askForServers(): Promise<RTCConfiguration> {
    const common: RTCConfiguration = { bundlePolicy: 'max-bundle' };
    if (!this.call) return common;
    try {
      const { iceServers, expiresAt } = await this.#parts.request('call.ice', { call: this.call.id });
      // By the server's clock, told in this page's.
      if (expiresAt)
        this.#iceUntil = Date.parse(expiresAt) - this.#parts.serverTime() + this.#parts.clock.now();
      this.hasRelay = iceServers.length > 0;
      return { ...common, iceServers };
    } catch (error) {
      if (!isFailure(error)) throw error;
      // One network needs none; the next connection asks again.
      this.#ice = undefined;
      return common;
    }
  }

  /** The tracks go to everybody at once, the flags by the server. */
  #mediaChanged(): void {
    for (const peer of this.peers.values()) void peer.sendMedia();
    const { flags } = this.media;
    this.#parts.mediaChanged(flags);
    if (!this.call || !this.#told || isSame(this.#told, flags) || this.media.opening) return;
    const before = this.#told;
    this.#told = flags;
    this.#parts.request('call.media', { call: this.call.id, ...flags }).catch((error: unknown) => {
      this.#told = before;
      this.#refusedMedia(error);
    });
  }

  #refusedMedia(error: unknown): void {
    if (!(error instanceof Refused) || error.code !== Code.callFull) {
      ignoreFailure(error);
      return;
    }
    void this.media.setCamera(false);
    this.media.stopScreen();
    this.#parts.tooMany();
  }

  #listen(): void {
    for (const peer of this.peers.values()) void peer.listen();
    const { microphone } = this.media;
    // Without a gesture the browser would refuse, and complain: as after a reload.
    if (microphone !== this.#meterOf && navigator.userActivation?.hasBeenActive !== false) {
      this.#meter?.close();
      this.#meter = microphone && new LevelMeter(microphone);
      this.#meterOf = microphone;
    }
    this.speaking = this.#detector.hear(this.#meter?.level() ?? 0, this.#parts.clock.now());
    this.#tick();
  }

  #tick(): void {
    const { call } = this;
    const elapsed = call?.answeredAt ? this.#parts.serverTime() - Date.parse(call.answeredAt) : 0;
    // The page shows seconds.
    if (Math.floor(elapsed / 1000) !== Math.floor(this.elapsed / 1000)) this.elapsed = Math.max(0, elapsed);
  }

  #measure(): void {
    for (const peer of this.peers.values()) void peer.measure();
  }
}

function isSame(a: CallMedia, b: CallMedia): boolean {
  return a.muted === b.muted && a.camera === b.camera && a.screen === b.screen;
}

function ignoreFailure(error: unknown): void {
  if (!isFailure(error)) throw error;
}
