import { expect, it } from 'vitest';
import type { Method } from '../../../src/registry/transport/http.ts';
import { type HostLimits, withLimits } from '../../../src/registry/transport/limits.ts';
import { createTransport, type FakeAnswer } from '../support.ts';

function limited(answer: () => FakeAnswer) {
  const limits: HostLimits = new Map();
  const transport = withLimits(createTransport(answer), limits);
  const send = (method: Method, host: string, path: string) =>
    transport.send({ method, url: new URL(`https://${host}/v2/a/${path}`) });
  return { limits, send };
}

const sizesOf = (limits: HostLimits) => Object.fromEntries([...limits].map(([key, { size }]) => [key, size]));

it.each([429, 503])('an answer of %d halves the limit of its host and kind alone', async (status) => {
  let next = 200;
  const { limits, send } = limited(() => ({ status: next }));
  await send('GET', 'a.test', 'manifests/1');
  await send('PUT', 'b.test', 'manifests/1');
  next = status;
  await send('PUT', 'a.test', 'manifests/1');
  expect(sizesOf(limits)).toEqual({ 'read a.test': 16, 'write b.test': 16, 'write a.test': 8 });
});

it('a failure changes nothing, and keeps no slot', async () => {
  const { limits, send } = limited(() => {
    throw new Error('reset');
  });
  for (let index = 0; index < 100; index++) await send('GET', 'a.test', 'tags/list').catch(() => undefined);
  expect(sizesOf(limits)).toEqual({ 'list a.test': 16 });
});

it('any other answer widens it soon, to as many as there may be connections', async () => {
  const { limits, send } = limited(() => ({ status: 404 }));
  for (let index = 0; index < 16; index++) await send('GET', 'a.test', 'tags/list');
  expect(sizesOf(limits)).toEqual({ 'list a.test': 32 });
  for (let index = 0; index < 100; index++) await send('GET', 'a.test', 'tags/list');
  expect(sizesOf(limits)).toEqual({ 'list a.test': 48 });
});
