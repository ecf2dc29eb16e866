import { randomId } from './random-id';
import type { KeyValueStore } from './storage';

const LOCK = 'chatbox.tab.';
const FRONT = 'chatbox.front.';
const KEY = 'chatbox.tab';

/** Which of the person's tabs this is, and what the others do now. */
export interface Tab {
  id: string;
  /** Undefined where the browser has no locks: then nobody can tell. */
  openTabs(): Promise<Set<string> | undefined>;
  /** Somebody looks at ChatBox in another tab. */
  isOtherInFront(): Promise<boolean>;
}

/**
 * The id outlives a reload and ends with the tab. A duplicated tab starts with a copy of it, so whoever finds its lock held takes a new one.
 */
export async function claimTab(session: KeyValueStore): Promise<Tab> {
  let id = session.getItem(KEY) ?? randomId();
  const locks = navigator.locks as LockManager | undefined;
  if (locks) {
    while (!(await hold(locks, LOCK + id))) id = randomId();
    tellWhenInFront(locks, FRONT + id);
  }
  session.setItem(KEY, id);
  const held = async () => ((await locks?.query())?.held ?? []).map((lock) => lock.name ?? '');
  return {
    id,
    async openTabs() {
      return locks && new Set((await held()).map((name) => name.slice(LOCK.length)));
    },
    async isOtherInFront() {
      return (await held()).some((name) => name.startsWith(FRONT) && name !== FRONT + id);
    },
  };
}

/** Holds the lock for as long as the page lives. */
function hold(locks: LockManager, name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<never>(() => {}) : undefined;
      })
      .catch(reject);
  });
}

/** Holds the lock while the page has the focus. */
function tellWhenInFront(locks: LockManager, name: string): void {
  let release: (() => void) | undefined;
  const update = () => {
    const inFront = document.visibilityState === 'visible' && document.hasFocus();
    if (inFront && !release) {
      const left = new Promise<void>((resolve) => (release = resolve));
      void locks.request(name, () => left).catch(() => {});
    } else if (!inFront) {
      release?.();
      release = undefined;
    }
  };
  addEventListener('focus', update);
  addEventListener('blur', update);
  document.addEventListener('visibilitychange', update);
  update();
}
