import { randomId } from './random-id';
import type { KeyValueStore } from './storage';

const LOCK = 'chatbox.tab.';
const KEY = 'chatbox.tab';

/** Which of the person's tabs this is, and which others are open now. */
export interface Tab {
  id: string;
  /** Undefined where the browser has no locks: then nobody can tell. */
  openTabs(): Promise<Set<string> | undefined>;
}

/**
 * The id outlives a reload and ends with the tab. A duplicated tab starts with a copy of it, so whoever finds its lock held takes a new one.
 */
export async function claimTab(session: KeyValueStore): Promise<Tab> {
  let id = session.getItem(KEY) ?? randomId();
  const locks = navigator.locks as LockManager | undefined;
  if (locks) {
    while (!(await hold(locks, LOCK + id))) id = randomId();
  }
  session.setItem(KEY, id);
  return {
    id,
    async openTabs() {
      const held = (await locks?.query())?.held;
      return held && new Set(held.map((lock) => lock.name?.slice(LOCK.length) ?? ''));
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
