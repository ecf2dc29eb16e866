import type { Call, Participant } from '../protocol/objects';

/** Somebody else in the call, and whether this page makes the first offer to them. */
export interface Other {
  about: Participant;
  offers: boolean;
}

/** The participant that is this page; undefined where it is not, or not any more, in the call. */
export function mine(call: Call, endpoint: string): Participant | undefined {
  return call.participants.find((one) => one.endpoint === endpoint);
}

/** Whoever stands later makes the first offer to everybody who stands before. */
export function others(call: Call, endpoint: string): Other[] {
  const place = call.participants.findIndex((one) => one.endpoint === endpoint);
  if (place < 0) return [];
  return call.participants
    .map((about, index) => ({ about, offers: index < place }))
    .filter((_, index) => index !== place);
}

/** One and the same connection for as long as this is the same. */
export function keyOf({ person, endpoint }: Pick<Participant, 'person' | 'endpoint'>): string {
  return `${person.id} ${endpoint}`;
}
