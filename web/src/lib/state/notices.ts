import { words } from '../../messages';
import type { Tab } from '../browser/tab';
import { playTone } from '../browser/tone';
import type { Clock } from '../clock';
import type { Me } from '../protocol/http';
import type { Call, Message } from '../protocol/objects';
import { visible } from '../text/controls';
import { mentions } from '../text/mentions';
import { cut, plainMessage } from '../text/plain';
import type { Chat } from './conversations.svelte';
import type { Settings } from './settings.svelte';
import type { Toasts } from './toasts.svelte';

/** Code points of a text and of a name. Systems cut longer ones too, each in its own way. */
const MOST_TEXT = 80;
const MOST_NAME = 32;
/** Somebody who writes line by line is heard once. */
const TONE_EVERY_MS = 2_000;

/** Whether somebody is looking at the page now. */
export function isInFront(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/** Tells of a message that is for this person in particular: direct, or with the name in it. The others only count as unread. */
export class Notices {
  #toneAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly settings: Settings,
    private readonly toasts: Toasts,
    private readonly tab: Tab,
    private readonly clock: Clock,
    private readonly open: (conversation: string) => void,
  ) {}

  /** @param isSeen The conversation, or the list that counts what is unread in it, is what the page shows. */
  message(chat: Chat, message: Message, me: Me, isSeen: boolean): void {
    const direct = chat.about.kind === 'direct';
    if (!direct && !mentions(message.text, me.name)) return;
    const inFront = isInFront();
    if (isSeen && inFront) return;

    const author = cut(visible(message.author.name), MOST_NAME);
    const who = direct ? author : `${author} · ${cut(visible(chat.name), MOST_NAME)}`;
    const text = cut(plainMessage(message, me.id).replaceAll('\n', ' '), MOST_TEXT);
    if (inFront) {
      this.#sound();
      this.toasts.show(text, { who, opens: chat.id });
    } else void this.#tellOutside(who, text, chat.id);
  }

  /** Somebody calls, and it rings on the page. Gives what takes the note away when it rings no more. */
  call(call: Call, open: () => void): () => void {
    if (isInFront()) return () => {};
    let note: Notification | undefined;
    let over = false;
    void this.tab.isOtherInFront().then((other) => {
      if (other || over) return;
      const title = cut(visible(call.by.name), MOST_NAME);
      note = this.#notify(title, words.calls.calls(call.video), call.conversation, open, true);
    });
    return () => {
      over = true;
      note?.close();
    };
  }

  /** The page is not in front. Where another tab of the same person is, that one tells. */
  async #tellOutside(title: string, body: string, conversation: string): Promise<void> {
    if (await this.tab.isOtherInFront()) return;
    this.#sound();
    this.#notify(title, body, conversation, () => this.open(conversation));
  }

  #sound(): void {
    const now = this.clock.now();
    if (!this.settings.sound || now - this.#toneAt < TONE_EVERY_MS) return;
    this.#toneAt = now;
    playTone();
  }

  #notify(
    title: string,
    body: string,
    tag: string,
    open: () => void,
    stays = false,
  ): Notification | undefined {
    if (!this.settings.notifications || !('Notification' in window) || Notification.permission !== 'granted')
      return undefined;
    try {
      // The tag replaces the last one of the conversation, also that of another tab: one note for it, however many messages.
      const note = new Notification(title, { body, tag, icon: '/icon.svg', requireInteraction: stays });
      note.onclick = () => {
        window.focus();
        open();
        note.close();
      };
      return note;
    } catch {
      // Android's Chrome has the class but allows it to service workers only.
      return undefined;
    }
  }
}
