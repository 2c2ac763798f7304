import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { parseRepository, parseTag } from '../../../src/oci/reference.ts';
import { withAuth } from '../../../src/registry/auth/auth.ts';
import type { AuthOptions } from '../../../src/registry/auth/login.ts';
import { createChallengeCache } from '../../../src/registry/auth/login.ts';
import { startUpload } from '../../../src/registry/blobs/upload.ts';
import type { Credential } from '../../../src/registry/credentials/credential.ts';
import { getManifest } from '../../../src/registry/manifests.ts';
import { listTags } from '../../../src/registry/tag-list.ts';
import { type HttpRequest, readBody } from '../../../src/registry/transport/http.ts';
import { bearerAuthorization } from '../../support/authorization.ts';
import { buildImage } from '../../support/image/build-image.ts';
import { pushImage } from '../../support/image/push-image.ts';
import { startRegistry } from '../../support/registry/registry.ts';
import { answerOf, connect, createClock, createTransport, type FakeAnswer, type FakeClock } from '../support.ts';

const users = { alice: 'secret' };
const ALICE: Credential = { kind: 'basic', username: 'alice', password: 'secret' };
const MALLORY: Credential = { kind: 'basic', username: 'alice', password: 'wrong' };
const SCOPES = ['repository:p/app:pull,push', 'repository:d/app:pull'];
const TAG = parseTag('1');

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });

async function guarded(kind: 'basic' | 'bearer', anonymousPull = false) {
  const auth = kind === 'basic' ? { kind, users } : { kind, users, anonymousPull };
  const registry = await startRegistry({ auth });
  const authorization =
    kind === 'basic'
      ? 'Basic YWxpY2U6c2VjcmV0'
      : await bearerAuthorization(registry.host, {
          user: { username: 'alice', password: 'secret' },
          scopes: ['repository:d/app:pull,push'],
        });
  await pushImage(registry.host, 'd/app', IMAGE, ['1'], { authorization });
  registry.clearLog();
  return registry;
}

/** Does what a promotion does first: reads of the source and a write to the destination, all at once. */
async function work(host: string, connection: Awaited<ReturnType<typeof connect>>): Promise<void> {
  const { client } = connection;
  const [from, to] = [parseRepository(`${host}/d/app`), parseRepository(`${host}/p/app`)];
  await Promise.all([
    getManifest(client, from, TAG),
    listTags(client, from),
    startUpload(client, to, digestOf('a')),
    startUpload(client, to, digestOf('b')),
  ]);
}

function countTokens(log: readonly { readonly path: string }[]): number {
  return log.filter(({ path }) => path.startsWith('/token')).length;
}

