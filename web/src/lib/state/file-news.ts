import { words } from '../../messages';
import type { FileState } from '../protocol/objects';

/** Nothing of it is left on the server. */
export function isFreed(state: FileState): boolean {
  return state === 'declined' || state === 'cancelled' || state === 'failed';
}

/** What who offered a file is told of what the other did; undefined where there is nothing to tell. */
export function newsOf(state: FileState, other: string, name: string): string | undefined {
  switch (state) {
    case 'accepted':
    case 'declined':
    case 'arrived':
    case 'verified':
    case 'damaged':
    case 'failed':
      return words.files.news[state](other, name);
    default:
      return undefined;
  }
}
