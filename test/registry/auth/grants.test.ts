import { expect, it } from 'vitest';
import type { Authorization } from '../../../src/registry/auth/login.ts';
import { createTokenSource } from '../../../src/registry/auth/login.ts';

function tokenUntil(renewAt: number): Authorization {
  return { kind: 'header', value: `Bearer ${renewAt}`, renewAt, credential: { kind: 'anonymous' } };
}

it('a grant is fetched once for all that wait, and who comes meanwhile waits too', async () => {
  let fetched = 0;
  let give: (authorization: Authorization) => void = () => undefined;
  const grant = createTokenSource(() => {
    fetched += 1;
    return new Promise((resolve) => {
      give = resolve;
    });
  });
  const waiting = [grant.renew(), grant.renew(), grant.ready(0)];
  const token = tokenUntil(100);
  give(token);
  expect(await Promise.all(waiting)).toEqual([token, token, token]);
  expect(grant.authorization).toBe(token);
  expect(fetched).toBe(1);
});

it('a grant is renewed from the moment on in which it says so, and not before', async () => {
  let fetched = 0;
  const grant = createTokenSource(async () => tokenUntil(100 * ++fetched), tokenUntil(50));
  expect(await grant.ready(49)).toEqual(tokenUntil(50));
  expect(fetched).toBe(0);
  expect(await grant.ready(50)).toEqual(tokenUntil(100));
  expect(await grant.ready(99)).toEqual(tokenUntil(100));
  expect(fetched).toBe(1);
});

it('a grant that could not be fetched is fetched again by the next who asks', async () => {
  let fetched = 0;
  const grant = createTokenSource(async () => {
    fetched += 1;
    if (fetched === 1) throw new Error('not today');
    return tokenUntil(100);
  });
  await expect(grant.renew()).rejects.toThrow('not today');
  expect(await grant.ready(0)).toEqual({ kind: 'open' });
  expect(await grant.renew()).toEqual(tokenUntil(100));
});
