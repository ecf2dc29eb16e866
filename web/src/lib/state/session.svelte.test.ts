import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryStorage } from '../browser/storage';
import { systemClock } from '../clock';
import { type Conversation, LOBBY, type Person } from '../protocol/objects';
import { FakeSocket } from '../testing/fake-socket';
import { message, messages } from '../testing/messages';
import { Router } from './router.svelte';
import { Session } from './session.svelte';
import { Settings } from './settings.svelte';

const me: Person = { id: 'me', name: 'alice', presence: 'online', guest: false };
const bob: Person = { id: 'bob', name: 'bob', presence: 'online', guest: false };

let sockets: FakeSocket[];
let session: Session;
const lost = vi.fn();
const loggedOut = vi.fn();
const socket = () => sockets.at(-1) as FakeSocket;
const settle = () => vi.advanceTimersByTimeAsync(0);

const lobby = (last: number, read = last): Conversation => ({
  id: LOBBY,
  kind: 'lobby',
  name: 'Lobby',
  members: 2,
  joined: true,
  last,
  read,
});

/** What follows every welcome, up to where the session asks for what it missed. */
async function welcome(conversations: Conversation[]): Promise<void> {
  socket().welcome();
  socket().answer('conversations', { conversations });
  await settle();
  socket().answer('people', { people: [me, bob] });
  await settle();
}

async function openLobby(last: number): Promise<void> {
  const chat = session.conversations.get(LOBBY);
  if (!chat) throw new Error('no lobby');
  session.visit(chat);
  void session.histories.open(chat);
  socket().answer('history', { messages: messages(Math.max(1, last - 49), last), last });
  await settle();
}

const shown = () => session.histories.log(LOBBY).messages.map(({ number }) => number);

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  sockets = [];
  history.replaceState(null, '', `/c/${LOBBY}`);
  session = new Session({
    me,
    serverName: 'Lab',
    tab: { id: 'tab', openTabs: async () => new Set(['tab']), isOtherInFront: async () => false },
    clock: { ...systemClock, random: () => 0 },
    settings: new Settings(memoryStorage()),
    router: new Router(),
    storage: memoryStorage(),
    tabStorage: memoryStorage(),
    openSocket: () => {
      sockets.push(new FakeSocket());
      return socket();
    },
    lost,
    loggedOut,
  });
  session.start();
});

afterEach(() => {
  session.stop();
  vi.useRealTimers();
});

