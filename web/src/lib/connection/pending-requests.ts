import { ConnectionLost, Refused } from '../protocol/failures';
import type { ServerFrame } from '../protocol/frames';

interface Waiting {
  resolve(answer: unknown): void;
  reject(reason: Error): void;
}

/** Requests of one connection that wait for the answer with their id. */
export class PendingRequests {
  #next = 1;
  readonly #waiting = new Map<string, Waiting>();

  get size(): number {
    return this.#waiting.size;
  }

  add<T>(): { id: string; answer: Promise<T> } {
    const id = String(this.#next++);
    const answer = new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
    });
    return { id, answer };
  }

  settle(frame: Extract<ServerFrame, { type: 'ok' | 'error' }>): void {
    const waiting = frame.id === undefined ? undefined : this.#waiting.get(frame.id);
    if (!waiting || frame.id === undefined) return;
    this.#waiting.delete(frame.id);
    if (frame.type === 'ok') waiting.resolve(frame);
    else waiting.reject(new Refused(frame.code, frame.message));
  }

  failAll(): void {
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of lost) waiting.reject(new ConnectionLost());
  }
}
