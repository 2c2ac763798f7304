import { describe, expect, it } from 'vitest';
import type { AuthOptions } from './auth-options.ts';
import { callAs } from './plain-client.ts';
import { startRegistry } from './registry.ts';

const USER = { username: 'alice', password: 'secret' };
const users = { alice: 'secret' };

describe('the plain client', () => {
  it.each<[string, AuthOptions | undefined]>([
    ['nobody guards', undefined],
    ['Basic guards', { kind: 'basic', users }],
    ['a token guards', { kind: 'bearer', users }],
    ['a token of another host guards', { kind: 'bearer', users, host: 'other', field: 'access_token' }],
  ])('gets in where %s', async (_, auth) => {
    await using registry = await startRegistry(auth === undefined ? {} : { auth });
    expect((await callAs(USER, registry.host, { path: '/v2/a/tags/list' })).codes).toEqual(['NAME_UNKNOWN']);
  });

  it('takes Bearer where Basic stands before it, and asks again where it asked too often', async () => {
    const auth = { kind: 'bearer', users, orBasic: true } as const;
    await using registry = await startRegistry({ auth, rateLimit: { every: 2 } });
    expect((await callAs(USER, registry.host, { path: '/v2/a/tags/list' })).codes).toEqual(['NAME_UNKNOWN']);
    expect(registry.log.some(({ path }) => path.startsWith('/token?'))).toBe(true);
  });

  it('stays out with a wrong password', async () => {
    await using registry = await startRegistry({ auth: { kind: 'basic', users } });
    const wrong = { ...USER, password: 'other' };
    expect((await callAs(wrong, registry.host, { path: '/v2/' })).status).toBe(401);
  });
});
