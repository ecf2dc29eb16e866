import { createContext } from 'svelte';

export type PanelTab = 'people' | 'members';

/** What of the page is open beside the conversation. */
export class Layout {
  panelOpen = $state(false);
  panelTab = $state<PanelTab>('people');
  dialog = $state<'settings' | 'shortcuts'>();
  /** The search of messages is shown where it has no field of its own in the header. */
  searchOpen = $state(false);

  constructor(panelOpen: boolean) {
    this.panelOpen = panelOpen;
  }
}

export const [useLayout, provideLayout] = createContext<Layout>();
