import type { Conversation, Person } from '../../lib/protocol/objects';
import type { Chat } from '../../lib/state/conversations.svelte';
import type { Session } from '../../lib/state/session.svelte';
import { words } from '../../messages';

const MOST = 12;

export interface Choice {
  key: string;
  name: string;
  what: string;
  choose: () => void;
}

/** What the server found, and for which words. */
export interface Found {
  query: string;
  people: Person[];
  rooms: Conversation[];
}

/** Whom and what the switcher offers: what the page knows at once, then what the server adds. Each person and each room once. */
export function choices(session: Session, query: string, found: Found): Choice[] {
  const { conversations, people, me, router } = session;
  const list = new Map<string, Choice>();
  const holds = (name: string) => name.toLowerCase().includes(query.toLowerCase());

  const addChat = (chat: Chat) => {
    const other = chat.about.person;
    // A person is one choice, whether or not there is a conversation yet.
    const key = other ? `person ${other.id}` : `conversation ${chat.id}`;
    const what =
      chat.about.kind === 'room'
        ? words.switcher.room
        : other
          ? words.switcher.person
          : words.switcher.conversation;
    list.set(key, { key, name: chat.name, what, choose: () => router.open(chat.id) });
  };
  const addPerson = (person: Person) => {
    const key = `person ${person.id}`;
    if (person.id === me.id || person.gone || list.has(key)) return;
    const what = person.guest ? words.people.guest : words.switcher.person;
    list.set(key, { key, name: person.name, what, choose: () => void session.openDirect(person.id) });
  };
  const addRoom = (room: Conversation) => {
    const key = `conversation ${room.id}`;
    if (list.has(key)) return;
    const choose = () => (room.joined ? router.open(room.id) : void session.joinRoom(room.id));
    list.set(key, {
      key,
      name: room.name,
      what: room.joined ? words.switcher.room : words.switcher.publicRoom,
      choose,
    });
  };

  const { lobby, rooms, directs } = conversations;
  const chats = [...(lobby ? [lobby] : []), ...rooms, ...directs].filter(
    (chat) => chat.about.kind !== 'direct' || chat.last > 0,
  );
  if (query === '') {
    // Nothing typed yet: where something is unread comes first.
    for (const chat of chats.sort((a, b) => Number(b.unread > 0) - Number(a.unread > 0))) addChat(chat);
  } else {
    for (const chat of chats) if (holds(chat.name)) addChat(chat);
    for (const person of people.present) if (holds(person.name)) addPerson(person);
    if (found.query === query) {
      for (const person of found.people) addPerson(person);
      for (const room of found.rooms) addRoom(room);
    }
  }

  // The sort is stable: among equals the order stays as above.
  return [...list.values()]
    .sort((a, b) => closeness(a.name, query) - closeness(b.name, query))
    .slice(0, MOST);
}

/** The less the closer: the whole name, its beginning, the beginning of a later word, the middle of one. */
export function closeness(name: string, query: string): number {
  const lower = name.toLowerCase();
  const at = lower.indexOf(query.toLowerCase());
  if (at === 0) return lower.length === query.length ? 0 : 1;
  return at > 0 && !/[\p{L}\p{N}]/u.test(lower.charAt(at - 1)) ? 2 : 3;
}
