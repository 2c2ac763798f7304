import { expect, it } from 'vitest';
import { isDeeperThan } from '../../../src/registry/credentials/docker-config.ts';

function isDeep(text: string, limit: number): boolean {
  return isDeeperThan(Buffer.from(text), limit);
}

it.each([
  ['{}', 1],
  ['{"a":{"b":[1]}}', 3],
  ['[[],[],{}]', 2],
  ['{"a":"[[[[{{{{"}', 1],
  [String.raw`{"a":"\"[[[["}`, 1],
  [String.raw`{"a":"\\\"[[[["}`, 1],
  ['{"ä":"…["}', 1],
  ['"', 0],
  ['', 0],
  [']]]][[', 2],
])('%s is no deeper than %d', (text, limit) => {
  expect(isDeep(text, limit)).toBe(false);
});

it.each([
  ['{}', 0],
  ['{"a":{"b":[1]}}', 2],
  [String.raw`{"a":"\\","b":[[1]]}`, 2],
  [String.raw`{"a":"\\\\","b":[[1]]}`, 2],
  ['{"a":"","b":[[1]]}', 2],
])('%s is deeper than %d', (text, limit) => {
  expect(isDeep(text, limit)).toBe(true);
});
