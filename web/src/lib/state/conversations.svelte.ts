import { SvelteMap } from 'svelte/reactivity';
import { words } from '../../messages';
import type { Me } from '../protocol/http';
import { type Conversation, LOBBY, type Message } from '../protocol/objects';
import { mentions } from '../text/mentions';

/** A conversation one is in, with what is known of its numbers. Numbers only grow, so late news cannot undo newer. */
export class Chat {
  readonly id: string;
  about: Conversation = $state.raw() as Conversation;
  last = $state(0);
  read = $state(0);
  lastMessage = $state.raw<Message>();
  /** Every change up to this number is known here. */
  changes: number | undefined;
  /** Somebody wrote one's name in what is unread. */
  mentioned = $state(false);

  constructor(
    about: Conversation,
    private readonly me: Me,
  ) {
    this.id = about.id;
    this.update(about);
  }

  get unread(): number {
    return Math.max(0, this.last - this.read);
  }

  get name(): string {
    return this.about.kind === 'lobby' ? words.conversations.lobby : this.about.name;
  }

  update(about: Conversation): void {
    this.about = about;
    this.changes ??= about.changes ?? 0;
    this.last = Math.max(this.last, about.last ?? 0);
    this.markRead(about.read ?? 0);
    const message = about.lastMessage;
    if (message && message.number >= (this.lastMessage?.number ?? 0)) this.#spoke(message);
  }

  receive(message: Message): void {
    if (message.number <= this.last) return;
    this.last = message.number;
    this.#spoke(message);
  }

  /** One of its messages is another now. */
  change(message: Message): void {
    const known = this.lastMessage;
    if (message.number === known?.number && (message.change ?? 0) > (known.change ?? 0))
      this.lastMessage = message;
  }

  markRead(number: number): void {
    this.read = Math.max(this.read, number);
    if (this.read >= this.last) this.mentioned = false;
  }

  #spoke(message: Message): void {
    this.lastMessage = message;
    if (message.author.id === this.me.id) this.markRead(message.number);
    else if (this.unread > 0 && mentions(message.text, this.me.name)) this.mentioned = true;
  }
}

/** The conversations one is in. */
export class Conversations {
  readonly #all = new SvelteMap<string, Chat>();

  readonly lobby = $derived(this.#all.get(LOBBY));
  readonly rooms = $derived(this.#newestFirst('room'));
  readonly directs = $derived(this.#newestFirst('direct'));
  readonly unread = $derived([...this.#all.values()].reduce((sum, chat) => sum + chat.unread, 0));

  constructor(private readonly me: Me) {}

  get(id: string): Chat | undefined {
    return this.#all.get(id);
  }

  all(): Chat[] {
    return [...this.#all.values()];
  }

  update(about: Conversation): Chat {
    const known = this.#all.get(about.id);
    if (known) {
      known.update(about);
      return known;
    }
    const chat = new Chat(about, this.me);
    this.#all.set(about.id, chat);
    return chat;
  }

  remove(id: string): void {
    this.#all.delete(id);
  }

  #newestFirst(kind: Conversation['kind']): Chat[] {
    const time = (chat: Chat) => chat.lastMessage?.time ?? '';
    return [...this.#all.values()]
      .filter((chat) => chat.about.kind === kind)
      .sort((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0));
  }
}
