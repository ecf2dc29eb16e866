import { words } from '../../messages';
import { Refused } from '../protocol/failures';
import { Code } from '../protocol/frames';
import type { Call } from '../protocol/objects';

/** What a call that is over says to who was in it. @param name Of the conversation, as it is shown. */
export function outcomeText(call: Call, name: string, me: string): string {
  switch (call.outcome) {
    case 'declined':
      return words.calls.declined(name);
    case 'no_answer':
      return words.calls.noAnswer(name);
    case 'busy':
      return words.calls.busy(name);
    default: {
      const length = words.calls.length(call.seconds ?? 0);
      const left = call.endedBy !== undefined && call.endedBy !== me;
      return left ? words.calls.hungUp(name, length) : words.calls.ended(length);
    }
  }
}

/** Why one did not come into it. */
export function refusalText(error: Error, name: string): string {
  if (error instanceof Refused && error.code === Code.busy) return words.calls.busy(name);
  if (error instanceof Refused && error.code === Code.answeredElsewhere) return words.calls.elsewhere;
  return words.failed(error.message);
}
