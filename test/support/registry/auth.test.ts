import { describe, expect, it } from 'vitest';
import { basicAuthorization } from '../authorization.ts';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { pushImage } from '../image/push-image.ts';
import { startRegistry } from './registry.ts';

const auth = { kind: 'basic', users: { alice: 'se:cret' } } as const;
const ALICE = basicAuthorization({ username: 'alice', password: 'se:cret' });

describe('basic authentication', () => {
  it('lets a user do everything', async () => {
    await using registry = await startRegistry({ auth });
    await pushImage(registry.host, 'a', buildImage(), ['1'], { authorization: ALICE });
    expect(registry.tags('a').size).toBe(1);
    expect(registry.log.every(({ hasAuthorization }) => hasAuthorization)).toBe(true);
  });

  it.each([
    ['nobody', undefined],
    ['a wrong password', basicAuthorization({ username: 'alice', password: 'other' })],
    ['an unknown user', basicAuthorization({ username: 'bob', password: 'se:cret' })],
    ['a name that every object has', basicAuthorization({ username: 'constructor', password: '' })],
    ['another scheme', ALICE.replace('Basic', 'Bearer')],
    ['no colon', `Basic ${Buffer.from('alice').toString('base64')}`],
  ])('refuses %s with a challenge', async (_, authorization) => {
    await using registry = await startRegistry({ auth });
    const headers = authorization === undefined ? {} : { Authorization: authorization };
    for (const path of ['/v2/', '/v2/a/tags/list']) {
      const answer = await call(registry.host, { path, headers });
      expect([answer.status, answer.codes]).toEqual([401, ['UNAUTHORIZED']]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
    }
  });

  it('has no token endpoint', async () => {
    await using registry = await startRegistry({ auth });
    expect((await call(registry.host, { path: '/token', headers: { Authorization: ALICE } })).status).toBe(404);
  });
});
