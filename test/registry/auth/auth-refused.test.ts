import { describe, expect, it } from 'vitest';
import { withAuth } from '../../../src/registry/auth/auth.ts';
import type { AuthOptions } from '../../../src/registry/auth/login.ts';
import type { Credential } from '../../../src/registry/credentials/credential.ts';
import { formatBasic } from '../../../src/registry/credentials/credential.ts';
import type { HttpRequest } from '../../../src/registry/transport/http.ts';
import { createClock, createTransport, type FakeAnswer, type FakeClock } from '../support.ts';

const REGISTRY = new URL('https://registry.example.com/v2/');
const ALICE: Credential = { kind: 'basic', username: 'alice', password: 'secret' };
const FRESH: Credential = { kind: 'basic', username: 'alice', password: 'fresh' };
const ANONYMOUS: Credential = { kind: 'anonymous' };
const [OLD_HEADER, FRESH_HEADER] = [formatBasic('alice', 'secret'), formatBasic('alice', 'fresh')];
const SCOPES = ['repository:p/app:pull,push', 'repository:d/app:pull'];

const EXPIRED: FakeAnswer = {
  status: 403,
  body: 'Your authorization token has expired. Reauthenticate and try again.',
};
const BASIC: FakeAnswer = { status: 401, headers: { 'www-authenticate': 'Basic realm="r"' } };
const BEARER: FakeAnswer = { status: 401, headers: { 'www-authenticate': 'Bearer realm="/token",service="s"' } };
const SHORT: FakeAnswer = {
  status: 401,
  headers: {
    'www-authenticate': 'Bearer realm="/token",scope="repository:p/app:pull,push",error="insufficient_scope"',
  },
};

/** A request as the registry's API sees it: what lets it in, its path, and how many came before it. */
interface Seen {
  readonly given: string | undefined;
  readonly path: string;
  readonly index: number;
}

/** A chain over a function that answers what is no token request; tokens are counted, and what was sent is kept. */
function chained(
  answer: (seen: Seen) => FakeAnswer | Promise<FakeAnswer>,
  options: Partial<AuthOptions> & { readonly clock?: FakeClock; readonly tokenAnswer?: FakeAnswer } = {},
) {
  const { clock = createClock(), tokenAnswer, ...auth } = options;
  const [scopes, sent, warnings]: [string[], (string | undefined)[], string[]] = [[], [], []];
  let rereads = 0;
  const transport = createTransport(({ url, headers }) => {
    const given = headers?.['authorization'];
    if (url.pathname !== '/token') {
      sent.push(given);
      return answer({ given, path: url.pathname, index: sent.length - 1 });
    }
    scopes.push(url.searchParams.getAll('scope').join(' '));
    return tokenAnswer ?? { body: JSON.stringify({ token: `token-${scopes.length}`, expires_in: 3600 }) };
  });
  const { reread } = options;
  const chain = withAuth(transport, {
    ...{ registry: REGISTRY, credential: ALICE, scopes: SCOPES, maskSecret: () => undefined, now: clock.now },
    warn: (sentence) => void warnings.push(sentence),
    ...auth,
    reread:
      reread &&
      (() => {
        rereads += 1;
        return reread();
      }),
  });
  const send = (path = '/v2/d/app/manifests/1', more: Partial<HttpRequest> = {}) =>
    chain.send({ method: 'GET', url: new URL(path, REGISTRY), ...more });
  return { send, sent, scopes, warnings, clock, rereads: () => rereads };
}

