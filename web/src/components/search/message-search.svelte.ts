import { isFailure } from '../../lib/protocol/failures';
import type { SearchResult } from '../../lib/protocol/objects';
import type { Session } from '../../lib/state/session.svelte';

const PAGE = 30;

/** One search of messages: its words, and the results so far. */
export class MessageSearchState {
  query = $state('');
  /** Only in the conversation that is open. */
  here = $state(false);
  results = $state.raw<readonly SearchResult[]>([]);
  /** The words that the results are for. */
  searched = $state('');
  state = $state<'idle' | 'busy' | 'failed'>('idle');
  next = $state<string>();
  #latest = 0;

  constructor(private readonly session: Session) {}

  async run(): Promise<void> {
    await this.#ask(undefined);
  }

  async more(): Promise<void> {
    if (this.next !== undefined) await this.#ask(this.next);
  }

  clear(): void {
    this.#latest++;
    this.query = '';
    this.searched = '';
    this.results = [];
    this.next = undefined;
    this.state = 'idle';
  }

  async #ask(before: string | undefined): Promise<void> {
    const text = this.query.trim();
    if (text === '') return;
    const ask = ++this.#latest;
    this.state = 'busy';
    try {
      // Words typed since then have their own answer.
      const wanted = () => ask === this.#latest;
      const fields = {
        text,
        limit: PAGE,
        ...(this.here && { conversation: this.session.openId }),
        ...(before !== undefined && { before }),
      };
      const answer = await this.session.ask('search', fields, wanted);
      if (!answer || !wanted()) return;
      this.results = before === undefined ? answer.results : [...this.results, ...answer.results];
      this.next = answer.next;
      this.searched = text;
      this.state = 'idle';
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (ask === this.#latest) this.state = 'failed';
    }
  }
}
