import { ring } from '../calls/ring';
import type { Clock } from '../clock';
import type { Call } from '../protocol/objects';
import type { Notices } from './notices';
import type { Settings } from './settings.svelte';

/** The server ends the ringing; this is for a page that does not hear of it. */
const GRACE_MS = 3_000;

export interface RingingParts {
  me: string;
  clock: Clock;
  settings: Settings;
  notices: Notices;
  /** Milliseconds that the server's clock is ahead of this page's. */
  serverAhead: () => number;
  open: (call: Call) => void;
}

/** What rings here, and what this page lets ring elsewhere: the dialog, the bell, the note. */
export class Ringing {
  /** The call that rings for this person. */
  call = $state.raw<Call>();

  readonly #parts: RingingParts;
  /** What was answered here rings no more, whatever comes before the server says so. */
  #answered: string | undefined;
  #stopIn = () => {};
  #stopBack = () => {};

  constructor(parts: RingingParts) {
    this.#parts = parts;
  }

  /** @param isBusy This page is in a call, or about to be in one. */
  look(inProgress: Iterable<Call>, isBusy: boolean): void {
    const call = [...inProgress].find(
      (one) => one.state === 'ringing' && one.by.id !== this.#parts.me && one.id !== this.#answered,
    );
    if (call?.id === this.call?.id) return;
    this.hush();
    if (call && !isBusy) this.#begin(call);
  }

  answer(call: Call): void {
    this.#answered = call.id;
    this.hush();
  }

  hush(): void {
    this.#stopIn();
    this.#stopIn = () => {};
    this.call = undefined;
  }

  /** The tone of who calls. */
  back(): void {
    this.stopBack();
    this.#stopBack = ring('out', this.#parts.clock, () => this.#parts.settings.sound);
  }

  stopBack(): void {
    this.#stopBack();
    this.#stopBack = () => {};
  }

  #begin(call: Call): void {
    this.call = call;
    const { clock, settings, notices, serverAhead, open } = this.#parts;
    const stopNote = notices.call(call, () => open(call));
    const stopSound = ring('in', clock, () => settings.sound);
    const left = call.ringsUntil ? Date.parse(call.ringsUntil) - clock.now() - serverAhead() : 0;
    const cancel = clock.after(Math.max(0, left) + GRACE_MS, () => this.hush());
    this.#stopIn = () => {
      stopNote();
      stopSound();
      cancel();
    };
  }
}
