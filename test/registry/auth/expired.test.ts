import { describe, expect, it } from 'vitest';
import { isSmall, isStaleToken, saysExpired } from '../../../src/registry/auth/auth.ts';
import type { Authorization } from '../../../src/registry/auth/login.ts';
import type { HttpRequest, HttpResponse } from '../../../src/registry/transport/http.ts';
import { answerOf, type FakeAnswer } from '../support.ts';

const REQUEST: HttpRequest = { method: 'GET', url: new URL('https://public.ecr.aws/v2/') };
const WORDS = '{"errors":[{"code":"DENIED","message":"Your authorization token has expired. Reauthenticate."}]}';

function answer(given: FakeAnswer): HttpResponse {
  return answerOf(REQUEST, given);
}

describe('a login has ended', () => {
  it.each([403, 400])('where an answer of %d says so', async (status) => {
    expect(await saysExpired(answer({ status, body: WORDS }))).toBe(true);
  });

  it.each<[string, FakeAnswer]>([
    ['answers otherwise', { status: 404, body: WORDS }],
    ['says something else', { status: 403, body: '{"errors":[{"code":"DENIED"}]}' }],
    ['says nothing', { status: 403 }],
    ['says it behind more than 64 KiB', { status: 403, body: ' '.repeat(64 * 1024) + WORDS }],
  ])('not where a registry %s', async (_, given) => {
    expect(await saysExpired(answer(given))).toBe(false);
  });

  it('not where the answer breaks off', async () => {
    const next = () => Promise.reject(new Error('the connection broke'));
    const body: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => ({ next }) };
    expect(await saysExpired({ ...answer({ status: 403 }), body })).toBe(false);
  });
});

describe('a token is worn', () => {
  const TOKEN = { kind: 'header', value: 'Bearer t', credential: { kind: 'anonymous' }, renewAt: 300_000 } as const;

  it.each<[string, FakeAnswer, Authorization, boolean]>([
    ['after a minute, where a registry answers 400', { status: 400 }, { ...TOKEN, fetchedAt: 0 }, true],
    ['not sooner', { status: 400 }, { ...TOKEN, fetchedAt: 1 }, false],
    ['not by another answer', { status: 403 }, { ...TOKEN, fetchedAt: 0 }, false],
    ['not where it was not fetched', { status: 400 }, TOKEN, false],
    ['not where there is none', { status: 400 }, { kind: 'open' }, false],
  ])('%s', (_, given, access, expected) => {
    expect(isStaleToken(answer(given), access, 60_000)).toBe(expected);
  });
});

it('a request is small where its body is no stream', () => {
  async function* source() {}
  expect(isSmall(REQUEST)).toBe(true);
  expect(isSmall({ ...REQUEST, body: Buffer.from('{}') })).toBe(true);
  expect(isSmall({ ...REQUEST, body: { source, length: 0 } })).toBe(false);
});
