import { createContext } from 'svelte';
import { MediaQuery } from 'svelte/reactivity';
import type { Chat } from '../../lib/state/conversations.svelte';
import type { Question } from '../ui/QuestionDialog.svelte';

export type PanelTab = 'people' | 'members' | 'files' | 'server-files';

export type OpenDialog =
  | { name: 'settings' | 'shortcuts' | 'invite' | 'new-room' }
  | { name: 'add-people'; chat: Chat }
  | { name: 'question'; question: Question };

/** What of the page is open beside the conversation. */
export class Layout {
  panelTab = $state<PanelTab>('people');
  dialog = $state.raw<OpenDialog>();
  /** The search of messages is shown where it has no field of its own in the header. */
  searchOpen = $state(false);

  readonly #wide = new MediaQuery('min-width: 1024px');
  #openBeside = $state(true);
  #openOver = $state(false);

  /** There is room for the panel beside the conversation; else it lies over it. */
  get isPanelBeside(): boolean {
    return this.#wide.current;
  }

  /** A panel that lies over the conversation was opened for a moment, so a window that is made wider or narrower remembers each for itself. */
  get panelOpen(): boolean {
    return this.isPanelBeside ? this.#openBeside : this.#openOver;
  }

  set panelOpen(open: boolean) {
    if (this.isPanelBeside) this.#openBeside = open;
    else this.#openOver = open;
  }
}

export const [useLayout, provideLayout] = createContext<Layout>();
