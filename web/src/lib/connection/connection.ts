import type { Clock } from '../clock';
import { ConnectionLost } from '../protocol/failures';
import type {
  Answer,
  ChatEvent,
  Fields,
  Goodbye,
  RequestType,
  ServerFrame,
  Welcome,
} from '../protocol/frames';
import { Code } from '../protocol/frames';
import { backoff } from './backoff';
import { PendingRequests } from './pending-requests';

/** The part of WebSocket that is used. */
export interface Socket {
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface ConnectionListener {
  /** A connection stands: whatever happens from here on is pushed. */
  welcome(frame: Welcome): void;
  event(frame: ChatEvent): void;
  /** The connection ended, or could not be made: `failures` times in a row by now. Another try follows. */
  lost(failures: number): void;
  /** This device is logged out. No further try follows. */
  loggedOut(): void;
}

export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'stopped';

/** From opening a socket to its welcome. A LAN answers in milliseconds; this is for a network that swallows packets. */
const WELCOME_MS = 10_000;
/** Without any frame for this long, ask. Below the 60 s after which many proxies close a silent connection. */
const QUIET_MS = 25_000;
/** Answers come in order, so when one is this late all are: the connection is dead even if TCP does not know yet. */
const ANSWER_MS = 10_000;
/** The same where there is reason to doubt: another network, or a computer that slept. */
const DOUBT_MS = 3_000;

/** Keeps one WebSocket to the server open for as long as the person is here: opens it again whenever it ends. */
export class Connection {
  #state: ConnectionState = 'stopped';
  #socket: Socket | undefined;
  #requests = new PendingRequests();
  /** Settled when the connection that is being made stands, or does not come about. */
  #opening = new Opening();
  #failures = 0;
  #retryAfterMs = 0;
  #cancelTimer = () => {};

  constructor(
    private readonly open: () => Socket,
    private readonly clock: Clock,
    private readonly listener: ConnectionListener,
  ) {}

  get state(): ConnectionState {
    return this.#state;
  }

  start(): void {
    if (this.#state === 'stopped') this.#connect();
  }

  stop(): void {
    this.#state = 'stopped';
    this.#drop();
  }

  /** The network or the person is back: no timer is waited for, and a connection of before is asked whether it still is one. */
  retryNow(): void {
    if (this.#state === 'waiting') this.#connect();
    if (this.#state !== 'open') return;
    this.request('ping', {}).catch(() => {});
    this.#watch(DOUBT_MS, () => this.#end());
  }

  /**
   * Resolves with the answer; rejects with `Refused`, or with `ConnectionLost` where the answer can never come. While a connection is being
   * made it is waited for: who is quicker than that, on a page that is there at once, is not told of a server that does not answer.
   */
  async request<T extends RequestType>(type: T, fields: Fields<T>): Promise<Answer<T>> {
    if (this.#state === 'connecting') await this.#opening.done;
    if (this.#state !== 'open' || !this.#socket) throw new ConnectionLost();
    const { id, answer } = this.#requests.add<Answer<T>>();
    this.#socket.send(JSON.stringify({ type, id, ...fields }));
    if (this.#requests.size === 1) this.#watch(ANSWER_MS, () => this.#end());
    return answer;
  }

  #connect(): void {
    this.#state = 'connecting';
    this.#opening = new Opening();
    this.#retryAfterMs = 0;
    const socket = this.open();
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') this.#receive(JSON.parse(data) as ServerFrame);
    };
    socket.onclose = () => this.#end();
    this.#watch(WELCOME_MS, () => this.#end());
  }

  #receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        this.#state = 'open';
        this.#failures = 0;
        this.#keepAlive();
        this.listener.welcome(frame);
        this.#opening.settle();
        return;
      case 'ok':
      case 'error':
        this.#requests.settle(frame);
        break;
      case 'goodbye':
        this.#goodbye(frame);
        return;
      default:
        this.listener.event(frame);
    }
    if (this.#state === 'open') this.#keepAlive();
  }

  #goodbye(frame: Goodbye): void {
    if (frame.code === Code.loggedOut || frame.code === Code.notJoined) {
      this.stop();
      this.listener.loggedOut();
      return;
    }
    this.#retryAfterMs = (frame.retryAfter ?? 0) * 1000;
    this.#end();
  }

  /** Any frame shows that the server is there. While answers are due it must speak soon, else it is asked after a quiet time. */
  #keepAlive(): void {
    if (this.#requests.size > 0) this.#watch(ANSWER_MS, () => this.#end());
    else this.#watch(QUIET_MS, () => void this.request('ping', {}).catch(() => {}));
  }

  #end(): void {
    if (this.#state === 'stopped') return;
    const attempt = this.#failures++;
    this.#state = 'waiting';
    this.#drop();
    this.#watch(this.#retryAfterMs + backoff(attempt, this.clock.random()), () => this.#connect());
    this.listener.lost(this.#failures);
  }

  #drop(): void {
    this.#cancelTimer();
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    }
    this.#requests.failAll();
    this.#opening.settle();
  }

  /** There is one timer: what is waited for next replaces what was waited for before. */
  #watch(milliseconds: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.clock.after(milliseconds, run);
  }
}

/** What those wait for who ask before the connection stands. */
class Opening {
  settle!: () => void;
  readonly done = new Promise<void>((settle) => (this.settle = settle));
}
