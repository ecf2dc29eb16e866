import { words } from '../../messages';
import type { Clock } from '../clock';
import { Connection } from '../connection/connection';
import { pages } from '../connection/pages';
import { Patience } from '../connection/patience';
import { ignoreLost, isFailure } from '../protocol/failures';
import type { Answer, Fields, RequestType, Welcome } from '../protocol/frames';
import type { Me } from '../protocol/http';
import { type Call, type Conversation, LOBBY, type Person, type Presence } from '../protocol/objects';
import { Activity } from './activity';
import { Calls } from './calls.svelte';
import { Changes } from './changes';
import { type Chat, Conversations } from './conversations.svelte';
import { Drafts } from './drafts';
import { Files } from './files.svelte';
import { Histories } from './histories.svelte';
import { Lists } from './lists';
import { Members } from './members.svelte';
import { News } from './news';
import { Notices } from './notices';
import { Outbox } from './outbox.svelte';
import { People } from './people.svelte';
import { Reachability } from './reachability.svelte';
import { ReadMarkers } from './read-markers';
import type { Router } from './router.svelte';
import type { SessionParts } from './session-parts';
import type { Settings } from './settings.svelte';
import { Toasts } from './toasts.svelte';
import { Typing } from './typing.svelte';

/** A tab that was closed a moment ago may still hold its lock: look for what it left a second time. */
const ADOPT_AGAIN_MS = 3_000;

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
  readonly reachability: Reachability;
  readonly settings: Settings;
  readonly router: Router;

  serverName = $state('');
  textLimit = $state(8000);
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
  readonly #changes: Changes;
  readonly #lists: Lists;
  readonly #news: News;
  readonly #patience = new Patience();

  constructor(parts: SessionParts) {
    const { me, clock, settings, router, storage } = parts;
    this.me = me;
    this.serverName = parts.serverName;
    this.conversations = new Conversations(me);
    this.settings = settings;
    this.router = router;
    this.#clock = clock;
    this.reachability = new Reachability(clock, () => this.retryNow());
    this.#connection = new Connection(parts.openSocket, clock, {
      welcome: (frame) => void this.#welcome(frame).catch(ignoreLost),
      event: (frame) => this.#news.receive(frame),
      lost: (failures) => {
        this.reachability.lost(failures);
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
      this.#news.stored(message);
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
      changed: (message) => this.#news.changed(message),
    });
    this.#changes = new Changes({
      conversations: this.conversations,
      request: (type, fields) => this.request(type, fields),
      changed: (message) => this.#news.changed(message),
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
    this.#lists = new Lists({
      conversations: this.conversations,
      people: this.people,
      calls: this.calls,
      request: (type, fields) => this.request(type, fields),
      gone: (conversation) => this.#gone(conversation),
    });
    this.#news = new News(this, {
      notices: this.#notices,
      changes: this.#changes,
      lists: this.#lists,
      gone: (conversation) => this.#gone(conversation),
    });
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
    this.#activity.stop();
    this.reachability.stop();
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

  /** Undefined while nobody can know. */
  presenceOf(person: Person): Presence | undefined {
    return this.reachability.offline ? undefined : (this.people.get(person.id) ?? person).presence;
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
    if (answer) this.#news.changed(answer.message);
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
    this.reachability.welcomed();
    this.serverName = frame.server.name;
    this.textLimit = frame.limits.text;
    this.files.limit = frame.limits.file;
    this.people.update(frame.person);
    this.calls.welcome(frame.time, frame.calls ?? []);
    if (this.#activity.state === 'away') void this.request('presence', { state: 'away' }).catch(() => {});

    // The numbers first: they say what was missed. Answers come in the order of the requests.
    await this.#lists.loadConversations();
    this.ready = true;
    this.#patience.askAgain();
    const open = this.openChat;
    if (open && open.unread > 0) this.newAfter ??= open.read;
    await this.#resend();
    this.#clock.after(ADOPT_AGAIN_MS, () => void this.#resend());
    await this.#lists.loadPeople();
    await this.histories.catchUp(this.conversations.all());
    await this.#changes.catchUp(this.conversations.all());
    await this.files.shared.refresh();
    await this.#readMarkers.flush();
    if (this.members.conversation) await this.members.show(this.members.conversation);
  }

  async #resend(): Promise<void> {
    await this.outbox.adopt();
    await this.files.uploads.adopt();
    void this.outbox.flush();
  }
}
