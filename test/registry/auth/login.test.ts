import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../../src/registry/auth/challenge.ts';
import type { AuthOptions } from '../../../src/registry/auth/login.ts';
import { createLogin, OPEN } from '../../../src/registry/auth/login.ts';
import type { Credential } from '../../../src/registry/credentials/credential.ts';
import { createTransport } from '../support.ts';

const OLD: Credential = { kind: 'basic', username: 'alice', password: 'old' };
const NEW: Credential = { kind: 'basic', username: 'alice', password: 'new' };
const [BASIC] = parseChallenges('Basic realm="r"');
const [STRANGER] = parseChallenges('Bearer realm="https://tokens.example.net/token",service="s"');

function loggingIn(options: Partial<AuthOptions> = {}) {
  const warnings: string[] = [];
  const transport = createTransport(() => ({ body: '{"token":"a-long-token"}' }));
  const login = createLogin(transport, {
    registry: new URL('https://registry.example.com/v2/'),
    credential: OLD,
    scopes: [],
    maskSecret: () => undefined,
    now: () => 0,
    warn: (sentence) => void warnings.push(sentence),
    ...options,
  });
  return { login, warnings, transport };
}

describe('a credential that was refused', () => {
  it('is not looked for again where another request has found it anew', async () => {
    let reads = 0;
    const { login } = loggingIn({
      async reread() {
        reads++;
        return NEW;
      },
    });
    expect(await login.replace(OLD)).toBe(true);
    expect(login.credential).toBe(NEW);
    expect(await login.replace(OLD)).toBe(true);
    expect(reads).toBe(1);
  });

  it('stays where there is nothing else to be found', async () => {
    const { login } = loggingIn();
    expect(await login.replace(OLD)).toBe(false);
    expect(login.credential).toBe(OLD);
  });

  it('is refused at once where a registry offers no way in', async () => {
    const { login, transport } = loggingIn();
    await expect(login.fetch(undefined, [], OPEN)).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
    expect(transport.requests).toEqual([]);
  });

  it.each<Credential>([{ kind: 'anonymous' }, { kind: 'identity-token', token: 'refresh' }])(
    'as $kind is nothing for a registry that takes passwords alone',
    async (credential) => {
      const { login, transport } = loggingIn({ credential });
      await expect(login.fetch(BASIC, [], OPEN)).rejects.toMatchObject({ code: 'unauthorized' });
      expect(transport.requests).toEqual([]);
    },
  );
});

it('a token server that does not get the credentials is warned of once in a run', async () => {
  const { login, warnings, transport } = loggingIn();
  await login.fetch(STRANGER, ['repository:d/app:pull'], OPEN);
  await login.fetch(STRANGER, ['repository:p/app:pull'], OPEN);
  expect(transport.requests.map(({ headers }) => headers)).toEqual([undefined, undefined]);
  expect(warnings).toEqual([
    expect.stringContaining(
      'The credentials for registry "registry.example.com" are not sent to its token server "tokens.example.net"',
    ),
  ]);
});
