import type { KeyValueStore } from '../browser/storage';
import type { Tab } from '../browser/tab';
import type { Clock } from '../clock';
import type { Socket } from '../connection/connection';
import type { Me } from '../protocol/http';
import type { Router } from './router.svelte';
import type { Settings } from './settings.svelte';

/** What a session is given from outside. */
export interface SessionParts {
  me: Me;
  serverName: string;
  tab: Tab;
  clock: Clock;
  settings: Settings;
  router: Router;
  storage: KeyValueStore;
  /** Of the tab alone. */
  tabStorage: KeyValueStore;
  openSocket: () => Socket;
  /** The connection was lost, for this many times in a row. */
  lost: (failures: number) => void;
  loggedOut: () => void;
}
