const CONVERSATION = '/c/';

/** The address bar. Each conversation has an address; everything else of it belongs to the way in (see `entry.ts`). */
export class Router {
  /** Undefined on a phone's list of conversations, which has the address "/". */
  conversation = $state<string>();

  constructor() {
    this.#read();
    addEventListener('popstate', () => this.#read());
  }

  open(conversation: string): void {
    if (conversation === this.conversation) return;
    history.pushState(null, '', hrefOf(conversation));
    this.#read();
  }

  /** Without a step to go back to. */
  replace(conversation: string): void {
    history.replaceState(null, '', hrefOf(conversation));
    this.#read();
  }

  openList(): void {
    history.pushState(null, '', '/');
    this.#read();
  }

  #read(): void {
    this.conversation = idOf(location.pathname);
  }
}

function idOf(path: string): string | undefined {
  if (!path.startsWith(CONVERSATION)) return undefined;
  try {
    return decodeURIComponent(path.slice(CONVERSATION.length));
  } catch {
    // Somebody typed a broken address.
    return undefined;
  }
}

export function hrefOf(conversation: string): string {
  return CONVERSATION + encodeURIComponent(conversation);
}
