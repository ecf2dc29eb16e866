import { beforeEach, expect, test } from 'vitest';
import { memoryStorage } from '../browser/storage';
import { readEntry } from './entry';

let session = memoryStorage();
const openAt = (address: string) => {
  history.replaceState(null, '', address);
  return readEntry(session);
};

beforeEach(() => {
  session = memoryStorage();
});

test('the code stands before the dot, and leaves the address bar', () => {
  expect(openAt('/join#CODE.FINGERPRINT')).toEqual({ code: 'CODE' });
  expect(location.hash).toBe('');
  expect(location.pathname).toBe('/join');
});

test('the code may stand alone', () => {
  expect(openAt('/join#CODE')).toEqual({ code: 'CODE' });
});

test('the code is remembered for this tab, so a reload needs no link', () => {
  openAt('/join#CODE.FINGERPRINT');
  expect(openAt('/')).toEqual({ code: 'CODE' });
});

test('a link for another device is not kept anywhere', () => {
  expect(openAt('/link#SECRET')).toEqual({ deviceLink: 'SECRET' });
  expect(openAt('/link#SECRET.FINGERPRINT')).toEqual({ deviceLink: 'SECRET' });
  expect(location.hash).toBe('');
  expect(openAt('/link')).toEqual({});
});
