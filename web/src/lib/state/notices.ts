import { playTone } from '../browser/tone';
import type { Message } from '../protocol/objects';
import { visible } from '../text/controls';
import { mentions } from '../text/mentions';
import type { Chat } from './conversations.svelte';
import type { Settings } from './settings.svelte';
import type { Toasts } from './toasts.svelte';

const PREVIEW = 120;

/** Whether somebody is looking at the page now. */
export function isInFront(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/** Tells of a message that is for this person in particular: direct, or with the name in it. The others only count as unread. */
export class Notices {
  constructor(
    private readonly settings: Settings,
    private readonly toasts: Toasts,
    private readonly open: (conversation: string) => void,
  ) {}

  message(chat: Chat, message: Message, myName: string, isOpen: boolean): void {
    const direct = chat.about.kind === 'direct';
    if (!direct && !mentions(message.text, myName)) return;
    if (isOpen && isInFront()) return;

    if (this.settings.sound) playTone();
    const author = visible(message.author.name);
    const title = direct ? author : `${author} · ${visible(chat.name)}`;
    const text = visible(message.text.slice(0, PREVIEW));
    if (!isInFront()) this.#notify(title, text, chat.id);
    else this.toasts.show(`${title}: ${text}`, { opens: chat.id });
  }

  #notify(title: string, body: string, conversation: string): void {
    if (!this.settings.notifications || !('Notification' in window) || Notification.permission !== 'granted')
      return;
    try {
      // The tag replaces the last one of the conversation: one note for it, however many messages.
      const note = new Notification(title, { body, tag: conversation, icon: '/icon.svg' });
      note.onclick = () => {
        window.focus();
        this.open(conversation);
        note.close();
      };
    } catch {
      // Android's Chrome has the class but allows it to service workers only.
    }
  }
}
