import type { Clock } from '../clock';

export interface Toast {
  id: number;
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

  show(text: string, more: Partial<Pick<Toast, 'kind' | 'opens'>> = {}): void {
    const toast: Toast = { id: this.#next++, text, kind: 'news', ...more };
    this.list = [...this.list, toast].slice(-MOST);
    this.clock.after(SHOWN_MS, () => this.dismiss(toast.id));
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}
