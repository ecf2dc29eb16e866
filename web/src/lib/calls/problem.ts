import { words } from '../../messages';
import { visible } from '../text/controls';
import type { DeviceKind, MediaProblem } from './media';

/** As much of a call as says why something of it does not work. */
export interface CallState {
  hasRelay: boolean;
  peers: Iterable<{
    state: string;
    /** The relay has given this side a place. */
    relayed: boolean;
    relayRefused: boolean;
    about: { person: { name: string } };
  }>;
  media: {
    microphone?: unknown;
    camera?: unknown;
    problems: Partial<Record<DeviceKind, MediaProblem>>;
  };
}

export interface CallProblem {
  text: string;
  /** Who cannot be reached, where that is what matters. */
  isUnreachable: boolean;
  /** One can do something about it. */
  canTryAgain: boolean;
}

/** The one that matters most, in words; undefined where all is well. @param offline The server is away. */
export function callProblem(call: CallState, offline: boolean): CallProblem | undefined {
  const unreachable = [...call.peers].find(({ state }) => state === 'unreachable');
  if (unreachable) {
    const name = visible(unreachable.about.person.name);
    const text = `${words.calls.unreachable(name)} ${noWay(call.hasRelay, unreachable)}`;
    return { text, isUnreachable: true, canTryAgain: true };
  }
  if (offline) return { text: words.calls.serverAway, isUnreachable: false, canTryAgain: false };
  const text = missing(call.media);
  return text === undefined ? undefined : { text, isUnreachable: false, canTryAgain: true };
}

function noWay(hasRelay: boolean, { relayed, relayRefused }: { relayed: boolean; relayRefused: boolean }) {
  const { noRelay, noRoute, relayRefused: refused, relaySilent } = words.calls;
  if (!hasRelay) return noRelay;
  if (relayed) return noRoute;
  return relayRefused ? refused : relaySilent;
}

function missing({ microphone, camera, problems }: CallState['media']): string | undefined {
  const { problem } = words.calls;
  const silent = microphone ? undefined : problems.microphone;
  const unseen = camera ? undefined : problems.camera;
  if (silent) return unseen ? problem.both[silent] : problem.microphone[silent];
  return unseen && problem.camera[unseen];
}
