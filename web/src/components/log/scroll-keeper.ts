/** The first row in view, and where it stood. */
interface Anchor {
  element: Element;
  top: number;
}

const ROW = '[data-row]';
/** The message that is jumped to keeps what was said before it in view. */
const CONTEXT = 0.25;

/** Keeps what is being read in its place while rows come and go around it, or keeps the end in view while one reads there. */
export class ScrollKeeper {
  /** The reader is at the end, and stays there. */
  pinned = true;
  #anchor: Anchor | undefined;

  constructor(private readonly scroller: HTMLElement) {}

  get distanceToEnd(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  toEnd(): void {
    this.pinned = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  showNumber(number: number): void {
    const row = this.scroller.querySelector(`[data-row="${number}"]`);
    if (row) this.#show(row);
  }

  /** False when there is no such line. */
  showNewLine(): boolean {
    const line = this.scroller.querySelector('[data-new]');
    if (line) this.#show(line);
    return line !== null;
  }

  /** Call before the rows change. */
  remember(): void {
    const edge = this.scroller.getBoundingClientRect().top;
    this.#anchor = undefined;
    if (this.pinned) return;
    for (const element of this.scroller.querySelectorAll(ROW)) {
      const { top, bottom } = element.getBoundingClientRect();
      if (bottom <= edge) continue;
      this.#anchor = { element, top };
      return;
    }
  }

  /** Call after they did. */
  restore(): void {
    if (this.pinned) this.toEnd();
    else if (this.#anchor?.element.isConnected) {
      this.scroller.scrollTop += this.#anchor.element.getBoundingClientRect().top - this.#anchor.top;
    }
  }

  /** The composer grew, a keyboard came, a font arrived. */
  resized(): void {
    if (this.pinned) this.toEnd();
  }

  #show(element: Element): void {
    this.pinned = false;
    const { top } = element.getBoundingClientRect();
    const edge = this.scroller.getBoundingClientRect().top;
    this.scroller.scrollTop += top - edge - this.scroller.clientHeight * CONTEXT;
  }
}
