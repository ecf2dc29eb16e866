import type { Socket } from '../connection/connection';
import type { Answer, ChatEvent, Goodbye, RequestType } from '../protocol/frames';

export interface SentFrame {
  type: string;
  id: string;
  [field: string]: unknown;
}

/** The server's side of a connection, in the hands of a test. */
export class FakeSocket implements Socket {
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  readonly sent: SentFrame[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as SentFrame);
  }

  close(): void {
    this.closed = true;
  }

  welcome(): void {
    this.push({
      type: 'welcome',
      person: { id: 'me', name: 'alice', presence: 'online', guest: false },
      session: 's1',
      server: { id: 'server', name: 'Lab', version: '1' },
      time: '2026-11-22T09:30:00.000Z',
      limits: { text: 8000, name: 32, file: 1_000_000_000 },
    });
  }

  event(event: ChatEvent | Goodbye): void {
    this.push(event);
  }

  /** Answers the oldest request of that type which has no answer yet. */
  answer<T extends RequestType>(type: T, answer: Answer<T>): void {
    this.push({ ...answer, type: 'ok', id: this.#take(type).id });
  }

  refuse(type: RequestType, code: string): void {
    this.push({ type: 'error', id: this.#take(type).id, code, message: `refused: ${code}` });
  }

  /** The requests of that type which have no answer yet. */
  waiting(type: RequestType): SentFrame[] {
    return this.sent.filter((frame) => frame.type === type);
  }

  end(): void {
    this.onclose?.(new CloseEvent('close'));
  }

  #take(type: RequestType): SentFrame {
    const at = this.sent.findIndex((frame) => frame.type === type);
    const [frame] = at < 0 ? [] : this.sent.splice(at, 1);
    if (!frame)
      throw new Error(`Nobody asked for ${type}; asked was: ${this.sent.map((f) => f.type).join(', ')}`);
    return frame;
  }

  push(frame: object): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }
}
