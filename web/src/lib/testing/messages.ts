import type { Message } from '../protocol/objects';

export function message(number: number, more: Partial<Message> = {}): Message {
  return {
    conversation: 'lobby',
    number,
    author: { id: 'bob', name: 'bob', guest: false },
    text: `message ${number}`,
    time: new Date(Date.UTC(2026, 10, 22, 9, 0, number)).toISOString(),
    ...more,
  };
}

/** The messages from one number to another, both included. */
export function messages(from: number, to: number): Message[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => message(from + i));
}
