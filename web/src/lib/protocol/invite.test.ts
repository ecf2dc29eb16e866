import { expect, test } from 'vitest';
import { hasSetup, isOnlyHere } from './invite';

test.each([
  ['http://localhost:5080/join', true, false],
  ['https://127.0.0.1:5443/join#code', true, false],
  ['http://[::1]:5080/', true, false],
  ['http://192.168.1.20:5080/join', false, false],
  ['https://192.168.1.20:5443/join#code.pin', false, true],
  ['https://192.168.1.20:5443/join#.pin', false, true],
  ['https://chat.example/join#code', false, false],
])('%s', (url, onlyHere, setup) => {
  expect(isOnlyHere(url)).toBe(onlyHere);
  expect(hasSetup(url)).toBe(setup);
});