describe('a registry', () => {
  it('without authentication gets no credentials', async () => {
    await using registry = await startRegistry();
    await using connection = await connect(registry.host, { credential: ALICE });
    await listTags(connection.client, parseRepository(`${registry.host}/a`));
    expect(registry.log.map(({ hasAuthorization }) => hasAuthorization)).toEqual([false]);
  });

  it('with passwords is asked without one once, and then with it', async () => {
    await using registry = await guarded('basic');
    await using connection = await connect(registry.host, { credential: ALICE });
    const repository = parseRepository(`${registry.host}/d/app`);
    await getManifest(connection.client, repository, TAG);
    await getManifest(connection.client, repository, TAG);
    expect(registry.log.map(({ status, hasAuthorization }) => [status, hasAuthorization])).toEqual([
      [401, false],
      [200, true],
      [200, true],
    ]);
  });

  it('refuses one request alone, however many begin at once: the others wait for its challenge', async () => {
    await using registry = await guarded('bearer');
    await using connection = await connect(registry.host, { credential: ALICE, scopes: SCOPES });
    await work(registry.host, connection);
    expect(registry.log.filter(({ status }) => status === 401)).toHaveLength(1);
    expect(countTokens(registry.log)).toBe(1);
  });

  it('is not asked for its challenge again by another client of the run', async () => {
    await using registry = await guarded('bearer');
    const challenges = createChallengeCache();
    await using first = await connect(registry.host, { credential: ALICE, scopes: SCOPES, challenges });
    await using second = await connect(registry.host, { credential: ALICE, scopes: SCOPES, challenges });
    await Promise.all([work(registry.host, first), work(registry.host, second)]);
    expect(registry.log.filter(({ status }) => status === 401)).toHaveLength(1);
    expect(countTokens(registry.log)).toBe(2);
  });

  it('that does not answer the first request keeps no other waiting', async () => {
    let count = 0;
    const { send } = chained(() => {
      count++;
      if (count === 1) throw new Error('reset');
      return {};
    });
    const both = await Promise.allSettled([send(), send()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('with tokens is asked for one token that covers the whole run', async () => {
    await using registry = await guarded('bearer');
    await using connection = await connect(registry.host, { credential: ALICE, scopes: SCOPES });
    await work(registry.host, connection);
    await work(registry.host, connection);
    expect(countTokens(registry.log)).toBe(1);
    expect(connection.secrets).toHaveLength(1);
  });

  it('with tokens lets anybody read where it is public', async () => {
    await using registry = await guarded('bearer', true);
    await using connection = await connect(registry.host, { scopes: ['repository:d/app:pull'] });
    const manifest = await getManifest(connection.client, parseRepository(`${registry.host}/d/app`), TAG);
    expect(manifest?.digest).toBe(IMAGE.index.digest);
    expect(registry.log.map(({ hasAuthorization }) => hasAuthorization)).toEqual([false, false, true]);
  });

  it.each([
    ['basic', MALLORY, 'it rejects the credentials; check the username and password'],
    ['bearer', MALLORY, 'it rejects the credentials; check the username and password'],
    [
      'basic',
      { kind: 'anonymous' },
      'authentication is required, but no credentials were found; log in with docker/login-action',
    ],
    [
      'bearer',
      { kind: 'anonymous' },
      'authentication is required, but no credentials were found; log in with docker/login-action',
    ],
  ] as const)('by %s refuses with words', async (kind, credential, words) => {
    await using registry = await guarded(kind);
    await using connection = await connect(registry.host, { credential, scopes: SCOPES });
    const error = await getManifest(connection.client, parseRepository(`${registry.host}/d/app`), TAG).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RegistryError);
    expect(error).toMatchObject({ code: 'unauthorized', status: 401 });
    expect(String(error)).toContain(`Cannot log in to registry "${registry.host}": ${words}`);
    expect(String(error)).not.toContain('wrong');
  });

  it('gives a new token when the old one is about to end', async () => {
    await using registry = await guarded('bearer');
    const clock = createClock();
    await using connection = await connect(registry.host, { credential: ALICE, scopes: SCOPES, clock });
    await work(registry.host, connection);
    clock.advance(269_999);
    await work(registry.host, connection);
    expect(countTokens(registry.log)).toBe(1);
    clock.advance(1);
    await work(registry.host, connection);
    expect(countTokens(registry.log)).toBe(2);
  });
});

const REGISTRY = new URL('https://registry.example.com/v2/');
const CHALLENGE = { 'www-authenticate': 'Bearer realm="/token",service="s"' };

/** A registry of whose API every request is answered by a function, and whose token server counts up. */
function authenticating(
  answer: (authorization: string | undefined, index: number) => FakeAnswer,
  options: { readonly credential?: Credential; readonly log?: string[] } = {},
) {
  const log = options.log ?? [];
  let tokens = 0;
  let calls = 0;
  const transport = createTransport(({ url, headers }) => {
    if (url.pathname.endsWith('/token')) {
      log.push(`fetch ${url.searchParams.getAll('scope').join(' ')}`);
      return { body: JSON.stringify({ token: `token-${++tokens}` }) };
    }
    log.push(`send ${headers?.['authorization'] ?? 'nothing'}`);
    return answer(headers?.['authorization'], calls++);
  });
  const chain = withAuth(transport, {
    registry: REGISTRY,
    credential: options.credential ?? ALICE,
    scopes: SCOPES,
    maskSecret: (secret) => void log.push(`mask ${secret}`),
    now: () => 0,
  });
  const get = (path = '/v2/a', origin = REGISTRY.origin) => chain.send({ method: 'GET', url: new URL(path, origin) });
  return { log, get, transport };
}

describe('the chain', () => {
  it('reports a token as secret before it uses it', async () => {
    const log: string[] = [];
    const transport = createTransport(({ url, headers }) => {
      if (url.pathname === '/token') return { body: '{"token":"a-long-token"}' };
      const given = headers?.['authorization'];
      log.push(`send ${given ?? 'nothing'}`);
      return given === undefined ? { status: 401, headers: CHALLENGE } : {};
    });
    const maskSecret = (secret: string) => void log.push(`mask ${secret}`);
    const options = { registry: REGISTRY, credential: ALICE, scopes: SCOPES, maskSecret, now: () => 0 };
    await withAuth(transport, options).send({ method: 'GET', url: new URL('/v2/a', REGISTRY) });
    expect(log).toEqual(['send nothing', 'mask a-long-token', 'send Bearer a-long-token']);
  });

  it('fetches one token for requests that go out together', async () => {
    const { get, log } = authenticating((given) => (given === undefined ? { status: 401, headers: CHALLENGE } : {}));
    const answers = await Promise.all([get(), get(), get(), get()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(log.filter((line) => line.startsWith('fetch'))).toHaveLength(1);
  });

  it('fetches a token anew where the registry has forgotten it', async () => {
    const { get, log } = authenticating((given, index) =>
      given === undefined || index === 2 ? { status: 401, headers: CHALLENGE } : {},
    );
    await get();
    expect((await get()).status).toBe(200);
    expect(log.filter((line) => line.startsWith('send'))).toEqual([
      'send nothing',
      'send Bearer token-1',
      'send Bearer token-1',
      'send Bearer token-2',
    ]);
  });

  it('asks for the one scope that a registry insists on', async () => {
    const headers = { 'www-authenticate': 'Bearer realm="/token",scope="repository:d/app:pull"' };
    const { get, log } = authenticating((given) => (given === 'Bearer token-2' ? {} : { status: 401, headers }));
    expect((await get()).status).toBe(200);
    expect(log.filter((line) => line.startsWith('fetch'))).toEqual([
      `fetch ${SCOPES.join(' ')}`,
      'fetch repository:d/app:pull',
    ]);
  });

  it('prefers tokens to passwords where a registry offers both', async () => {
    const headers = { 'www-authenticate': ['Basic realm="r"', 'Bearer realm="/token"'] };
    const { get, log } = authenticating((given) => (given === undefined ? { status: 401, headers } : {}));
    await get();
    expect(log.at(-1)).toBe('send Bearer token-1');
  });

  it('gives up where a registry never has enough', async () => {
    const headers = { 'www-authenticate': 'Bearer realm="/token",scope="repository:d/app:pull"' };
    const { get, transport } = authenticating(() => ({ status: 401, headers }));
    await expect(get()).rejects.toThrow('it rejects the credentials');
    expect(transport.requests).toHaveLength(5);
  });

  it.each([
    ['no challenge', {}],
    ['a scheme that nobody knows', { 'www-authenticate': 'Negotiate' }],
    ['nonsense', { 'www-authenticate': '"=,' }],
  ])('gives up where a registry answers 401 with %s', async (_, headers) => {
    const { get, transport } = authenticating(() => ({ status: 401, headers }));
    await expect(get()).rejects.toThrow(
      'Cannot log in to registry "registry.example.com": it asks for a login and does not say how (its WWW-Authenticate names neither Basic nor Bearer), so no credentials were sent; check the registry\'s address',
    );
    // The second one asks the API itself for a challenge, once.
    expect(transport.requests.map(({ url }) => url.pathname)).toEqual([expect.any(String), '/v2/']);
    await expect(get()).rejects.toThrow('does not say how');
    expect(transport.requests).toHaveLength(3);
  });

  it('sends a token that was stored at once', async () => {
    const { get, log } = authenticating(() => ({}), { credential: { kind: 'bearer', token: 'stored' } });
    await get();
    expect(log).toEqual(['send Bearer stored']);
  });

  it('refuses to send credentials to another origin', async () => {
    const { get, transport } = authenticating(() => ({}), { credential: { kind: 'bearer', token: 'stored' } });
    await expect(get('/v2/a', 'https://evil.test')).rejects.toThrow(
      'Cannot send a request to "evil.test": the credentials belong to registry "registry.example.com"',
    );
    expect(transport.requests).toEqual([]);
  });

  it('does not log in at a stranger to whom a read was redirected', async () => {
    const transport = createTransport(() => ({
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="https://evil.test/token"' },
      from: 'https://evil.test/blob',
    }));
    const options = { registry: REGISTRY, credential: ALICE, scopes: [], maskSecret: () => undefined, now: () => 0 };
    const response = await withAuth(transport, options).send({ method: 'GET', url: new URL('/v2/a', REGISTRY) });
    expect(response.status).toBe(401);
    expect(transport.requests).toHaveLength(1);
  });

  it.each([
    ['another server', 'Bearer realm="https://evil.test/token",service="s"'],
    ['the parent of its domain', 'Bearer realm="https://example.com/token",service="s"'],
    ['another service', 'Bearer realm="/token",service="victim"'],
    ['no service', 'Bearer realm="/token"'],
    ['a repository that is not ours', 'Bearer realm="/token",service="s",scope="repository:victim/secret:pull,push"'],
    ['all at once', 'Bearer realm="https://evil.test/token",service="victim",scope="repository:victim/secret:pull"'],
  ])('asks what it was first sent to ask, whatever a later challenge names: %s', async (_, later) => {
    const first = { 'www-authenticate': 'Bearer realm="/token",service="s"' };
    const { get, transport } = authenticating((given, index) => {
      if (given === undefined) return { status: 401, headers: first };
      return index < 2 ? {} : { status: 401, headers: { 'www-authenticate': later } };
    });
    await get();
    await expect(get()).rejects.toThrow('it rejects the credentials');
    const asked = transport.requests.filter(({ url }) => url.pathname.endsWith('/token'));
    expect(asked.length).toBeGreaterThan(1);
    for (const { url } of asked) {
      expect(`${url.origin}${url.pathname}`).toBe(`${REGISTRY.origin}/token`);
      expect(url.searchParams.get('service')).toBe('s');
      expect(url.searchParams.getAll('scope').join(' ')).not.toContain('victim');
    }
    expect(transport.requests.filter(({ url }) => url.origin !== REGISTRY.origin)).toEqual([]);
  });

  it('asks at another path of the same token server, where a registry has one for each repository', async () => {
    const realm = (path: string) => ({ 'www-authenticate': `Bearer realm="${path}",service="s"` });
    const { get, transport } = authenticating((given, index) =>
      given === undefined || index === 2
        ? { status: 401, headers: realm(index === 2 ? '/api/two/token' : '/api/one/token') }
        : {},
    );
    await get();
    expect((await get()).status).toBe(200);
    const asked = transport.requests.filter(({ url }) => url.pathname.endsWith('/token'));
    expect(asked.map(({ url }) => url.pathname)).toEqual(['/api/one/token', '/api/two/token']);
  });

  it('makes the body of a refused request anew', async () => {
    const bodies: string[] = [];
    const transport = {
      async send(request: Parameters<typeof answerOf>[0]) {
        if (request.url.pathname === '/token') return answerOf(request, { body: '{"token":"t"}' });
        const { body } = request;
        const chunks: Uint8Array[] = [];
        if (body !== undefined && 'source' in body) for await (const chunk of body.source()) chunks.push(chunk);
        bodies.push(Buffer.concat(chunks).toString());
        const isKnown = request.headers?.['authorization'] !== undefined;
        return answerOf(request, isKnown ? { status: 201 } : { status: 401, headers: CHALLENGE });
      },
    };
    const chain = withAuth(transport, {
      registry: REGISTRY,
      credential: ALICE,
      scopes: [],
      maskSecret: () => undefined,
      now: () => 0,
    });
    async function* source() {
      yield Buffer.from('blob');
    }
    await chain.send({ method: 'PUT', url: new URL('/v2/a/blobs/uploads/1', REGISTRY), body: { source, length: 4 } });
    expect(bodies).toEqual(['blob', 'blob']);
  });
});

const BASIC = { 'www-authenticate': 'Basic realm="r"' };

/** A chain with a clock, over a function that answers what is no token request; tokens are counted. */
function chained(
  answer: (request: HttpRequest, index: number) => FakeAnswer,
  options: Partial<AuthOptions> & { readonly clock?: FakeClock } = {},
) {
  const clock = options.clock ?? createClock(0);
  const [scopes, warnings]: [string[], string[]] = [[], []];
  let calls = 0;
  const transport = createTransport((request) => {
    if (request.url.pathname !== '/token') return answer(request, calls++);
    scopes.push(request.url.searchParams.getAll('scope').join(' '));
    return { body: JSON.stringify({ token: `token-${scopes.length}`, expires_in: 3600 }) };
  });
  const chain = withAuth(transport, {
    ...{ registry: REGISTRY, credential: ALICE, scopes: SCOPES, maskSecret: () => undefined, now: clock.now },
    warn: (sentence) => void warnings.push(sentence),
    ...options,
  });
  const send = (path = '/v2/d/app/manifests/1', more: Partial<HttpRequest> = {}) =>
    chain.send({ method: 'GET', url: new URL(path, REGISTRY), ...more });
  return { send, transport, clock, scopes, warnings };
}

function givenTo({ requests }: { readonly requests: readonly HttpRequest[] }): readonly (string | undefined)[] {
  return requests.filter(({ url }) => url.pathname !== '/token').map(({ headers }) => headers?.['authorization']);
}

describe('a token that ended before its time, to which a registry answers 400', () => {
  /** Takes the tokens of a list alone. */
  const taking =
    (...tokens: readonly string[]) =>
    ({ headers }: HttpRequest): FakeAnswer => {
      const given = headers?.['authorization'];
      if (given === undefined) return { status: 401, headers: CHALLENGE };
      return tokens.includes(given) ? {} : { status: 400 };
    };

  it('is fetched again once where it is not new', async () => {
    const tokens = ['Bearer token-1'];
    const { send, transport, clock, scopes } = chained((request) => taking(...tokens)(request));
    await send();
    tokens.splice(0, 1, 'Bearer token-2');
    clock.advance(60_000);
    expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(200);
    expect(scopes).toHaveLength(2);
    expect(givenTo(transport)).toEqual([
      undefined,
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
      'Bearer token-2',
    ]);
  });

  it('is fetched once for requests that go out together', async () => {
    const tokens = ['Bearer token-1'];
    const { send, clock, scopes } = chained((request) => taking(...tokens)(request));
    await send();
    tokens.splice(0, 1, 'Bearer token-2');
    clock.advance(60_000);
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(scopes).toHaveLength(2);
  });

  it('is left alone where it is new, or the refusal stands', async () => {
    const { send, clock, scopes, transport } = chained(taking());
    expect((await send()).status).toBe(400);
    clock.advance(59_999);
    expect((await send()).status).toBe(400);
    expect(scopes).toHaveLength(1);
    clock.advance(1);
    expect((await send()).status).toBe(400);
    expect(scopes).toHaveLength(2);
    expect(transport.requests).toHaveLength(7);
  });

  it('is not worth another upload', async () => {
    const { send, clock, scopes } = chained(taking());
    await send();
    clock.advance(60_000);
    async function* source() {
      yield Buffer.from('blob');
    }
    const upload = { method: 'PATCH', body: { source, length: 4 } } as const;
    const refusal = await send('/v2/d/app/blobs/uploads/1', upload);
    expect([refusal.status, refusal.hadStaleToken]).toEqual([400, true]);
    expect(scopes).toHaveLength(1);
    expect((await send('/v2/d/app/manifests/1', { method: 'PUT', body: Buffer.from('{}') })).status).toBe(400);
    expect(scopes).toHaveLength(2);
  });

  it('never is what a password is refused for', async () => {
    const { send, clock, transport } = chained(({ headers }) =>
      headers?.['authorization'] === undefined ? { status: 401, headers: BASIC } : { status: 400 },
    );
    await send();
    clock.advance(3_600_000);
    expect((await send()).status).toBe(400);
    expect(transport.requests).toHaveLength(3);
  });
});

describe('a login of ECR that ended, which it says by 403', () => {
  const EXPIRED = {
    status: 403,
    body: '{"errors":[{"code":"DENIED","message":"Your authorization token has expired. Reauthenticate and try again."}]}',
  };
  const FRESH: Credential = { kind: 'basic', username: 'alice', password: 'fresh' };
  const FRESH_HEADER = `Basic ${Buffer.from('alice:fresh').toString('base64')}`;
  const ecr = ({ headers }: HttpRequest): FakeAnswer => {
    const given = headers?.['authorization'];
    if (given === undefined) return { status: 401, headers: BASIC };
    return given === FRESH_HEADER ? {} : EXPIRED;
  };

  it('is looked for again once', async () => {
    let rereads = 0;
    async function counted() {
      rereads += 1;
      return FRESH;
    }
    const { send, transport } = chained(ecr, { reread: counted });
    const answers = await Promise.all([send(), send()]);
    expect([...answers, await send()].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(rereads).toBe(1);
    expect(givenTo(transport).at(-1)).toBe(FRESH_HEADER);
  });

  it('is looked for again also where nothing was asked for', async () => {
    const basicOrigins = new Set([REGISTRY.origin]);
    const { send, transport } = chained(ecr, { basicOrigins, reread: async () => FRESH });
    expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
    expect(givenTo(transport)).toEqual(['Basic YWxpY2U6c2VjcmV0', FRESH_HEADER, FRESH_HEADER]);
  });

  it('is a refusal with its words where it is still the same', async () => {
    const { send } = chained(ecr, { reread: async () => ALICE });
    const response = await send();
    expect(response.status).toBe(403);
    expect(Buffer.from((await readBody(response, 4096)) ?? []).toString()).toContain('has expired');
  });

  it.each([
    ['another 403', { ...EXPIRED, body: '{"errors":[{"code":"DENIED","message":"no"}]}' }],
    ['another status', { ...EXPIRED, status: 404 }],
    ['a stranger', { ...EXPIRED, from: 'https://storage.test/blob' }],
  ])('is not what %s says', async (_, answer) => {
    let rereads = 0;
    async function counted() {
      rereads += 1;
      return FRESH;
    }
    const { send } = chained(
      ({ headers }) => (headers?.['authorization'] === undefined ? { status: 401, headers: BASIC } : answer),
      { reread: counted },
    );
    expect((await send()).status).toBe(answer.status);
    expect(rereads).toBe(0);
  });
});

describe('a token that covers too little', () => {
  const SHORT = (scope: string): FakeAnswer => ({
    status: 401,
    headers: { 'www-authenticate': `Bearer realm="/token",scope="${scope}",error="insufficient_scope"` },
  });
  /** A registry that takes tokens by the number of the token, each for a repository of its own. */
  function narrow(wanted = 'repository:p/app:pull,push'): (request: HttpRequest) => FakeAnswer {
    return ({ headers, url }) => {
      const given = headers?.['authorization'];
      if (given === undefined) return { status: 401, headers: CHALLENGE };
      return url.pathname.startsWith('/v2/p/app') && given === 'Bearer token-1' ? SHORT(wanted) : {};
    };
  }

  it('is joined by one for what the registry wants, and by no second of its own kind', async () => {
    const { send, scopes, transport } = chained(narrow());
    expect((await send('/v2/p/app/blobs/uploads/', { method: 'POST' })).status).toBe(200);
    expect(scopes).toEqual([SCOPES.join(' '), 'repository:p/app:pull,push']);
    expect(givenTo(transport)).toEqual([undefined, 'Bearer token-1', 'Bearer token-2']);
  });

  it('is not tried again for the same needs', async () => {
    const { send, scopes, transport } = chained(narrow());
    for (let count = 0; count < 3; count++) await send('/v2/p/app/manifests/1', { method: 'PUT' });
    await send('/v2/d/app/manifests/1');
    expect(scopes).toHaveLength(2);
    expect(givenTo(transport).slice(-3)).toEqual(['Bearer token-2', 'Bearer token-2', 'Bearer token-1']);
  });

  it('is joined by one for requests that go out together', async () => {
    const { send, scopes } = chained(narrow());
    await send();
    const answers = await Promise.all([1, 2, 3].map(() => send('/v2/p/app/manifests/1', { method: 'PUT' })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(scopes).toHaveLength(2);
  });

  it('may need several scopes, and gets no right that the run does not ask for', async () => {
    const wanted = 'repository:p/app:pull,push,delete repository:d/app:pull registry:catalog:*';
    const { send, scopes } = chained(narrow(wanted));
    await send('/v2/p/app/manifests/1', { method: 'PUT' });
    expect(scopes[1]).toBe('repository:p/app:pull,push repository:d/app:pull');
    const reader = chained(narrow(wanted), { scopes: ['repository:p/app:pull'] });
    await reader.send('/v2/p/app/manifests/1');
    expect(reader.scopes[1]).toBe('repository:p/app:pull');
  });

  it('is refused where what the registry wants is not ours to ask', async () => {
    const { send, scopes } = chained(narrow('registry:catalog:*'));
    await expect(send('/v2/p/app/manifests/1')).rejects.toThrow('the login is right, but may not read "p/app"');
    expect(scopes).toHaveLength(1);
  });

  it('is refused where one more does not help', async () => {
    const { send, scopes } = chained(({ headers }) =>
      headers?.['authorization'] === undefined
        ? { status: 401, headers: CHALLENGE }
        : SHORT('repository:p/app:pull,push'),
    );
    await expect(send('/v2/p/app/manifests/1')).rejects.toThrow('the login is right, but may not read "p/app"');
    await expect(send('/v2/p/app/manifests/1')).rejects.toThrow('the login is right, but may not read "p/app"');
    expect(scopes.slice(0, 2)).toEqual([SCOPES.join(' '), 'repository:p/app:pull,push']);
  });

  it('is renewed before its end, each by its own scopes', async () => {
    const { send, scopes, clock } = chained(narrow());
    await send('/v2/p/app/manifests/1', { method: 'PUT' });
    clock.advance(3_570_000);
    await send('/v2/p/app/manifests/1', { method: 'PUT' });
    expect(scopes).toEqual([SCOPES.join(' '), 'repository:p/app:pull,push', 'repository:p/app:pull,push']);
  });
});

describe('a password', () => {
  const basic = ({ headers }: HttpRequest): FakeAnswer =>
    headers?.['authorization'] === undefined ? { status: 401, headers: BASIC } : {};

  it('is sent at once where the registry took one in this run', async () => {
    const basicOrigins = new Set<string>();
    const first = chained(basic, { basicOrigins });
    await first.send();
    const bob: Credential = { kind: 'basic', username: 'bob', password: 'builder' };
    const second = chained(basic, { basicOrigins, credential: bob });
    await second.send();
    expect(givenTo(first.transport)).toEqual([undefined, 'Basic YWxpY2U6c2VjcmV0']);
    expect(givenTo(second.transport)).toEqual([`Basic ${Buffer.from('bob:builder').toString('base64')}`]);
  });

  it('is not sent at once to another registry, nor where it was refused', async () => {
    const basicOrigins = new Set(['https://other.example.com']);
    const { send, transport } = chained(() => ({ status: 401, headers: BASIC }), { basicOrigins });
    await expect(send()).rejects.toThrow('it rejects the credentials');
    expect(givenTo(transport)[0]).toBeUndefined();
    expect(basicOrigins).toEqual(new Set(['https://other.example.com']));
  });

  it('gives way to a token where the registry asks for one after all', async () => {
    const { send, transport } = chained(
      ({ headers }) => (headers?.['authorization'] === 'Bearer token-1' ? {} : { status: 401, headers: CHALLENGE }),
      { basicOrigins: new Set([REGISTRY.origin]) },
    );
    expect((await send()).status).toBe(200);
    expect(givenTo(transport)).toEqual(['Basic YWxpY2U6c2VjcmV0', 'Bearer token-1']);
  });

  it.each([
    ['joined by a comma', 'Bearer realm="/token",service="s",scope="repository:a:pull,push", Basic realm="b"'],
    ['the other way round', 'Basic realm="b", Bearer realm="/token",service="s"'],
    ['after a scheme that nobody knows', 'Negotiate abc==, Digest realm="x", nonce="y", Bearer realm="/token"'],
  ])('is not sent where a token is offered too, %s', async (_, header) => {
    const { send, transport } = chained(({ headers }) =>
      headers?.['authorization'] === undefined ? { status: 401, headers: { 'www-authenticate': header } } : {},
    );
    await send();
    expect(givenTo(transport)).toEqual([undefined, 'Bearer token-1']);
  });
});

describe('a token server that may not have the credentials', () => {
  const STRANGER = { 'www-authenticate': 'Bearer realm="https://tokens.test/token"' };

  it('gives what anybody may have, and is told of once', async () => {
    const { send, warnings, transport } = chained(({ headers }) =>
      headers?.['authorization'] === undefined ? { status: 401, headers: STRANGER } : {},
    );
    expect((await send()).status).toBe(200);
    expect(warnings).toEqual([
      'The credentials for registry "registry.example.com" are not sent to "tokens.test", to which it sends us for a token, so that only what anybody may do is done there: if they belong there, add the line "trusted-auth-hosts: tokens.test" to the inputs of this step',
    ]);
    const asked = transport.requests.filter(({ url }) => url.host === 'tokens.test');
    expect(asked.map(({ headers }) => headers)).toEqual([undefined]);
  });

  it('is named by the error where that is not enough', async () => {
    const { send, warnings } = chained(() => ({ status: 401, headers: STRANGER }));
    await expect(send()).rejects.toThrow(
      'it sends us for a token to "tokens.test", which may not have its credentials; check the registry\'s address, and if its credentials belong there, add the line "trusted-auth-hosts: tokens.test"',
    );
    expect(warnings).toHaveLength(1);
  });

  it('gets them where the user says so', async () => {
    const { send, transport, warnings } = chained(
      ({ headers }) => (headers?.['authorization'] === undefined ? { status: 401, headers: STRANGER } : {}),
      { trustedHosts: new Set(['tokens.test']) },
    );
    await send();
    const [asked] = transport.requests.filter(({ url }) => url.host === 'tokens.test');
    expect(asked?.headers).toEqual({ authorization: 'Basic YWxpY2U6c2VjcmV0' });
    expect(warnings).toEqual([]);
  });
});

describe('a credential that may change', () => {
  const FRESH: Credential = { kind: 'basic', username: 'alice', password: 'fresh' };

  /** A registry that takes one password alone, at its token server or in its API. */
  function renewing(options: {
    readonly challenge: FakeAnswer['headers'];
    readonly takes: () => string;
    readonly found: () => Credential | Promise<Credential>;
    readonly credential?: Credential;
  }) {
    const { challenge, takes, found, credential = ALICE } = options;
    let rereads = 0;
    const isRight = (header: string | undefined) =>
      header === `Basic ${Buffer.from(`alice:${takes()}`).toString('base64')}` || header === `Bearer of ${takes()}`;
    const transport = createTransport(({ url, headers }) => {
      const given = headers?.['authorization'];
      if (url.pathname === '/token') {
        return isRight(given) ? { body: JSON.stringify({ token: `of-${takes()}` }) } : { status: 401 };
      }
      const hasToken = given === `Bearer of-${takes()}`;
      return hasToken || (challenge === BASIC && isRight(given)) ? {} : { status: 401, headers: challenge ?? {} };
    });
    const chain = withAuth(transport, {
      registry: REGISTRY,
      credential,
      reread: async () => {
        rereads += 1;
        return await found();
      },
      scopes: SCOPES,
      maskSecret: () => undefined,
      now: () => 0,
    });
    const get = () => chain.send({ method: 'GET', url: new URL('/v2/a', REGISTRY) });
    return { get, transport, rereads: () => rereads };
  }

  it.each([
    ['by passwords', BASIC],
    ['by tokens', CHALLENGE],
  ])('is read again once where a registry refuses it %s', async (_, challenge) => {
    const { get, rereads } = renewing({ challenge, takes: () => 'fresh', found: () => FRESH });
    expect((await get()).status).toBe(200);
    expect((await get()).status).toBe(200);
    expect(rereads()).toBe(1);
  });

  it('is read again once for requests that go out together', async () => {
    const { get, rereads } = renewing({ challenge: BASIC, takes: () => 'fresh', found: () => FRESH });
    const answers = await Promise.all([get(), get(), get()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(rereads()).toBe(1);
  });

  it('is read again as often as it ends', async () => {
    let password = 'secret';
    const found = (): Credential => ({ kind: 'basic', username: 'alice', password });
    const { get, rereads } = renewing({ challenge: BASIC, takes: () => password, found });
    for (const next of ['secret', 'second', 'third']) {
      password = next;
      expect((await get()).status).toBe(200);
    }
    expect(rereads()).toBe(2);
  });

  it.each<readonly [string, FakeAnswer['headers'], Credential]>([
    ['that is still the same', BASIC, ALICE],
    ['that is still the same', CHALLENGE, ALICE],
    ['that is gone', BASIC, { kind: 'anonymous' }],
    ['that is gone', CHALLENGE, { kind: 'anonymous' }],
    ['that is as wrong', BASIC, MALLORY],
    ['that is as wrong', CHALLENGE, MALLORY],
  ])('%s is refused with words', async (_, challenge, found) => {
    const { get, rereads } = renewing({ challenge, takes: () => 'fresh', found: () => found });
    await expect(get()).rejects.toThrow('it rejects the credentials');
    expect(rereads()).toBe(1);
  });

  it('reports why it cannot be read again', async () => {
    const found = () => Promise.reject(new Error('the helper is gone'));
    const { get } = renewing({ challenge: CHALLENGE, takes: () => 'fresh', found });
    await expect(get()).rejects.toThrow('the helper is gone');
  });

  it('as a ready token is replaced, and never by nobody', async () => {
    const stale: Credential = { kind: 'bearer', token: 'of-old' };
    const takes = () => 'fresh';
    const fresh = renewing({
      challenge: CHALLENGE,
      takes,
      found: () => ({ ...stale, token: 'of-fresh' }),
      credential: stale,
    });
    expect((await fresh.get()).status).toBe(200);
    const same = renewing({ challenge: CHALLENGE, takes, found: () => stale, credential: stale });
    await expect(same.get()).rejects.toThrow('it rejects the credentials');
    expect(same.transport.requests.map(({ url }) => url.pathname)).toEqual(['/v2/a']);
  });
});
