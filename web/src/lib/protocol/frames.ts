import type {
  Author,
  Call,
  CallMedia,
  Conversation,
  DrawnLink,
  FileState,
  IceServer,
  Message,
  Person,
  SearchResult,
  ServerInfo,
  SharedFile,
} from './objects';

/** Every word of the WebSocket dialect, in one file: requests with the fields of their answers, events, and the codes the page acts on. */

interface Page {
  after?: string;
  limit?: number;
}

interface PeoplePage {
  people: Person[];
  next?: string;
}

/** What may bound a page of history: at most one of before, after and around. */
export interface HistoryBound {
  before?: number;
  after?: number;
  around?: number;
}

type Nothing = Record<never, never>;

interface InCall {
  call: string;
}

/** With which page, and what it sends. */
interface Entering extends Partial<CallMedia> {
  endpoint: string;
}

/** What one endpoint of a call says to another: a description, or a candidate (empty at the end of them). */
export type Signal =
  | { kind: 'offer' | 'answer'; sdp: string }
  | { kind: 'candidate'; candidate: string; mid?: string; line?: number; fragment?: string };

/** From an endpoint of the person. */
export type SignalEvent = {
  type: 'call.signal';
  call: string;
  from: string;
  endpoint: string;
  polite: boolean;
} & Signal;

/** type: [fields of the request, fields of the answer] */
export interface Requests {
  conversations: [Page, { conversations: Conversation[]; next?: string }];
  conversation: [{ conversation: string }, { conversation: Conversation }];
  people: [Page, PeoplePage];
  members: [Page & { conversation: string }, PeoplePage];
  find: [{ text: string }, { people: Person[]; rooms: Conversation[] }];
  history: [HistoryBound & { conversation: string; limit?: number }, { messages: Message[]; last: number }];
  send: [
    { conversation: string; clientId: string; text?: string; upload?: string },
    { message: Message; repeated?: boolean },
  ];
  delete: [{ conversation: string; number: number }, { message: Message }];
  changes: [
    { conversation: string; after: number; limit?: number },
    { messages: Message[]; changes: number },
  ];
  files: [{ conversation: string; before?: number; limit?: number }, { messages: Message[]; next?: string }];
  'file.set': [{ conversation: string; number: number; state: FileState }, { message: Message }];
  share: [Page, { files: SharedFile[]; next?: string }];
  read: [{ conversation: string; number: number }, Nothing];
  typing: [{ conversation: string }, Nothing];
  presence: [{ state: 'online' | 'away' }, Nothing];
  'room.create': [{ name: string; private?: boolean }, { conversation: Conversation }];
  'room.join': [{ conversation: string }, { conversation: Conversation }];
  'room.leave': [{ conversation: string }, Nothing];
  'room.invite': [{ conversation: string; person: string }, Nothing];
  'room.remove': [{ conversation: string; person: string }, Nothing];
  'direct.open': [{ person: string }, { conversation: Conversation }];
  'call.start': [Entering & { conversation: string }, { call: Call }];
  'call.accept': [Entering & InCall, { call: Call }];
  'call.decline': [InCall, Nothing];
  'call.join': [Entering & InCall, { call: Call }];
  'call.leave': [InCall, { call?: Call }];
  'call.resume': [Entering & InCall, { call: Call }];
  'call.media': [Partial<CallMedia> & InCall, { call: Call }];
  'call.signal': [InCall & { person: string; endpoint: string } & Signal, Nothing];
  'call.ice': [InCall, { iceServers: IceServer[]; expiresAt?: string }];
  search: [
    { text: string; conversation?: string; before?: string; limit?: number },
    { results: SearchResult[]; next?: string },
  ];
  'link.create': [Nothing, DrawnLink & { expiresAt: string }];
  invite: [Nothing, DrawnLink];
  ping: [Nothing, Nothing];
}

export type RequestType = keyof Requests;
export type Fields<T extends RequestType> = Requests[T][0];
export type Answer<T extends RequestType> = Requests[T][1];

export interface Welcome {
  type: 'welcome';
  person: Person;
  session: string;
  server: Pick<ServerInfo, 'id' | 'name' | 'version'>;
  time: string;
  limits: { text: number; name: number; file: number };
  /** In progress, the one that concerns oneself first. */
  calls?: Call[];
}

export interface Goodbye {
  type: 'goodbye';
  code: string;
  message: string;
  /** Seconds. */
  retryAfter?: number;
}

export type ChatEvent =
  | { type: 'message'; message: Message }
  | { type: 'changed'; message: Message }
  | { type: 'upload'; conversation: string; number: number; received: number }
  | { type: 'share' }
  | { type: 'conversation'; conversation: Conversation }
  | { type: 'conversation.gone'; conversation: string; reason: 'left' | 'removed' }
  | { type: 'members'; conversation: string; members: number }
  | { type: 'person'; person: Person; goodbye?: boolean }
  | { type: 'read'; conversation: string; number: number }
  | { type: 'typing'; conversation: string; person: Author }
  | { type: 'call'; call: Call }
  | SignalEvent;

export type ServerFrame =
  | Welcome
  | Goodbye
  | ChatEvent
  | { type: 'ok'; id: string }
  | { type: 'error'; id?: string; code: string; message: string };

/** The codes that the page does something about. All others are shown by their message. */
export const Code = {
  loggedOut: 'logged_out',
  notJoined: 'not_joined',
  nameTaken: 'name_taken',
  badCode: 'bad_code',
  badLink: 'bad_link',
  noSuchFile: 'no_such_file',
  fileGone: 'file_gone',
  checksumMismatch: 'checksum_mismatch',
  busy: 'busy',
  callFull: 'call_full',
  answeredElsewhere: 'answered_elsewhere',
  noSuchCall: 'no_such_call',
} as const;

/** What a later try can well cure; a refusal with any other code would be the same again. */
export const PASSING_CODES: ReadonlySet<string> = new Set([
  'rate_limited',
  'server_busy',
  'storage_failed',
  'going_away',
]);