/** Makes a gate that answers may wait at. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('nobody', () => {
  it.each<readonly [string, Credential]>([
    ['without credentials', ANONYMOUS],
    ['with an identity token', { kind: 'identity-token', token: 'canary' }],
  ])('%s logs in where passwords are wanted', async (_, credential) => {
    const { send, sent } = chained(() => BASIC, { credential });
    await expect(send()).rejects.toThrow('Cannot log in to registry');
    expect(sent).toEqual([undefined]);
  });

  it('sends a password that does not exist where others sent theirs', async () => {
    const { send, sent } = chained(() => ({}), { credential: ANONYMOUS, basicOrigins: new Set([REGISTRY.origin]) });
    await send();
    expect(sent).toEqual([undefined]);
  });

  it('looks for credentials because an open request is refused', async () => {
    const { send, sent, rereads } = chained(() => EXPIRED, { reread: async () => FRESH });
    expect((await send()).status).toBe(403);
    expect(sent).toEqual([undefined]);
    expect(rereads()).toBe(0);
  });
});

describe('a challenge', () => {
  it('of a scheme that nobody knows is passed over for one by password', async () => {
    const headers = { 'www-authenticate': 'Negotiate realm="/token", Basic realm="r"' };
    const { send, sent } = chained(({ given }) => (given === undefined ? { status: 401, headers } : {}));
    expect((await send()).status).toBe(200);
    expect(sent).toEqual([undefined, OLD_HEADER]);
  });

  it('of such a scheme alone is answered by nothing, whatever it names', async () => {
    const headers = { 'www-authenticate': 'Negotiate realm="/token"' };
    const { send, scopes } = chained(() => ({ status: 401, headers }));
    await expect(send()).rejects.toThrow('it asks for a login and does not say how');
    expect(scopes).toEqual([]);
  });

  it('that does not come a second time ends in a refusal', async () => {
    const { send, scopes } = chained(({ given }) => (given === undefined ? BEARER : { status: 401 }));
    await expect(send()).rejects.toThrow('the login is right, but may not read "d/app"');
    expect(scopes).toHaveLength(1);
  });

  it('by password that names a scope gets the password once', async () => {
    const headers = { 'www-authenticate': 'Basic realm="r",scope="repository:d/app:pull"' };
    const { send, sent } = chained(() => ({ status: 401, headers }));
    await expect(send()).rejects.toThrow('it rejects the credentials');
    expect(sent).toEqual([undefined, OLD_HEADER]);
  });

  it('that says to nobody that a scope is missing is answered for the whole run', async () => {
    const { send, scopes } = chained(({ given }) => (given === undefined ? SHORT : {}));
    expect((await send()).status).toBe(200);
    expect(scopes).toEqual([SCOPES.join(' ')]);
  });

  it('that says so of a token is answered for that scope alone', async () => {
    const { send, scopes } = chained(({ given, path }) => {
      if (given === undefined) return BEARER;
      return path.startsWith('/v2/p/') && given === 'Bearer token-1' ? SHORT : {};
    });
    await send();
    await send('/v2/p/app/manifests/1', { method: 'PUT' });
    expect(scopes).toEqual([SCOPES.join(' '), 'repository:p/app:pull,push']);
    // Another need finds the narrower token there.
    await send('/v2/p/app/manifests/1');
    expect(scopes).toHaveLength(2);
  });
});

describe('a registry that takes tokens', () => {
  it('is never sent the password itself, by this client or another', async () => {
    const basicOrigins = new Set<string>();
    const { send } = chained(({ given }) => (given === undefined ? BEARER : {}), { basicOrigins });
    await send();
    await send();
    expect(basicOrigins.size).toBe(0);
  });

  it('and did take a password before gets the token from then on', async () => {
    const { send, sent } = chained(({ given }) => (given === 'Bearer token-1' ? {} : BEARER), {
      basicOrigins: new Set([REGISTRY.origin]),
    });
    await send();
    await send();
    expect(sent).toEqual([OLD_HEADER, 'Bearer token-1', 'Bearer token-1']);
  });

  it('and takes back what it granted is not sent the same token again', async () => {
    let isOver = false;
    const { send, sent } = chained(({ given }) => {
      if (given === undefined) return BEARER;
      return given === 'Bearer token-1' || isOver ? SHORT : {};
    });
    await send('/v2/p/app/manifests/1', { method: 'PUT' });
    isOver = true;
    await expect(send('/v2/p/app/manifests/1', { method: 'PUT' })).rejects.toThrow('it rejects the credentials');
    expect(sent).toEqual([undefined, 'Bearer token-1', 'Bearer token-2', 'Bearer token-2']);
  });

  it('and whose token server fails is no reason to look for other credentials', async () => {
    const { send, rereads, scopes } = chained(() => BEARER, {
      tokenAnswer: { status: 503 },
      reread: async () => FRESH,
    });
    await expect(send()).rejects.toMatchObject({ code: 'server-error' });
    expect(rereads()).toBe(0);
    expect(scopes).toHaveLength(1);
  });

  it('and names a stranger as token server is told of once, however many tokens there are', async () => {
    const headers = { 'www-authenticate': 'Bearer realm="https://tokens.test/token"' };
    const { send, clock, warnings, scopes } = chained(({ given }) =>
      given === undefined ? { status: 401, headers } : {},
    );
    await send();
    clock.advance(3_600_000);
    await send();
    expect(scopes).toHaveLength(2);
    expect(warnings).toHaveLength(1);
  });
});

describe('a login that ended', () => {
  it('may be said by 400 too', async () => {
    const { send, sent } = chained(
      ({ given }) => (given === undefined ? BASIC : given === FRESH_HEADER ? {} : { ...EXPIRED, status: 400 }),
      { reread: async () => FRESH },
    );
    expect((await send()).status).toBe(200);
    expect(sent).toEqual([undefined, OLD_HEADER, FRESH_HEADER]);
  });

  it('is not looked for in a text that is too long', async () => {
    const body = `${'x'.repeat(64 * 1024)} authorization token has expired`;
    const { send, rereads } = chained(({ given }) => (given === undefined ? BASIC : { status: 403, body }), {
      reread: async () => FRESH,
    });
    expect((await send()).status).toBe(403);
    expect(rereads()).toBe(0);
  });

  it('as a token that lay ready is replaced by what lies there now', async () => {
    const { send, sent } = chained(({ given }) => (given === 'Bearer new' ? {} : EXPIRED), {
      credential: { kind: 'bearer', token: 'old' },
      reread: async () => ({ kind: 'bearer', token: 'new' }),
    });
    expect((await send()).status).toBe(200);
    expect(sent).toEqual(['Bearer old', 'Bearer new']);
  });

  it('is no guess about a token that is new', async () => {
    const { send, scopes, clock } = chained(({ given }) => (given === undefined ? BEARER : { status: 400 }));
    await send();
    clock.advance(59_999);
    expect((await send()).status).toBe(400);
    expect(scopes).toHaveLength(1);
  });
});

describe('a refusal that comes late, after another request has found what is taken', () => {
  it.each<readonly [string, FakeAnswer, FakeAnswer]>([
    ['of a password', BASIC, BASIC],
    ['of a login that ended', BASIC, EXPIRED],
  ])('%s is answered by that', async (_, challenge, refusal) => {
    const late = gate();
    const { send, rereads } = chained(
      async ({ given, path }) => {
        if (given === undefined) return challenge;
        if (given === FRESH_HEADER) return {};
        if (path.endsWith('/late')) await late.opened;
        return refusal;
      },
      { reread: async () => FRESH },
    );
    const second = send('/v2/d/app/manifests/late');
    expect((await send()).status).toBe(200);
    late.open();
    expect((await second).status).toBe(200);
    expect(rereads()).toBe(1);
  });

  it('of a token is answered by the new one', async () => {
    const late = gate();
    let taken = 'Bearer token-1';
    const { send, scopes } = chained(async ({ given, path }) => {
      const isTaken = given === taken;
      if (path.endsWith('/late')) await late.opened;
      return isTaken ? {} : BEARER;
    });
    await send();
    taken = 'Bearer token-2';
    const second = send('/v2/d/app/manifests/late');
    expect((await send()).status).toBe(200);
    late.open();
    expect((await second).status).toBe(200);
    expect(scopes).toHaveLength(2);
  });
});