describe('coming back', () => {
  test('asks for what follows the highest number, and then sends again what was not acknowledged', async () => {
    await welcome([lobby(10)]);
    await openLobby(10);
    session.send(LOBBY, 'written before the end');
    await settle();
    const clientId = socket().waiting('send')[0]?.['clientId'];
    socket().end();
    await vi.advanceTimersByTimeAsync(0);

    await welcome([lobby(13, 10)]);
    expect(socket().waiting('history')).toMatchObject([{ conversation: LOBBY, after: 10 }]);
    expect(socket().waiting('send')).toMatchObject([{ clientId, text: 'written before the end' }]);
    socket().answer('history', { messages: messages(11, 13), last: 13 });
    await settle();
    expect(shown()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(session.conversations.get(LOBBY)?.unread).toBe(3);
  });

  test('a message that was stored although its answer was lost stands once', async () => {
    await welcome([lobby(10)]);
    await openLobby(10);
    session.send(LOBBY, 'hello');
    await settle();
    const clientId = String(socket().waiting('send')[0]?.['clientId']);
    const stored = message(11, { author: me, clientId, text: 'hello' });
    socket().end();
    await vi.advanceTimersByTimeAsync(0);

    await welcome([lobby(11)]);
    socket().answer('send', { message: stored, repeated: true });
    await settle();
    socket().event({ type: 'message', message: stored });
    socket().answer('history', { messages: [stored], last: 11 });
    await settle();
    expect(shown().filter((number) => number === 11)).toEqual([11]);
    expect(session.outbox.entries).toEqual([]);
  });

  test('a conversation that one is no longer in is gone', async () => {
    const room: Conversation = { ...lobby(3), id: 'room', kind: 'room', name: 'robotics' };
    await welcome([lobby(1), room]);
    expect(session.conversations.rooms).toHaveLength(1);
    socket().end();
    await vi.advanceTimersByTimeAsync(0);
    await welcome([lobby(1)]);
    expect(session.conversations.rooms).toEqual([]);
  });

  test('a list of conversations is older than the news that came while it was on its way', async () => {
    const room: Conversation = { ...lobby(3), id: 'room', kind: 'room', name: 'robotics' };
    const other: Conversation = { ...room, id: 'other', name: 'plans' };
    socket().welcome();
    for (const { id } of [room, other])
      socket().event({ type: 'conversation.gone', conversation: id, reason: 'removed' });
    socket().event({ type: 'conversation', conversation: other });
    socket().answer('conversations', { conversations: [lobby(1), room, other] });
    await settle();
    expect(session.conversations.rooms.map(({ id }) => id)).toEqual(['other']);
  });

  test('who left in the meantime is no longer present', async () => {
    await welcome([lobby(1)]);
    expect(session.people.present.map(({ name }) => name)).toEqual(['alice', 'bob']);
    socket().end();
    await vi.advanceTimersByTimeAsync(0);
    socket().welcome();
    socket().answer('conversations', { conversations: [lobby(1)] });
    await settle();
    socket().answer('people', { people: [me] });
    await settle();
    expect(session.people.present.map(({ name }) => name)).toEqual(['alice']);
  });
});

describe('the list of people', () => {
  const present = () => session.people.present.map(({ name }) => name);
  const zoe: Person = { id: 'zoe', name: 'zoe', presence: 'online', guest: false };

  test('is older than the news that came while it was on its way', async () => {
    socket().welcome();
    socket().answer('conversations', { conversations: [lobby(1)] });
    await settle();
    socket().event({ type: 'person', person: zoe });
    socket().answer('people', { people: [bob], next: 'bob' });
    await settle();
    socket().event({ type: 'person', person: { ...bob, presence: 'offline' } });
    socket().answer('people', { people: [me] });
    await settle();
    expect(present()).toEqual(['alice', 'zoe']);

    // The next one is newer than all that.
    socket().end();
    await settle();
    await welcome([lobby(1)]);
    expect(present()).toEqual(['alice', 'bob']);
  });
});

describe('messages', () => {
  beforeEach(async () => {
    await welcome([lobby(10)]);
    await openLobby(10);
  });

  test('arrive once, however often they are told', () => {
    for (let i = 0; i < 3; i++) socket().event({ type: 'message', message: message(11) });
    expect(shown().filter((number) => number === 11)).toEqual([11]);
    expect(session.conversations.get(LOBBY)?.unread).toBe(1);
  });

  test('after a gap are asked for', async () => {
    socket().event({ type: 'message', message: message(13) });
    expect(socket().waiting('history')).toMatchObject([{ after: 10 }]);
    socket().answer('history', { messages: messages(11, 13), last: 13 });
    await settle();
    expect(shown().slice(-4)).toEqual([10, 11, 12, 13]);
  });

  test('of one’s own other device are read already', () => {
    socket().event({ type: 'message', message: message(11, { author: me }) });
    expect(session.conversations.get(LOBBY)?.unread).toBe(0);
  });

  test('end the typing of their author', () => {
    socket().event({ type: 'typing', conversation: LOBBY, person: bob });
    expect(session.typing.in(LOBBY)).toMatchObject([{ name: 'bob' }]);
    socket().event({ type: 'message', message: message(11) });
    expect(session.typing.in(LOBBY)).toEqual([]);
  });

  test('with one’s name are a mention until they are read', () => {
    const chat = session.conversations.get(LOBBY);
    socket().event({ type: 'message', message: message(11, { text: 'ask @alice' }) });
    expect(chat?.mentioned).toBe(true);
    socket().event({ type: 'read', conversation: LOBBY, number: 11 });
    expect([chat?.mentioned, chat?.unread]).toEqual([false, 0]);
  });

  test('that are read are told to the server, once', async () => {
    socket().event({ type: 'message', message: message(11) });
    const chat = session.conversations.get(LOBBY);
    if (chat) session.markRead(chat);
    if (chat) session.markRead(chat);
    await vi.advanceTimersByTimeAsync(300);
    expect(socket().waiting('read')).toMatchObject([{ conversation: LOBBY, number: 11 }]);
  });
});

test('a direct message makes its conversation, and is a toast while another one is open', async () => {
  await welcome([lobby(1)]);
  await openLobby(1);
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  session.settings.sound = false;
  const direct: Conversation = {
    id: 'd1',
    kind: 'direct',
    name: 'bob',
    members: 2,
    joined: true,
    person: bob,
  };
  const first = message(1, { conversation: 'd1', text: 'hi' });
  socket().event({ type: 'conversation', conversation: { ...direct, last: 1, read: 0, lastMessage: first } });
  socket().event({ type: 'message', message: first });
  expect(session.conversations.directs).toHaveLength(1);
  expect(session.conversations.directs[0]?.unread).toBe(1);
  expect(session.toasts.list).toMatchObject([{ who: 'bob', text: 'hi', opens: 'd1' }]);

  // What comes next from there replaces it, and opening the conversation takes it away.
  socket().event({
    type: 'message',
    message: message(2, { conversation: 'd1', text: 'see `notes.md` *now*' }),
  });
  expect(session.toasts.list).toMatchObject([{ who: 'bob', text: 'see notes.md now' }]);
  const chat = session.conversations.get('d1');
  if (chat) session.visit(chat);
  expect(session.toasts.list).toEqual([]);
});

test('on a phone’s list, which counts what is unread, a message is no toast', async () => {
  await welcome([lobby(1)]);
  await openLobby(1);
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  const chat = session.conversations.get(LOBBY);
  session.endVisit(LOBBY);
  socket().event({ type: 'message', message: message(2, { text: 'hello @alice' }) });
  expect(chat?.unread).toBe(1);
  expect(chat?.mentioned).toBe(true);
  expect(session.toasts.list).toEqual([]);
});

describe('without a connection', () => {
  test('presence is unknown after a second, and known again with the next welcome', async () => {
    await welcome([lobby(1)]);
    expect(session.presenceOf(bob)).toBe('online');
    socket().end();
    await vi.advanceTimersByTimeAsync(999);
    expect(session.reachability.offline).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(session.reachability.offline).toBe(true);
    expect(session.presenceOf(bob)).toBeUndefined();
    await welcome([lobby(1)]);
    expect(session.presenceOf(bob)).toBe('online');
  });

  test('the WebSocket counts as refused only when it fails after the server has answered over HTTP', async () => {
    await welcome([lobby(1)]);
    socket().end();
    session.reachability.answeredOverHttp();
    expect(session.reachability.socketRefused).toBe(false);
    session.reachability.answeredOverHttp();
    expect(session.reachability.socketRefused).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    await welcome([lobby(1)]);
    expect(session.reachability.socketRefused).toBe(false);
  });

  test('a server that is gone in between is no refusal', async () => {
    await welcome([lobby(1)]);
    socket().end();
    session.reachability.answeredOverHttp();
    session.reachability.silentOverHttp();
    session.reachability.answeredOverHttp();
    expect(session.reachability.socketRefused).toBe(false);
  });
});

describe('what is only read', () => {
  const find = (text: string, wanted?: () => boolean) => session.ask('find', { text }, wanted);

  test('is asked with the first welcome where the page was quicker than the connection', async () => {
    const answer = find('bob');
    await settle();
    await welcome([lobby(1)]);
    expect(socket().waiting('find')).toMatchObject([{ text: 'bob' }]);
    socket().answer('find', { people: [bob], rooms: [] });
    expect((await answer)?.people).toEqual([bob]);
  });

  test('is asked again where the connection ended before the answer, however often', async () => {
    await welcome([lobby(1)]);
    const answer = find('bob');
    for (let round = 0; round < 3; round++) {
      expect(socket().waiting('find')).toHaveLength(1);
      socket().end();
      await settle();
      await welcome([lobby(1)]);
    }
    socket().answer('find', { people: [bob], rooms: [] });
    expect((await answer)?.people).toEqual([bob]);
  });

  test('is not asked again where nobody wants the answer any more', async () => {
    let wanted = true;
    socket().end();
    const answer = find('bob', () => wanted);
    wanted = false;
    await settle();
    await welcome([lobby(1)]);
    expect(socket().waiting('find')).toEqual([]);
    expect(await answer).toBeUndefined();
  });

  test('is refused at once where the server refuses it', async () => {
    await welcome([lobby(1)]);
    const answer = find('');
    socket().refuse('find', 'bad_text');
    await expect(answer).rejects.toMatchObject({ code: 'bad_text' });
  });
});

test('who is removed from a room is told, and is back in the Lobby', async () => {
  await welcome([lobby(1), { ...lobby(1), id: 'room', kind: 'room', name: 'robotics' }]);
  session.router.open('room');
  socket().event({ type: 'conversation.gone', conversation: 'room', reason: 'removed' });
  expect(session.openId).toBe(LOBBY);
  expect(session.toasts.list).toMatchObject([{ text: 'You were removed from robotics.' }]);
});

test('a log-out on another device ends the session', async () => {
  await welcome([lobby(1)]);
  socket().event({ type: 'goodbye', code: 'logged_out', message: '' });
  expect(loggedOut).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sockets).toHaveLength(1);
});
