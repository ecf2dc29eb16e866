import type { Component } from 'svelte';
import type { Chat } from '../../lib/state/conversations.svelte';
import { words } from '../../messages';
import type { PanelTab } from '../app/layout.svelte';
import MembersPanel from '../rooms/MembersPanel.svelte';
import FilesPanel from '../files/FilesPanel.svelte';
import ServerFilesPanel from '../files/ServerFilesPanel.svelte';
import PeoplePanel from './PeoplePanel.svelte';

interface Panel {
  tab: PanelTab;
  title: string;
  /** Where it would have nothing to show it has no tab. */
  fits(chat: Chat | undefined): boolean;
  component: Component<{ chat: Chat }>;
}

/** One that shows the same whatever conversation is open. */
const ofAny = (component: Component) => component as unknown as Panel['component'];

/** What the column on the right can show, in the order of its tabs. */
export const panels: readonly Panel[] = [
  {
    tab: 'people',
    title: words.people.title,
    fits: () => true,
    component: ofAny(PeoplePanel),
  },
  {
    tab: 'members',
    title: words.room.members,
    fits: (chat) => chat?.about.kind === 'room',
    component: MembersPanel,
  },
  {
    tab: 'files',
    title: words.files.title,
    fits: (chat) => chat !== undefined,
    component: FilesPanel,
  },
  {
    tab: 'server-files',
    title: words.files.serverTab,
    fits: () => true,
    component: ofAny(ServerFilesPanel),
  },
];
