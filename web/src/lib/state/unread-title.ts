import { words } from '../../messages';

/** The title of the tab: "(3) ChatBox". */
export function unreadTitle(unread: number): string {
  return unread > 0 ? `(${unread}) ${words.product}` : words.product;
}
