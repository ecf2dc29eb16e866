import type { Clock } from '../clock';

export interface Toast {
  id: number;
  /** Whom it is about, before the text. */
  who?: string;
  text: string;
  kind: 'news' | 'problem';
  /** The conversation that a click opens. */
  opens?: string;
}

const SHOWN_MS = 6_000;
/** More at once would cover what they tell of. */
const MOST = 3;

/** Short news. They never take the focus and go by themselves. */
export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 1;

  constructor(private readonly clock: Clock) {}

  /** What a conversation said last replaces what it said before. */
  show(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
    const toast: Toast = { id: this.#next++, text, kind: 'news', ...more };
    if (toast.opens !== undefined) this.dismissAbout(toast.opens);
    this.list = [...this.list, toast].slice(-MOST);
    this.clock.after(SHOWN_MS, () => this.dismiss(toast.id));
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** The conversation is open: what was told of it is seen there. */
  dismissAbout(conversation: string): void {
    this.list = this.list.filter((toast) => toast.opens !== conversation);
  }
}
