import type { CallMedia } from '../protocol/objects';
import type { Settings } from '../state/settings.svelte';
import { type DeviceKind, type MediaProblem, openMedia, type OpenedMedia } from './media';

/** A shared screen changes seldom, and its text must be sharp. */
const SCREEN = { video: { frameRate: { ideal: 15, max: 30 } }, audio: true };

/** What this page sends: microphone, camera and screen, each there or not, on or off. */
export class LocalMedia {
  microphone = $state.raw<MediaStreamTrack>();
  camera = $state.raw<MediaStreamTrack>();
  screen = $state.raw<MediaStreamTrack>();
  screenSound = $state.raw<MediaStreamTrack>();
  muted = $state(false);
  /** Held down to speak while muted. */
  talking = $state(false);
  problems = $state.raw<OpenedMedia['problems']>({});
  opening = $state(false);
  /** Something that the others see or hear has changed. */
  changed: () => void = () => {};

  #closed = false;

  constructor(private readonly settings: Settings) {
    this.muted = settings.pushToTalk;
  }

  get flags(): CallMedia {
    return {
      muted: !this.microphone || (this.muted && !this.talking),
      camera: this.camera !== undefined,
      screen: this.screen !== undefined,
    };
  }

  /** Why nothing at all can be sent, where that is so. */
  get refusal(): MediaProblem | undefined {
    return this.microphone || this.camera ? undefined : (this.problems.microphone ?? this.problems.camera);
  }

  /** Never fails: what does not come is told in `problems`. */
  async open(wanted: readonly DeviceKind[]): Promise<void> {
    this.opening = true;
    const opened = await openMedia(navigator.mediaDevices, wanted, this.settings.devices);
    this.opening = false;
    const { microphone, camera, problems } = opened;
    if (this.#closed) {
      microphone?.stop();
      camera?.stop();
      return;
    }
    const others = Object.entries(this.problems).filter(([kind]) => !wanted.includes(kind as DeviceKind));
    this.problems = { ...Object.fromEntries(others), ...problems };
    if (microphone) this.#use('microphone', microphone);
    if (camera) this.#use('camera', camera);
    this.#apply();
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.talking = false;
    this.#apply();
    if (!muted && !this.microphone) void this.open(['microphone']);
  }

  setTalking(talking: boolean): void {
    if (this.talking === talking) return;
    this.talking = talking;
    this.#apply();
  }

  /** Off, its light goes out too. */
  async setCamera(on: boolean): Promise<void> {
    if (on && !this.camera) await this.open(['camera']);
    else if (!on) {
      this.#drop('camera');
      this.#apply();
    }
  }

  /** Resolves with what went wrong; the person saying no to the browser's question is no fault. */
  async startScreen(): Promise<boolean> {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia(SCREEN);
      const [screen] = stream.getVideoTracks();
      const [sound] = stream.getAudioTracks();
      if (!screen) return false;
      screen.contentHint = 'detail';
      screen.onended = () => this.stopScreen();
      this.screen = screen;
      this.screenSound = sound;
      if (this.#closed) this.close();
      else this.#apply();
      return true;
    } catch (error) {
      return error instanceof Error && error.name === 'NotAllowedError';
    }
  }

  stopScreen(): void {
    this.#drop('screen');
    this.#drop('screenSound');
    this.#apply();
  }

  /** Another microphone or camera, during the call too. */
  async choose(kind: DeviceKind): Promise<void> {
    if (this[kind]) await this.open([kind]);
  }

  close(): void {
    this.#closed = true;
    for (const kind of ['microphone', 'camera', 'screen', 'screenSound'] as const) this.#drop(kind);
  }

  #use(kind: DeviceKind, track: MediaStreamTrack): void {
    this[kind]?.stop();
    this[kind] = track;
    // Pulled out, or taken back by the person.
    track.onended = () => {
      if (this[kind] !== track) return;
      this[kind] = undefined;
      this.problems = { ...this.problems, [kind]: 'missing' };
      this.#apply();
    };
  }

  #drop(kind: 'microphone' | 'camera' | 'screen' | 'screenSound'): void {
    const track = this[kind];
    this[kind] = undefined;
    if (!track) return;
    track.onended = null;
    track.stop();
  }

  #apply(): void {
    if (this.microphone) this.microphone.enabled = !this.flags.muted;
    if (!this.#closed) this.changed();
  }
}
