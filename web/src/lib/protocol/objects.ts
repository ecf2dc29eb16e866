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
