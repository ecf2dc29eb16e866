import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../clock';
import { ConnectionLost, Refused } from '../protocol/failures';
import { FakeSocket } from '../testing/fake-socket';
import { Connection } from './connection';

const listener = { welcome: vi.fn(), event: vi.fn(), lost: vi.fn(), loggedOut: vi.fn() };
let sockets: FakeSocket[];
let connection: Connection;
const socket = () => sockets.at(-1) as FakeSocket;

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  sockets = [];
  connection = new Connection(
    () => {
      sockets.push(new FakeSocket());
      return socket();
    },
    { ...systemClock, random: () => 0.5 },
    listener,
  );
  connection.start();
});

afterEach(() => vi.useRealTimers());

describe('requests', () => {
  test('resolve with the answer that repeats their id, in any order', async () => {
    socket().welcome();
    const first = connection.request('find', { text: 'a' });
    const second = connection.request('find', { text: 'b' });
    const [a, b] = socket().sent.map((frame) => frame.id);
    socket().push({ type: 'ok', id: b, people: [], rooms: [], n: 2 });
    socket().push({ type: 'ok', id: a, people: [], rooms: [], n: 1 });
    expect([await first, await second]).toMatchObject([{ n: 1 }, { n: 2 }]);
  });

  test('reject with the code of a refusal', async () => {
    socket().welcome();
    const request = connection.request('room.create', { name: 'x' });
    socket().refuse('room.create', 'name_taken');
    await expect(request).rejects.toMatchObject({ code: 'name_taken' });
    await expect(request).rejects.toBeInstanceOf(Refused);
  });

  test('reject when the connection ends before the answer', async () => {
    socket().welcome();
    const request = connection.request('ping', {});
    socket().end();
    await expect(request).rejects.toBeInstanceOf(ConnectionLost);
  });

  test('made before the welcome wait for it', async () => {
    const request = connection.request('find', { text: 'a' });
    expect(socket().sent).toEqual([]);
    socket().welcome();
    await Promise.resolve();
    expect(socket().sent).toMatchObject([{ type: 'find', text: 'a' }]);
    socket().push({ type: 'ok', id: socket().sent[0]?.id, people: [], rooms: [] });
    await expect(request).resolves.toMatchObject({ people: [] });
  });

  test('made before the welcome reject when the connection does not come about', async () => {
    const request = connection.request('ping', {});
    socket().end();
    await expect(request).rejects.toBeInstanceOf(ConnectionLost);
    expect(socket().sent).toEqual([]);
  });

  test('reject at once between two tries', async () => {
    socket().end();
    await expect(connection.request('ping', {})).rejects.toBeInstanceOf(ConnectionLost);
    expect(sockets).toHaveLength(1);
  });

  test('reject when the person has left before the welcome', async () => {
    const request = connection.request('ping', {});
    connection.stop();
    await expect(request).rejects.toBeInstanceOf(ConnectionLost);
  });

  test('without an answer for 10 seconds the connection counts as dead', () => {
    socket().welcome();
    connection.request('ping', {}).catch(() => {});
    vi.advanceTimersByTime(9_999);
    expect(connection.state).toBe('open');
    vi.advanceTimersByTime(1);
    expect(connection.state).toBe('waiting');
    expect(socket().closed).toBe(true);
  });
});

describe('coming back', () => {
  test('follows every lost connection, after a wait that grows until a welcome', () => {
    socket().welcome();
    socket().end();
    expect(listener.lost).toHaveBeenLastCalledWith(1);
    vi.advanceTimersByTime(249);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);

    socket().end();
    expect(listener.lost).toHaveBeenLastCalledWith(2);
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(3);

    socket().welcome();
    socket().end();
    expect(listener.lost).toHaveBeenLastCalledWith(1);
  });

  test('does not wait when the network is back', () => {
    socket().end();
    connection.retryNow();
    expect(sockets).toHaveLength(2);
  });

  test('a connection of before another network is asked, and given up after 3 seconds without a word', () => {
    socket().welcome();
    connection.retryNow();
    expect(socket().waiting('ping')).toHaveLength(1);
    vi.advanceTimersByTime(2_999);
    expect(connection.state).toBe('open');
    vi.advanceTimersByTime(1);
    expect(connection.state).toBe('waiting');
  });

  test('a connection that outlived the other network goes on', () => {
    socket().welcome();
    connection.retryNow();
    socket().answer('ping', {});
    vi.advanceTimersByTime(20_000);
    expect(connection.state).toBe('open');
    expect(sockets).toHaveLength(1);
  });

  test('a socket that never says welcome is given up after 10 seconds', () => {
    vi.advanceTimersByTime(10_000);
    expect(sockets[0]?.closed).toBe(true);
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(2);
  });

  test('a silent connection is asked after 25 seconds, and given up 10 seconds later', () => {
    socket().welcome();
    vi.advanceTimersByTime(25_000);
    expect(socket().waiting('ping')).toHaveLength(1);
    vi.advanceTimersByTime(10_000);
    expect(listener.lost).toHaveBeenCalledOnce();
  });

  test('honours the time that a goodbye asks for', () => {
    socket().welcome();
    socket().event({ type: 'goodbye', code: 'going_away', message: '', retryAfter: 5 });
    vi.advanceTimersByTime(5_249);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);
  });

  test('ends with a log-out', () => {
    socket().welcome();
    socket().event({ type: 'goodbye', code: 'logged_out', message: '' });
    expect(listener.loggedOut).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(120_000);
    expect(sockets).toHaveLength(1);
    expect(connection.state).toBe('stopped');
  });

  test('what an old socket still says is not heard', () => {
    const old = socket();
    old.welcome();
    old.end();
    old.event({ type: 'members', conversation: 'lobby', members: 3 });
    expect(listener.event).not.toHaveBeenCalled();
  });
});
