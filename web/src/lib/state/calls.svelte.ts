import { SvelteMap } from 'svelte/reactivity';
import { words } from '../../messages';
import { randomId } from '../browser/random-id';
import type { KeyValueStore } from '../browser/storage';
import type { ActiveCall, LocalMedia } from '../calls/active-call.svelte';
import { outcomeText, refusalText } from '../calls/outcome';
import { mine } from '../calls/roster';
import { type Seat, SeatKeeper } from '../calls/seat';
import type { Clock } from '../clock';
import { isFailure, Refused } from '../protocol/failures';
import type { Answer, Fields, RequestType, SignalEvent } from '../protocol/frames';
import type { Me } from '../protocol/http';
import type { Call, Participant } from '../protocol/objects';
import { visible } from '../text/controls';
import type { Notices } from './notices';
import { Ringing } from './ringing.svelte';
import type { Settings } from './settings.svelte';
import type { Toasts } from './toasts.svelte';

export interface CallsParts {
  me: Me;
  tab: string;
  storage: KeyValueStore;
  clock: Clock;
  settings: Settings;
  toasts: Toasts;
  notices: Notices;
  request: <T extends RequestType>(type: T, fields: Fields<T>) => Promise<Answer<T>>;
  act: <T>(action: Promise<T>) => Promise<T | undefined>;
  /** The name of a conversation, as it stands on the page. */
  nameOf: (conversation: string) => string | undefined;
  /** Opens the conversation of a call, also a direct one in which nothing was said yet. */
  open: (call: Call) => void;
  isSeen: (conversation: string) => boolean;
}

/** The calls in progress that this person can see, what rings, and the one this page is in. Media and connections are loaded with the first call. */
export class Calls {
  /** Which page this is, until it is loaded anew. */
  readonly endpoint = randomId();
  /** The call that this page is in, or about to be in. */
  active = $state.raw<ActiveCall>();
  /** On a phone: the call, or the conversation with the call as a line above it. */
  shown = $state(true);

  readonly #parts: CallsParts;
  readonly #inProgress = new SvelteMap<string, Call>();
  readonly #ringing: Ringing;
  readonly #seats: SeatKeeper;
  /** Calls that are over: late news of them is old. */
  readonly #over = new Set<string>();
  /** Hung up while the server was away. */
  readonly #leaving = new Set<string>();
  #serverAhead = 0;

