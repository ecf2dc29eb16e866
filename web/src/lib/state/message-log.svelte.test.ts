import { beforeEach, describe, expect, test } from 'vitest';
import { message, messages } from '../testing/messages';
import { MessageLog, WINDOW } from './message-log.svelte';

let log: MessageLog;
const numbers = () => [log.first, log.end];

beforeEach(() => {
  log = new MessageLog();
  log.show(messages(51, 100), 100);
});

test('a message that follows is taken in', () => {
  expect(log.receive(message(101))).toBe(true);
  expect(numbers()).toEqual([51, 101]);
});

test('a message that is there already changes nothing', () => {
  const before = log.messages;
  expect(log.receive(message(100))).toBe(true);
  expect(log.messages).toBe(before);
});

test('a message after a gap is not taken in but told of', () => {
  expect(log.receive(message(103))).toBe(false);
  expect(numbers()).toEqual([51, 100]);
  expect(log.hasNewer).toBe(true);
});

test('nothing is missing when older messages are shown on purpose', () => {
  log.show(messages(1, 50), 100);
  expect(log.receive(message(101))).toBe(true);
  expect(numbers()).toEqual([1, 50]);
  expect(log.last).toBe(101);
});

describe('the window', () => {
  test('never holds more than it may, and drops at the far end', () => {
    log.show(messages(301, 600), 600);
    log.prepend(messages(251, 300));
    expect(numbers()).toEqual([251, 550]);
    expect(log.hasNewer).toBe(true);

    log.append(messages(551, 600), 600);
    expect(numbers()).toEqual([301, 600]);
    expect(log.messages).toHaveLength(WINDOW);
  });

  test('follows the newest message while one reads there', () => {
    log.show(messages(1, WINDOW), WINDOW);
    log.receive(message(WINDOW + 1));
    expect(numbers()).toEqual([2, WINDOW + 1]);
  });

  test('stays with what is read above, when it is full', () => {
    log.show(messages(1, WINDOW), WINDOW);
    log.following = false;
    log.receive(message(WINDOW + 1));
    expect(numbers()).toEqual([1, WINDOW]);
    expect(log.hasNewer).toBe(true);
  });
});

describe('pages', () => {
  test('may overlap with what is there', () => {
    log.prepend(messages(31, 60));
    log.append(messages(90, 110), 110);
    expect(numbers()).toEqual([31, 110]);
    expect(log.messages).toHaveLength(80);
  });

  test('that do not join on are left out', () => {
    log.prepend(messages(1, 20));
    log.append(messages(120, 130), 130);
    expect(numbers()).toEqual([51, 100]);
  });
});
