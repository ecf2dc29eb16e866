import { words } from '../../messages';
import type { Clock } from '../clock';
import { Connection } from '../connection/connection';
import { pages } from '../connection/pages';
import { Patience } from '../connection/patience';
import { ignoreLost, isFailure } from '../protocol/failures';
import type { Answer, ChatEvent, Fields, RequestType, Welcome } from '../protocol/frames';
import type { Me } from '../protocol/http';
import {
  type Call,
  type Conversation,
  LOBBY,
  type Message,
  type Person,
  type Presence,
} from '../protocol/objects';
import { visible } from '../text/controls';
import { Activity } from './activity';
import { Calls } from './calls.svelte';
import { Changes } from './changes';
import { type Chat, Conversations } from './conversations.svelte';
import { Drafts } from './drafts';
import { Files } from './files.svelte';
import { Histories } from './histories.svelte';
import { Members } from './members.svelte';
import { isInFront, Notices } from './notices';
import { Outbox } from './outbox.svelte';
import { People } from './people.svelte';
import { ReadMarkers } from './read-markers';
import type { Router } from './router.svelte';
import type { SessionParts } from './session-parts';
import type { Settings } from './settings.svelte';
import { Toasts } from './toasts.svelte';
import { Typing } from './typing.svelte';

/** A tab that was closed a moment ago may still hold its lock: look for what it left a second time. */
const ADOPT_AGAIN_MS = 3_000;
/** A connection that is back within a moment is not worth a word. */
const OFFLINE_AFTER_MS = 1_000;

/** One joined person on this device: everything they see, and everything they can do. */
export class Session {
  readonly me: Me;
  readonly people = new People();
  readonly conversations: Conversations;
  readonly typing: Typing;
  readonly toasts: Toasts;
  readonly drafts: Drafts;
  readonly outbox: Outbox;
  readonly histories: Histories;
  readonly members: Members;
  readonly files: Files;
  readonly calls: Calls;
  readonly settings: Settings;
  readonly router: Router;

  serverName = $state('');
  textLimit = $state(8000);
  connected = $state(false);
  /** Failed connections in a row. */
  failures = $state(0);
  /** The connection is missing for longer than a moment, so that what is shown may be out of date. */
  offline = $state(false);
  /** HTTP works and the WebSocket does not: a certificate that is not trusted, or a proxy that does not pass it on. */
  socketRefused = $state(false);
  /** The conversations are known: what is not among them is not one's own. */
  ready = $state(false);
  /** Where the line "New" stands in the open conversation, for as long as it is open. */
  newAfter = $state<number>();
  /** The conversation whose log is on the page. On a phone's list there is none. */
  visiting = $state<string>();

  readonly openId = $derived.by(() => this.router.conversation ?? LOBBY);
  readonly openChat = $derived.by(() => this.conversations.get(this.openId));

  readonly #connection: Connection;
  readonly #activity: Activity;
  readonly #notices: Notices;
  readonly #readMarkers: ReadMarkers;
  readonly #clock: Clock;
  #httpAnswered = false;
  /** Of whom there was news since the list of people was asked for; undefined while it is not. */
  #told: Set<string> | undefined;
  /** The same for conversations that one is no longer in. */
  #left: Set<string> | undefined;
  #cancelOffline = () => {};
  readonly #changes: Changes;
  readonly #patience = new Patience();

