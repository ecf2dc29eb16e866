import { createContext } from 'svelte';
import type { Session } from '../../lib/state/session.svelte';

/** The session of the chat page, for everything on it. */
export const [useSession, provideSession] = createContext<Session>();