  constructor(parts: CallsParts) {
    this.#parts = parts;
    this.#seats = new SeatKeeper(parts.storage, parts.tab);
    const { me, clock, settings, notices, open } = parts;
    this.#ringing = new Ringing({
      me: me.id,
      clock,
      settings,
      notices,
      serverAhead: () => this.#serverAhead,
      open,
    });
  }

  /** What rings for this person, here. */
  get ringing(): Call | undefined {
    return this.#ringing.call;
  }

  /** The call in progress there. */
  in(conversation: string): Call | undefined {
    return this.#inProgress.get(conversation);
  }

  /** One's own place in a call, whichever page has it. */
  placeIn(call: Call): Participant | undefined {
    return call.participants.find(({ person }) => person.id === this.#parts.me.id);
  }

  welcome(time: string, calls: readonly Call[]): void {
    this.#serverAhead = Date.parse(time) - this.#parts.clock.now();
    for (const call of this.#leaving) this.#tellLeaving(call);
    const there = new Set(calls.map(({ id }) => id));
    for (const call of [...this.#inProgress.values()]) if (!there.has(call.id)) this.#forget(call);
    for (const call of calls) this.#know(call);
    this.#checkRinging();
    const { active } = this;
    if (active?.call && !there.has(active.call.id)) this.#end(words.calls.over);
    else if (active) void this.#resumeActive(active);
    else void this.#comeBack();
  }

  /** What a list of conversations tells of a call. It may be older than an event. */
  told(call: Call | undefined): void {
    if (call && !this.#inProgress.has(call.conversation)) this.#know(call);
    this.#checkRinging();
  }

  event(call: Call): void {
    const known = this.#inProgress.get(call.conversation);
    if (call.state === 'ended') {
      this.#ended(call);
      return;
    }
    this.#know(call);
    this.#checkRinging();
    const { active } = this;
    if (active?.conversation === call.conversation) this.#updateActive(active, call);
    else if (!active) void this.#comeBack();
    if (!known && call.state === 'active') this.#tellBegun(call);
  }

  signal(event: SignalEvent): void {
    this.active?.signal(event);
  }

  /** The conversation is none of this person's any more. */
  gone(conversation: string): void {
    const call = this.#inProgress.get(conversation);
    if (call) this.#forget(call);
    if (this.active?.conversation === conversation) this.#end(words.calls.removed);
    this.#checkRinging();
  }

  /** Calls, or begins a call in a room, or joins the one that goes on there. */
  async start(conversation: string, camera = true): Promise<void> {
    if (this.active) return;
    const active = await this.#begin(conversation);
    if (!active) return;
    await active.media.open(camera ? ['microphone', 'camera'] : ['microphone']);
    if (!this.#isCurrent(active)) return;
    active.mediaOpened();
    // Nobody is disturbed before it is clear that there is something to be seen or heard.
    if (active.media.refusal) active.phase = 'refused';
    else await this.#ask(active);
  }

  /** After a refusal: with what there is, to see and hear the others. */
  async startAnyway(): Promise<void> {
    const { active } = this;
    if (active?.phase === 'refused') await this.#ask(active);
  }

  /** After a refusal that was put right. */
  async tryAgain(): Promise<void> {
    const { active } = this;
    if (active?.phase !== 'refused') return;
    active.close();
    this.active = undefined;
    await this.start(active.conversation);
  }

  /** @param preview What the dialog has opened already. */
  async accept(call: Call, preview?: { media: LocalMedia; opened: Promise<void> }): Promise<void> {
    this.#ringing.answer(call);
    const active = await this.#begin(call.conversation, preview?.media);
    if (!active) return;
    this.#parts.open(call);
    const { media } = active;
    const opened = preview?.opened ?? media.open(call.video ? ['microphone', 'camera'] : ['microphone']);
    void opened.then(() => active.mediaOpened());
    // The flags are put right as soon as it is known what comes.
    const { muted, camera } = media.opening ? { muted: media.muted, camera: call.video } : media.flags;
    await this.#enter(
      active,
      this.#parts.request('call.accept', { call: call.id, endpoint: this.endpoint, muted, camera }),
    );
  }

  async decline(call: Call): Promise<void> {
    this.#ringing.answer(call);
    await this.#parts.act(this.#parts.request('call.decline', { call: call.id }));
  }

  hangUp(): void {
    const { active } = this;
    const call = active?.call;
    this.#close();
    if (call) this.#tellLeaving(call.id);
  }

  /** Takes the call over from another device of this person. */
  async moveHere(call: Call): Promise<void> {
    await this.#resume(call, {
      call: call.id,
      muted: this.#parts.settings.pushToTalk,
      camera: this.placeIn(call)?.camera ?? false,
    });
  }

  stop(): void {
    this.#ringing.hush();
    this.#close();
  }

  async #begin(conversation: string, media?: LocalMedia): Promise<ActiveCall | undefined> {
    const { clock, settings, request, toasts } = this.#parts;
    try {
      const loaded = await import('../calls/active-call.svelte');
      if (this.active) return undefined;
      const active: ActiveCall = new loaded.ActiveCall({
        conversation,
        endpoint: this.endpoint,
        settings,
        clock,
        request,
        media: media ?? new loaded.LocalMedia(settings),
        serverTime: () => clock.now() + this.#serverAhead,
        mediaChanged: () => this.#keepSeat(),
        tooMany: () => toasts.show(words.calls.fullForVideo, { kind: 'problem' }),
      });
      this.shown = true;
      this.active = active;
      return active;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      toasts.show(words.partMissing, { kind: 'problem' });
      return undefined;
    }
  }

  #isCurrent(active: ActiveCall): boolean {
    return this.active === active;
  }

  async #ask(active: ActiveCall): Promise<void> {
    active.phase = 'waiting';
    const { conversation } = active;
    const there = this.in(conversation);
    const flags = { endpoint: this.endpoint, ...active.media.flags };
    // More than so many can only be by sound.
    if (there && there.state === 'active' && there.free.video === 0 && flags.camera) {
      await active.media.setCamera(false);
      flags.camera = false;
    }
    await this.#enter(
      active,
      there && there.state === 'active'
        ? this.#parts.request('call.join', { call: there.id, ...flags })
        : this.#parts.request('call.start', { conversation, ...flags }),
    );
    if (active.call?.state === 'ringing') this.#ringing.back();
  }

  /** What was asked for is being answered: from then on this page is in the call, or not. */
  async #enter(active: ActiveCall, asked: Promise<{ call: Call }>): Promise<void> {
    try {
      const { call } = await asked;
      // Events that hold this page are as new as the answer, or newer.
      if (this.#over.has(call.id)) return;
      if (!active.isIn) this.#know(call);
      if (this.active !== active) this.#tellLeaving(call.id);
      else this.#updateActive(active, this.in(active.conversation) ?? call);
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (this.active !== active || active.isIn) return;
      this.#end(refusalText(error, this.#shownName(active.conversation)), 'problem');
    }
  }

  #updateActive(active: ActiveCall, call: Call): void {
    if (mine(call, this.endpoint)) {
      active.update(call);
      if (call.state === 'active') this.#ringing.stopBack();
      this.#keepSeat();
    } else if (active.isIn) {
      this.#end(this.placeIn(call) ? words.calls.moved : words.calls.awayTooLong);
    }
  }

  async #resumeActive(active: ActiveCall): Promise<void> {
    const call = this.in(active.conversation);
    if (!call || !(active.isIn || mine(call, this.endpoint))) return;
    try {
      const answer = await this.#parts.request('call.resume', {
        call: call.id,
        endpoint: this.endpoint,
        ...active.media.flags,
      });
      if (this.active !== active) return;
      this.#know(answer.call);
      this.#updateActive(active, answer.call);
      active.resumed();
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (error instanceof Refused && this.active === active) this.#end(words.calls.awayTooLong);
    }
  }

  /** The page was loaded anew during a call. */
  async #comeBack(): Promise<void> {
    const seat = this.#seats.get();
    if (!seat) return;
    const call = [...this.#inProgress.values()].find(({ id }) => id === seat.call);
    // The server may not have noticed yet that the page before is gone: it tells.
    if (call && this.placeIn(call)?.away) await this.#resume(call, seat);
  }

  async #resume(call: Call, seat: Seat): Promise<void> {
    const active = await this.#begin(call.conversation);
    if (!active) return;
    active.phase = 'waiting';
    active.media.muted = seat.muted;
    const opened = active.media.open(seat.camera ? ['microphone', 'camera'] : ['microphone']);
    void opened.then(() => active.mediaOpened());
    const { endpoint } = this;
    await this.#enter(
      active,
      this.#parts.request('call.resume', { call: call.id, endpoint, muted: seat.muted, camera: seat.camera }),
    );
  }

  #know(call: Call): void {
    if (!this.#over.has(call.id)) this.#inProgress.set(call.conversation, call);
  }

  #forget(call: Call): void {
    if (this.#inProgress.get(call.conversation)?.id === call.id) this.#inProgress.delete(call.conversation);
  }

  #ended(call: Call): void {
    this.#over.add(call.id);
    this.#leaving.delete(call.id);
    this.#forget(call);
    this.#checkRinging();
    if (this.active?.call?.id === call.id)
      this.#end(outcomeText(call, this.#shownName(call.conversation), this.#parts.me.id));
  }

  #shownName(conversation: string): string {
    return visible(this.#parts.nameOf(conversation) ?? '');
  }

  #end(text: string, kind: 'news' | 'problem' = 'news'): void {
    const conversation = this.active?.conversation;
    this.#close();
    // It is about the conversation, so that its line in the log does not say it a second time.
    if (conversation !== undefined) this.#parts.toasts.show(text, { kind });
  }

  #close(): void {
    this.#ringing.stopBack();
    this.active?.close();
    this.active = undefined;
    this.#seats.forget();
  }

  #keepSeat(): void {
    const { active } = this;
    if (!active?.call || !active.isIn) return;
    const { muted } = active.media;
    this.#seats.keep({
      call: active.call.id,
      muted,
      camera: active.media.flags.camera || active.media.opening,
    });
  }

  /** Also where the server is away now: it is told when it is back. */
  #tellLeaving(call: string): void {
    this.#leaving.add(call);
    this.#parts
      .request('call.leave', { call })
      .then(() => this.#leaving.delete(call))
      .catch((error: unknown) => {
        if (!isFailure(error)) throw error;
        if (error instanceof Refused) this.#leaving.delete(call);
      });
  }

  #checkRinging(): void {
    this.#ringing.look(this.#inProgress.values(), this.active !== undefined);
  }

  /** In a room nothing rings: who is elsewhere on the page reads of it. */
  #tellBegun(call: Call): void {
    const { me, nameOf, toasts, isSeen } = this.#parts;
    const name = nameOf(call.conversation);
    if (call.by.id === me.id || name === undefined || isSeen(call.conversation) || this.placeIn(call)) return;
    toasts.show(words.calls.begun(visible(call.by.name), visible(name)), { opens: call.conversation });
  }
}
