import { words } from '../../messages';
import { ignoreLost } from '../protocol/failures';
import type { ChatEvent } from '../protocol/frames';
import type { Conversation, Message, Person } from '../protocol/objects';
import { visible } from '../text/controls';
import type { Changes } from './changes';
import type { Chat } from './conversations.svelte';
import type { Lists } from './lists';
import { isInFront, type Notices } from './notices';
import type { Session } from './session.svelte';

export interface NewsParts {
  notices: Notices;
  changes: Changes;
  lists: Lists;
  /** One is in this conversation no longer. */
  gone: (conversation: string) => void;
}

/** What the server tells of by itself, brought to where it belongs in the session. */
export class News {
  readonly #session: Session;
  readonly #parts: NewsParts;

  constructor(session: Session, parts: NewsParts) {
    this.#session = session;
    this.#parts = parts;
  }

  receive(frame: ChatEvent): void {
    switch (frame.type) {
      case 'message':
        this.stored(frame.message);
        break;
      case 'changed':
        void this.#parts.changes.receive(frame.message).catch(ignoreLost);
        break;
      case 'upload':
        this.#session.files.arriving.set(`${frame.conversation} ${frame.number}`, frame.received);
        break;
      case 'share':
        void this.#session.files.shared.refresh().catch(ignoreLost);
        break;
      case 'conversation':
        this.#conversation(frame.conversation);
        break;
      case 'conversation.gone': {
        const name = this.#session.conversations.get(frame.conversation)?.name;
        this.#parts.lists.left(frame.conversation);
        this.#parts.gone(frame.conversation);
        if (frame.reason === 'removed' && name)
          this.#session.toasts.show(words.room.youWereRemoved(visible(name)));
        break;
      }
      case 'members': {
        const chat = this.#session.conversations.get(frame.conversation);
        chat?.update({ ...chat.about, members: frame.members });
        if (this.#session.members.conversation === frame.conversation) {
          void this.#session.members.show(frame.conversation).catch(ignoreLost);
        }
        break;
      }
      case 'person':
        this.#person(frame.person, frame.goodbye === true);
        break;
      case 'read':
        this.#session.conversations.get(frame.conversation)?.markRead(frame.number);
        break;
      case 'typing':
        if (frame.person.id !== this.#session.me.id)
          this.#session.typing.started(frame.conversation, frame.person);
        break;
      case 'call':
        this.#session.calls.event(frame.call);
        break;
      case 'call.signal':
        this.#session.calls.signal(frame);
        break;
    }
  }

  /** A message is stored. It may be told twice, by the answer and by the event; its number says so. */
  stored(message: Message): void {
    this.#session.typing.stopped(message.conversation, message.author.id);
    const chat = this.#session.conversations.get(message.conversation);
    if (chat && message.number > chat.last) {
      const own = message.author.id === this.#session.me.id;
      const isOpen = this.#session.visiting === chat.id;
      if (!own && isOpen && chat.unread === 0 && !isInFront()) this.#session.newAfter = chat.read;
      chat.receive(message);
      if (!own) this.#parts.notices.message(chat, message, this.#session.me, this.#isSeen(chat));
    }
    void this.#session.histories.receive(message).catch(ignoreLost);
  }

  /** A message that was there already is another now. It may be told twice; its change number says so. */
  changed(message: Message): void {
    this.#session.conversations.get(message.conversation)?.change(message);
    this.#session.histories.change(message);
    this.#session.files.changed(message);
  }

  /** Its log is on the page, or a phone's list, which counts what is unread. */
  #isSeen(chat: Chat): boolean {
    return this.#session.visiting === undefined || this.#session.visiting === chat.id;
  }

  #conversation(conversation: Conversation): void {
    if (!conversation.joined) return;
    this.#parts.lists.entered(conversation.id);
    const known = this.#session.conversations.get(conversation.id);
    const lastKnown = known?.last ?? 0;
    const chat = this.#session.conversations.update(conversation);
    this.#session.calls.told(conversation.call);
    const message = conversation.lastMessage;
    if (message && message.number > lastKnown && message.author.id !== this.#session.me.id) {
      this.#parts.notices.message(chat, message, this.#session.me, this.#isSeen(chat));
    }
    if (
      !known &&
      conversation.kind === 'room' &&
      conversation.maker !== this.#session.me.id &&
      this.#session.visiting !== chat.id
    ) {
      this.#session.toasts.show(words.room.youWereAdded(visible(chat.name)), { opens: chat.id });
    }
  }

  #person(person: Person, goodbye: boolean): void {
    this.#parts.lists.personTold(person.id);
    this.#session.people.update(person);
    const direct = this.#session.conversations.directs.find((chat) => chat.about.person?.id === person.id);
    if (direct) direct.update({ ...direct.about, person });
    if (goodbye && direct) this.#session.toasts.show(words.people.loggedOutNews(visible(person.name)));
  }
}
