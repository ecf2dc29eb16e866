import { words } from '../../messages';
import { browserStorage } from '../browser/storage';
import { claimTab, type Tab } from '../browser/tab';
import { systemClock } from '../clock';
import { backoff } from '../connection/backoff';
import { isFailure, Refused } from '../protocol/failures';
import { Code } from '../protocol/frames';
import { http, type Me } from '../protocol/http';
import { LOBBY, type ServerInfo } from '../protocol/objects';
import { readEntry } from './entry';
import { Router } from './router.svelte';
import { Session } from './session.svelte';
import { Settings } from './settings.svelte';

/** A first failure may be a server that restarts; from the second on it is worth asking why. */
const ASK_WHY_AFTER = 2;

/** So that the page which says so does not flicker. */
const LEAST_WAIT_MS = 1_000;

type Phase =
  | { name: 'loading' }
  | { name: 'unreachable' }
  | { name: 'join' }
  | { name: 'ended'; who: string; comeBackAs: string | undefined }
  | { name: 'chat'; session: Session };

/** The way in and the way out. */
export class App {
  phase = $state.raw<Phase>({ name: 'loading' });
  serverName = $state('');
  /** The server wants an invite code, and this page has none or a wrong one. */
  needsCode = $state(false);
  /** Why a link for another device did not work. */
  linkProblem = $state('');
  readonly settings: Settings;
  readonly router = new Router();

  readonly #local = browserStorage('localStorage');
  readonly #session = browserStorage('sessionStorage');
  readonly #entry = readEntry(this.#session);
  #tab: Tab | undefined;
  #failures = 0;
  #cancelRetry = () => {};

  constructor() {
    this.settings = new Settings(this.#local);
  }

  async start(): Promise<void> {
    this.#cancelRetry();
    try {
      const server = await http.server();
      this.serverName = server.name;
      this.needsCode = server.codeRequired && this.#entry.code === undefined;
      await this.#enter(server);
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.phase = { name: 'unreachable' };
      this.#cancelRetry = systemClock.after(
        LEAST_WAIT_MS + backoff(this.#failures++, systemClock.random()),
        () => void this.start(),
      );
    }
  }

  /** Throws `Refused` with the reason, for the form to show. */
  async join(name: string, typedCode: string): Promise<void> {
    try {
      await this.#begin(await http.join(name, typedCode || this.#entry.code));
    } catch (error) {
      if (error instanceof Refused && error.code === Code.badCode) this.needsCode = true;
      throw error;
    }
  }

  async comeBack(): Promise<void> {
    await this.#begin(await http.comeBack());
  }

  async logOut(session: Session): Promise<void> {
    const answer = await session.act(http.logOut());
    if (!answer) return;
    this.#end(session, answer.nameFree ? answer.goodbye : undefined);
  }

  async #enter({ me, comeBackAs }: ServerInfo): Promise<void> {
    const { deviceLink } = this.#entry;
    delete this.#entry.deviceLink;
    if (deviceLink !== undefined) {
      try {
        await this.#begin(await http.redeem(deviceLink));
        return;
      } catch (error) {
        // Anything but a clear no is a server in trouble, which says nothing about the link.
        if (!(error instanceof Refused)) throw error;
        this.linkProblem = error.message;
      }
    }
    if (me) await this.#begin(me);
    else if (comeBackAs !== undefined && this.linkProblem === '')
      this.phase = { name: 'ended', who: comeBackAs, comeBackAs };
    else this.phase = { name: 'join' };
  }

  async #begin(me: Me): Promise<void> {
    this.#tab ??= await claimTab(this.#session);
    const session: Session = new Session({
      me,
      serverName: this.serverName || words.product,
      tab: this.#tab,
      clock: systemClock,
      settings: this.settings,
      router: this.router,
      storage: this.#local,
      tabStorage: this.#session,
      openSocket: () =>
        new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`),
      lost: (failures) => void this.#askWhy(session, failures),
      loggedOut: () => void this.#loggedOutElsewhere(session),
    });
    if (this.router.conversation === undefined) this.router.replace(LOBBY);
    session.start();
    this.phase = { name: 'chat', session };
  }

  /** A refused upgrade looks like any broken connection; HTTP tells which it was. */
  async #askWhy(session: Session, failures: number): Promise<void> {
    if (failures < ASK_WHY_AFTER) return;
    try {
      const { me, comeBackAs } = await http.server();
      if (me?.id === session.me.id) session.reachability.answeredOverHttp();
      else this.#end(session, comeBackAs);
    } catch (error) {
      if (!isFailure(error)) throw error;
      session.reachability.silentOverHttp();
    }
  }

  async #loggedOutElsewhere(session: Session): Promise<void> {
    const server = await http.server().catch((error: unknown) => {
      if (!isFailure(error)) throw error;
      return undefined;
    });
    this.#end(session, server?.comeBackAs);
  }

  #end(session: Session, comeBackAs: string | undefined): void {
    if (this.phase.name !== 'chat' || this.phase.session !== session) return;
    session.stop();
    history.replaceState(null, '', '/');
    this.router.conversation = undefined;
    this.phase = { name: 'ended', who: session.me.name, comeBackAs };
  }
}
