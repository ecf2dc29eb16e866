import type { Component } from 'svelte';
import type { Chat } from '../../lib/state/conversations.svelte';
import { words } from '../../messages';
import type { PanelTab } from '../app/layout.svelte';
import MembersPanel from '../rooms/MembersPanel.svelte';
import PeoplePanel from './PeoplePanel.svelte';

interface Panel {
  tab: PanelTab;
  title: string;
  /** Where it would have nothing to show it has no tab. */
  fits(chat: Chat | undefined): boolean;
  component: Component<{ chat: Chat }>;
}

/** What the column on the right can show, in the order of its tabs. */
export const panels: readonly Panel[] = [
  {
    tab: 'people',
    title: words.people.title,
    fits: () => true,
    component: PeoplePanel as Panel['component'],
  },
  {
    tab: 'members',
    title: words.room.members,
    fits: (chat) => chat?.about.kind === 'room',
    component: MembersPanel,
  },
];
