/** The objects of docs/protocol.md, as the server writes them. Unknown fields are ignored, so none of these is exhaustive. */

export type Presence = 'online' | 'away' | 'offline';

export interface Person {
  id: string;
  name: string;
  presence: Presence;
  /** Came by the text door, without an account of its own. */
  guest: boolean;
  /** Logged out for good: the name is free. */
  gone?: boolean;
}

export interface Author {
  id: string;
  name: string;
  guest: boolean;
}

export interface Message {
  conversation: string;
  /** 1, 2, 3, ... in its conversation, without a gap. */
  number: number;
  author: Author;
  /** Absent where the door has none, as for lines of the text door. */
  clientId?: string;
  /** The caption, or nothing, where it has a file; nothing where it was deleted. */
  text: string;
  time: string;
  file?: FileObject;
  deleted?: boolean;
  /** The line that a call has left. */
  call?: CallLine;
  /** The number of its newest change in its conversation. */
  change?: number;
}

/** docs/protocol.md, "Files", has who may take which step. */
export type FileState =
  | 'unsent'
  | 'there'
  | 'offered'
  | 'accepted'
  | 'declined'
  | 'cancelled'
  | 'arrived'
  | 'verified'
  | 'damaged'
  | 'failed';

export interface FileObject {
  id: string;
  name: string;
  /** Bytes; absent while the sender does not know it. */
  size?: number;
  type: string;
  state: FileState;
  /** The server has all of it and has checked it. */
  ready: boolean;
  /** Bytes that are there, while it is not ready. */
  received?: number;
  sha256?: string;
  width?: number;
  height?: number;
  thumbnail?: boolean;
}

/** A file of the directory that the host shares. */
export interface SharedFile {
  path: string;
  size: number;
  modified: string;
  sha256?: string;
}

export type ConversationKind = 'lobby' | 'room' | 'direct';

export interface Conversation {
  id: string;
  kind: ConversationKind;
  name: string;
  private?: boolean;
  members: number;
  maker?: string;
  joined: boolean;
  /** Absent, with read and lastMessage, for a public room that one has not joined. */
  last?: number;
  read?: number;
  /** Its text is cut to 200 characters. */
  lastMessage?: Message;
  /** The number of the newest change of a message that was there already. */
  changes?: number;
  /** The other one, in a direct conversation. */
  person?: Person;
  /** In progress. */
  call?: Call;
}

export type CallOutcome = 'answered' | 'no_answer' | 'declined' | 'busy' | 'cancelled';

/** What is left of a call in the history. */
export interface CallLine {
  id: string;
  outcome: CallOutcome;
  /** The person who called, or began it. */
  by: string;
  video: boolean;
  seconds: number;
  people: number;
}

/** What somebody in a call sends; for showing, the tracks are the truth. */
export interface CallMedia {
  muted: boolean;
  camera: boolean;
  screen: boolean;
}

export interface Participant extends CallMedia {
  person: Author;
  /** Which of the person's pages sends and receives. */
  endpoint: string;
  /** The server has lost the connection; the media may flow on. */
  away: boolean;
}

export interface Places {
  video: number;
  sound: number;
}

/** docs/calls.md has its life. */
export interface Call {
  id: string;
  conversation: string;
  state: 'ringing' | 'active' | 'ended';
  by: Author;
  /** Begun with the camera on. */
  video: boolean;
  startedAt: string;
  ringsUntil?: string;
  answeredAt?: string;
  /** In the order in which their endpoints came. */
  participants: Participant[];
  limits: Places;
  free: Places;
  outcome?: CallOutcome;
  seconds?: number;
  /** The person who hung up or declined. */
  endedBy?: string;
}

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

export interface SearchResult {
  message: Message;
  conversationName: string;
}

/** A link with its QR code as rows of 0 and 1, without the quiet zone. */
export interface DrawnLink {
  url: string;
  qr: string[];
}

export interface ServerInfo {
  id: string;
  name: string;
  version: string;
  codeRequired: boolean;
  /** Who this browser is here, by its cookie. */
  me?: { id: string; name: string };
  /** Whom it may come back as, within ten minutes of the log-out. */
  comeBackAs?: string;
}

export const LOBBY = 'lobby';
