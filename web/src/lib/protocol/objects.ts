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
  text: string;
  time: string;
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
