import { createContext } from 'svelte';

/** A message that the log should open at, instead of where it would. */
export class Jump {
  conversation = $state<string>();
  number = $state<number>();

  to(conversation: string, number: number): void {
    this.conversation = conversation;
    this.number = number;
  }

  /** The number, once, if it is for this conversation. */
  take(conversation: string): number | undefined {
    if (this.conversation !== conversation) return undefined;
    const { number } = this;
    this.conversation = undefined;
    this.number = undefined;
    return number;
  }
}

export const [useJump, provideJump] = createContext<Jump>();
