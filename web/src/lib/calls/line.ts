import { words } from '../../messages';
import type { CallLine } from '../protocol/objects';

export interface CallLineWords {
  text: string;
  /** Somebody called and was not reached. */
  missed: boolean;
}

/** What the line of a call in the history says to the person who reads it. */
export function callLine({ outcome, by, seconds, people, video }: CallLine, me: string): CallLineWords {
  const { line } = words.calls;
  if (outcome === 'answered') {
    const length = words.calls.length(seconds);
    return {
      text: people > 2 ? line.endedOf(video, length, people) : line.ended(video, length),
      missed: false,
    };
  }
  if (by === me) return { text: line.mine[outcome], missed: false };
  if (outcome === 'declined') return { text: line.declined, missed: false };
  return { text: line.missed(video), missed: true };
}