  constructor(parts: SessionParts) {
    const { me, clock, settings, router, storage } = parts;
    this.me = me;
    this.serverName = parts.serverName;
    this.conversations = new Conversations(me);
    this.settings = settings;
    this.router = router;
    this.#clock = clock;
    this.#connection = new Connection(parts.openSocket, clock, {
      welcome: (frame) => void this.#welcome(frame).catch(ignoreLost),
      event: (frame) => this.#event(frame),
      lost: (failures) => {
        if (this.connected || failures === 1) this.#expectOffline();
        this.connected = false;
        this.failures = failures;
        parts.lost(failures);
      },
      loggedOut: parts.loggedOut,
    });
    this.toasts = new Toasts(clock);
    this.drafts = new Drafts(me.id, storage);
    this.typing = new Typing(
      clock,
      (conversation) => void this.request('typing', { conversation }).catch(() => {}),
    );
    this.histories = new Histories((conversation, bound, limit) =>
      this.request('history', { conversation, ...bound, limit }),
    );
    this.members = new Members(async (conversation) => {
      const members: Person[] = [];
      for await (const page of pages((page) => this.request('members', { conversation, ...page }))) {
        members.push(...page.people);
      }
      return members;
    });
    this.outbox = new Outbox(me.id, parts.tab, storage, clock, async (entry) => {
      const { conversation, clientId, text, upload } = entry;
      const { message } = await this.request('send', {
        conversation,
        clientId,
        ...(text !== '' && { text }),
        ...(upload && { upload }),
      });
      this.#stored(message);
      return message;
    });
    this.files = new Files({
      me,
      tab: parts.tab,
      storage,
      clock,
      conversations: this.conversations,
      histories: this.histories,
      outbox: this.outbox,
      toasts: this.toasts,
      request: (type, fields) => this.request(type, fields),
      act: (action) => this.act(action),
      changed: (message) => this.#changed(message),
    });
    this.#changes = new Changes({
      conversations: this.conversations,
      request: (type, fields) => this.request(type, fields),
      changed: (message) => this.#changed(message),
    });
    this.#readMarkers = new ReadMarkers(clock, (conversation, number) =>
      this.request('read', { conversation, number }),
    );
    this.#activity = new Activity(clock, (state) => void this.request('presence', { state }).catch(() => {}));
    this.#notices = new Notices(settings, this.toasts, parts.tab, clock, (conversation) =>
      router.open(conversation),
    );
    this.calls = new Calls({
      me,
      tab: parts.tab.id,
      storage: parts.tabStorage,
      clock,
      settings,
      toasts: this.toasts,
      notices: this.#notices,
      request: (type, fields) => this.request(type, fields),
      act: (action) => this.act(action),
      nameOf: (conversation) => this.conversations.get(conversation)?.name,
      open: (call) => void this.#openCall(call),
      isSeen: (conversation) => this.visiting === conversation,
    });
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
    this.#activity.stop();
    this.#cancelOffline();
    this.files.stop();
    this.calls.stop();
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  /** The network is back, or another one. */
  networkChanged(): void {
    this.retryNow();
    this.calls.active?.networkChanged();
  }

  /** The server answered over HTTP while the WebSocket does not come about. */
  answeredOverHttp(): void {
    // So the next try should work, and is worth making now. Where it does not either, it is the WebSocket alone.
    if (this.#httpAnswered) this.socketRefused = true;
    this.#httpAnswered = true;
    if (!this.socketRefused) this.retryNow();
  }

  silentOverHttp(): void {
    this.#httpAnswered = false;
    this.socketRefused = false;
  }

  /** Undefined while nobody can know. */
  presenceOf(person: Person): Presence | undefined {
    return this.offline ? undefined : (this.people.get(person.id) ?? person).presence;
  }

  /** A sign of life from the person. */
  seen(): void {
    this.#activity.seen();
  }

  request<T extends RequestType>(type: T, fields: Fields<T>): Promise<Answer<T>> {
    return this.#connection.request(type, fields);
  }

  /**
   * Asks for something that is only read. Where there is no connection, or it ends before the answer, it is asked again with the next
   * welcome, for as long as the answer is `wanted`; undefined where it is not any more.
   */
  ask<T extends RequestType>(
    type: T,
    fields: Fields<T>,
    wanted: () => boolean = () => true,
  ): Promise<Answer<T> | undefined> {
    return this.#patience.ask(() => this.request(type, fields), wanted);
  }

  /** Carries out what the person asked for; where it fails a toast says why, and the result is undefined. */
  async act<T>(action: Promise<T>): Promise<T | undefined> {
    try {
      return await action;
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.toasts.show(words.failed(error.message), { kind: 'problem' });
      return undefined;
    }
  }

  /** The log of a conversation was opened: from here on it is one visit. */
  visit(chat: Chat): void {
    this.visiting = chat.id;
    this.newAfter = chat.unread > 0 ? chat.read : undefined;
    this.toasts.dismissAbout(chat.id);
  }

  endVisit(conversation: string): void {
    if (this.visiting === conversation) this.visiting = undefined;
  }

  /** The newest message is in view and somebody looks at it. */
  markRead(chat: Chat): void {
    if (chat.unread === 0) return;
    chat.markRead(chat.last);
    this.#readMarkers.mark(chat.id, chat.last);
  }

  /** The page goes away, perhaps for good: what was read in the last moment is told now. */
  leave(): void {
    void this.#readMarkers.flush();
  }

  markAllRead(): void {
    for (const chat of this.conversations.all()) this.markRead(chat);
  }

  send(conversation: string, text: string): void {
    this.outbox.add(conversation, text);
    this.typing.sent(conversation);
  }

  async deleteMessage(conversation: string, number: number): Promise<void> {
    const answer = await this.act(this.request('delete', { conversation, number }));
    if (answer) this.#changed(answer.message);
  }

  async openDirect(person: string): Promise<void> {
    const opened = await this.act(this.request('direct.open', { person }));
    if (opened) this.#enter(opened.conversation);
  }

  async #openCall(call: Call): Promise<void> {
    if (this.conversations.get(call.conversation)) this.router.open(call.conversation);
    else await this.openDirect(call.by.id);
  }

  async joinRoom(conversation: string): Promise<void> {
    const joined = await this.act(this.request('room.join', { conversation }));
    if (joined) this.#enter(joined.conversation);
  }

  /** Throws where the server refuses, as the dialog says it beside the name. */
  async createRoom(name: string, isPrivate: boolean): Promise<void> {
    const { conversation } = await this.request('room.create', { name, private: isPrivate });
    this.#enter(conversation);
  }

  async leaveRoom(conversation: string): Promise<void> {
    if (await this.act(this.request('room.leave', { conversation }))) this.#gone(conversation);
  }

  #enter(conversation: Conversation): void {
    this.conversations.update(conversation);
    this.router.open(conversation.id);
  }

  #gone(conversation: string): void {
    this.conversations.remove(conversation);
    this.histories.forget(conversation);
    this.calls.gone(conversation);
    if (this.openId === conversation) this.router.replace(LOBBY);
  }

  async #welcome(frame: Welcome): Promise<void> {
    this.connected = true;
    this.failures = 0;
    this.offline = false;
    this.#cancelOffline();
    this.silentOverHttp();
    this.serverName = frame.server.name;
    this.textLimit = frame.limits.text;
    this.files.limit = frame.limits.file;
    this.people.update(frame.person);
    this.calls.welcome(frame.time, frame.calls ?? []);
    if (this.#activity.state === 'away') void this.request('presence', { state: 'away' }).catch(() => {});

    // The numbers first: they say what was missed. Answers come in the order of the requests.
    await this.#loadConversations();
    this.ready = true;
    this.#patience.askAgain();
    const open = this.openChat;
    if (open && open.unread > 0) this.newAfter ??= open.read;
    await this.#resend();
    this.#clock.after(ADOPT_AGAIN_MS, () => void this.#resend());
    await this.#loadPeople();
    await this.histories.catchUp(this.conversations.all());
    await this.#changes.catchUp(this.conversations.all());
    await this.files.shared.refresh();
    await this.#readMarkers.flush();
    if (this.members.conversation) await this.members.show(this.members.conversation);
  }

  #expectOffline(): void {
    this.#cancelOffline();
    this.#cancelOffline = this.#clock.after(OFFLINE_AFTER_MS, () => {
      this.offline = true;
    });
  }

  async #resend(): Promise<void> {
    await this.outbox.adopt();
    await this.files.uploads.adopt();
    void this.outbox.flush();
  }

  async #loadConversations(): Promise<void> {
    const before = this.conversations.all();
    const seen = new Set<string>();
    const left = (this.#left = new Set<string>());
    for await (const page of pages((page) => this.request('conversations', page))) {
      for (const conversation of page.conversations) {
        if (left.has(conversation.id)) continue;
        seen.add(conversation.id);
        this.conversations.update(conversation);
        this.calls.told(conversation.call);
      }
    }
    for (const chat of before) {
      // A direct conversation that nobody has written in yet is on no list.
      const empty = chat.about.kind === 'direct' && chat.last === 0;
      if (!seen.has(chat.id) && !empty) this.#gone(chat.id);
    }
    this.#left = undefined;
  }

  async #loadPeople(): Promise<void> {
    const present: Person[] = [];
    const told = (this.#told = new Set<string>());
    for await (const page of pages((page) => this.request('people', page))) present.push(...page.people);
    this.people.replacePresent(present, told);
    this.#told = undefined;
  }

  #event(frame: ChatEvent): void {
    switch (frame.type) {
      case 'message':
        this.#stored(frame.message);
        break;
      case 'changed':
        void this.#changes.receive(frame.message).catch(ignoreLost);
        break;
      case 'upload':
        this.files.arriving.set(`${frame.conversation} ${frame.number}`, frame.received);
        break;
      case 'share':
        void this.files.shared.refresh().catch(ignoreLost);
        break;
      case 'conversation':
        this.#conversation(frame.conversation);
        break;
      case 'conversation.gone': {
        const name = this.conversations.get(frame.conversation)?.name;
        this.#left?.add(frame.conversation);
        this.#gone(frame.conversation);
        if (frame.reason === 'removed' && name) this.toasts.show(words.room.youWereRemoved(visible(name)));
        break;
      }
      case 'members': {
        const chat = this.conversations.get(frame.conversation);
        chat?.update({ ...chat.about, members: frame.members });
        if (this.members.conversation === frame.conversation) {
          void this.members.show(frame.conversation).catch(ignoreLost);
        }
        break;
      }
      case 'person':
        this.#person(frame.person, frame.goodbye === true);
        break;
      case 'read':
        this.conversations.get(frame.conversation)?.markRead(frame.number);
        break;
      case 'typing':
        if (frame.person.id !== this.me.id) this.typing.started(frame.conversation, frame.person);
        break;
      case 'call':
        this.calls.event(frame.call);
        break;
      case 'call.signal':
        this.calls.signal(frame);
        break;
    }
  }

  /** A message is stored. It may be told twice, by the answer and by the event; its number says so. */
  #stored(message: Message): void {
    this.typing.stopped(message.conversation, message.author.id);
    const chat = this.conversations.get(message.conversation);
    if (chat && message.number > chat.last) {
      const own = message.author.id === this.me.id;
      const isOpen = this.visiting === chat.id;
      if (!own && isOpen && chat.unread === 0 && !isInFront()) this.newAfter = chat.read;
      chat.receive(message);
      if (!own) this.#notices.message(chat, message, this.me, this.#isSeen(chat));
    }
    void this.histories.receive(message).catch(ignoreLost);
  }

  /** A message that was there already is another now. It may be told twice; its change number says so. */
  #changed(message: Message): void {
    this.conversations.get(message.conversation)?.change(message);
    this.histories.change(message);
    this.files.changed(message);
  }

  /** Its log is on the page, or a phone's list, which counts what is unread. */
  #isSeen(chat: Chat): boolean {
    return this.visiting === undefined || this.visiting === chat.id;
  }

  #conversation(conversation: Conversation): void {
    if (!conversation.joined) return;
    this.#left?.delete(conversation.id);
    const known = this.conversations.get(conversation.id);
    const lastKnown = known?.last ?? 0;
    const chat = this.conversations.update(conversation);
    this.calls.told(conversation.call);
    const message = conversation.lastMessage;
    if (message && message.number > lastKnown && message.author.id !== this.me.id) {
      this.#notices.message(chat, message, this.me, this.#isSeen(chat));
    }
    if (
      !known &&
      conversation.kind === 'room' &&
      conversation.maker !== this.me.id &&
      this.visiting !== chat.id
    ) {
      this.toasts.show(words.room.youWereAdded(visible(chat.name)), { opens: chat.id });
    }
  }

  #person(person: Person, goodbye: boolean): void {
    this.#told?.add(person.id);
    this.people.update(person);
    const direct = this.conversations.directs.find((chat) => chat.about.person?.id === person.id);
    if (direct) direct.update({ ...direct.about, person });
    if (goodbye && direct) this.toasts.show(words.people.loggedOutNews(visible(person.name)));
  }
}
