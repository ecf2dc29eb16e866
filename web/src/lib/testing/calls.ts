import type { Call, Participant } from '../protocol/objects';

export function participant(name: string, more: Partial<Participant> = {}): Participant {
  return {
    person: { id: name, name, guest: false },
    endpoint: `${name}-page`,
    muted: false,
    camera: true,
    screen: false,
    away: false,
    ...more,
  };
}

export function call(more: Partial<Call> = {}): Call {
  return {
    id: 'call',
    conversation: 'direct',
    state: 'active',
    by: { id: 'alice', name: 'alice', guest: false },
    video: true,
    startedAt: '2026-11-22T09:30:00.000Z',
    answeredAt: '2026-11-22T09:30:05.000Z',
    participants: [participant('alice'), participant('bob')],
    limits: { video: 6, sound: 10 },
    free: { video: 4, sound: 8 },
    ...more,
  };
}
