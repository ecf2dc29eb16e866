import { expect, test } from 'vitest';
import { unreadTitle } from './unread-title';

test('the title counts what is unread', () => {
  expect(unreadTitle(0)).toBe('ChatBox');
  expect(unreadTitle(3)).toBe('(3) ChatBox');
});
