import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { fetchToken } from '../../../src/registry/auth/token.ts';
import type { Credential } from '../../../src/registry/credentials/credential.ts';
import type { HttpRequest } from '../../../src/registry/transport/http.ts';
import { createTransport, type FakeAnswer } from '../support.ts';

const NOW = 1_000_000;
const REALM = 'https://registry.example.com/token';
const ALICE: Credential = { kind: 'basic', username: 'alice', password: 'secret' };
const ANONYMOUS: Credential = { kind: 'anonymous' };

function fetching(options: {
  readonly answer?: FakeAnswer | ((request: HttpRequest) => FakeAnswer);
  readonly credential?: Credential;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly scopes?: readonly string[];
  readonly trustedHosts?: ReadonlySet<string>;
  readonly isForkRun?: () => boolean;
}) {
  const secrets: string[] = [];
  const transport = createTransport((request) =>
    typeof options.answer === 'function' ? options.answer(request) : (options.answer ?? { body: '{"token":"t"}' }),
  );
  const done = fetchToken(transport, {
    registry: new URL('https://registry.example.com/v2/'),
    challenge: {
      scheme: 'bearer',
      parameters: new Map(Object.entries(options.parameters ?? { realm: REALM, service: 'registry' })),
    },
    credential: options.credential ?? ALICE,
    scopes: options.scopes ?? ['repository:p/app:pull,push', 'repository:d/app:pull'],
    now: NOW,
    maskSecret: (secret, kind) => void secrets.push(`${kind} ${secret}`),
    trustedHosts: options.trustedHosts,
    isForkRun: options.isForkRun,
  });
  return { transport, done, secrets };
}

describe('a token', () => {
  it('is asked for once, for all scopes, by user and password', async () => {
    const { transport, done } = fetching({});
    await done;
    expect(transport.requests).toHaveLength(1);
    const [request] = transport.requests;
    expect(request?.method).toBe('GET');
    expect(request?.url.href).toBe(
      `${REALM}?service=registry&scope=repository%3Ap%2Fapp%3Apull%2Cpush&scope=repository%3Ad%2Fapp%3Apull`,
    );
    expect(request?.headers).toEqual({ authorization: 'Basic YWxpY2U6c2VjcmV0' });
  });

  it('is asked for anonymously where there are no credentials', async () => {
    const { transport, done } = fetching({ credential: ANONYMOUS });
    await done;
    expect(transport.requests[0]?.headers).toBeUndefined();
  });

  it('is asked for by an identity token in a form, never in the address', async () => {
    const { transport, done } = fetching({ credential: { kind: 'identity-token', token: 're+fresh' } });
    await done;
    const [request] = transport.requests;
    expect(request?.method).toBe('POST');
    expect(request?.url.href).toBe(REALM);
    expect(request?.headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded' });
    const form = new URLSearchParams(Buffer.from(request?.body instanceof Uint8Array ? request.body : []).toString());
    expect(Object.fromEntries(form)).toEqual({
      service: 'registry',
      grant_type: 'refresh_token',
      client_id: 'sealift',
      refresh_token: 're+fresh',
      scope: 'repository:p/app:pull,push repository:d/app:pull',
    });
  });

  it('keeps what the realm has in its query', async () => {
    const { transport, done } = fetching({ parameters: { realm: `${REALM}?account=a` }, scopes: [] });
    await done;
    expect(transport.requests[0]?.url.href).toBe(`${REALM}?account=a`);
  });

  it('is found at a relative realm', async () => {
    const { transport, done } = fetching({ parameters: { realm: '/auth' }, scopes: [] });
    await done;
    expect(transport.requests[0]?.url.href).toBe('https://registry.example.com/auth');
  });

  it.each([
    ['token', '{"token":"a","expires_in":300}', 'a', 300],
    ['access_token', '{"access_token":"b","expires_in":300}', 'b', 300],
    ['both', '{"access_token":"b","token":"a","expires_in":300}', 'a', 300],
    ['no lifetime', '{"token":"a"}', 'a', 60],
    ['a lifetime that is too short', '{"token":"a","expires_in":1}', 'a', 60],
    ['a lifetime that is negative', '{"token":"a","expires_in":-300}', 'a', 60],
    ['a lifetime that is text', '{"token":"a","expires_in":"300"}', 'a', 60],
  ])('given as %s is kept until thirty seconds before its end', async (_, body, value, seconds) => {
    const { done } = fetching({ answer: { body } });
    expect(await done).toEqual({ value, renewAt: NOW + seconds * 1000 - 30_000 });
  });
});

describe('an answer', () => {
  it.each([
    ['no JSON', '<html>', 'is not a JSON object'],
    ['a list', '[]', 'is not a JSON object'],
    ['no token', '{}', 'holds no token'],
    ['an empty token', '{"token":""}', 'holds no token'],
    ['a token with a line feed', '{"token":"a\\nX: y"}', 'holds no token'],
    ['a token with a blank', '{"token":"a b"}', 'holds no token'],
    ['a token that is a number', '{"token":7}', 'holds no token'],
    ['64 KiB and more', `{"token":"${'a'.repeat(64 * 1024)}"}`, 'is too large'],
  ])('with %s is refused', async (_, body, reason) => {
    await expect(fetching({ answer: { body } }).done).rejects.toMatchObject({
      message: `Cannot log in to registry "registry.example.com": its token server's answer ${reason}; ask its administrators to correct it`,
      code: 'invalid-answer',
    });
  });

  const WRONG =
    'Cannot log in to registry "registry.example.com": it rejects the credentials; check the username and password, and that they may be used for these repositories';
  const NONE =
    'Cannot log in to registry "registry.example.com": authentication is required, but no credentials were found; log in with docker/login-action before this step, or give a username and password as inputs';
  it.each([
    [400, ALICE, WRONG, 'unauthorized'],
    [401, ALICE, WRONG, 'unauthorized'],
    [403, ALICE, WRONG, 'unauthorized'],
    [401, ANONYMOUS, NONE, 'unauthorized'],
    [
      503,
      ALICE,
      'Cannot log in to registry "registry.example.com": its token server answers 503; try again later',
      'server-error',
    ],
    [
      307,
      ALICE,
      'Cannot log in to registry "registry.example.com": its token server answers 307; try again later',
      'server-error',
    ],
  ])('of %d is refused with words', async (status, credential, sentence, code) => {
    const error = await fetching({ answer: { status }, credential }).done.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RegistryError);
    expect(error).toMatchObject({ message: sentence, code, status });
  });
});

describe('a server that takes no form', () => {
  const REFRESH: Credential = { kind: 'identity-token', token: 're+fresh' };
  const basic = `Basic ${Buffer.from('00000000-0000-0000-0000-000000000000:re+fresh').toString('base64')}`;

  it.each([400, 401, 404, 405])('as its %d says is asked by GET', async (status) => {
    const { transport, done } = fetching({
      credential: REFRESH,
      answer: ({ method }) => (method === 'POST' ? { status } : { body: '{"token":"t"}' }),
    });
    expect((await done).value).toBe('t');
    expect(transport.requests.map(({ method, headers }) => [method, headers?.['authorization']])).toEqual([
      ['POST', undefined],
      ['GET', basic],
    ]);
    expect(transport.requests[1]?.url.href).not.toContain('fresh');
  });

  it('and refuses that too does not take the credentials', async () => {
    const { transport, done } = fetching({ credential: REFRESH, answer: { status: 401 } });
    await expect(done).rejects.toThrow('it rejects the credentials');
    expect(transport.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it.each([403, 500])('is not what %d says', async (status) => {
    const { transport, done } = fetching({ credential: REFRESH, answer: { status } });
    await expect(done).rejects.toThrow('Cannot log in');
    expect(transport.requests).toHaveLength(1);
  });
});

describe('what an answer holds', () => {
  it('is masked before it is judged: every token in it, and the one that is used as such', async () => {
    const body = '{"token":"the-first","access_token":"the-second","refresh_token":"8-letter"}';
    const { done, secrets } = fetching({ answer: { body } });
    expect((await done).value).toBe('the-first');
    expect(secrets).toEqual(['token the-first', 'unused token the-second', 'unused token 8-letter']);
    const broken = fetching({ answer: { body: '{"token":"bad token"}' } });
    await expect(broken.done).rejects.toThrow('holds no token');
    expect(broken.secrets).toEqual(['unused token bad token']);
  });

  it('may be an access token beside an empty one', async () => {
    expect((await fetching({ answer: { body: '{"token":"","access_token":"b"}' } }).done).value).toBe('b');
  });

  it.each(['service', 'none'])('needs no service: %s', async (name) => {
    const { transport, done } = fetching({ parameters: { realm: REALM, ...(name === 'service' && { service: 's' }) } });
    await done;
    expect(transport.requests[0]?.url.searchParams.get('service')).toBe(name === 'service' ? 's' : null);
  });

  it('is no token where it comes from another host', async () => {
    const { done, secrets } = fetching({ answer: { body: '{"token":"t"}', from: 'https://evil.test/token' } });
    await expect(done).rejects.toThrow(
      'its token server\'s answer comes from another host, "evil.test", to which it redirects; ask',
    );
    expect(secrets).toEqual([]);
  });
});

describe('a pull request from a fork', () => {
  it('is told that it has no secrets', async () => {
    const options = { answer: { status: 401 }, credential: ANONYMOUS, isForkRun: () => true };
    await expect(fetching(options).done).rejects.toThrow(
      'Cannot log in to registry "registry.example.com": no credentials for "registry.example.com" (secrets are not available to pull requests from forks); leave this step out there, for example with "if: github.event.pull_request.head.repo.fork != true"',
    );
  });

  it('that has credentials is told of these', async () => {
    await expect(fetching({ answer: { status: 401 }, isForkRun: () => true }).done).rejects.toThrow(
      'it rejects the credentials',
    );
  });
});

describe('a realm', () => {
  it.each([
    ['elsewhere', 'https://evil.test/token', 'evil.test'],
    ['below a name that looks right', 'https://registry.example.com.evil.test/token', 'registry.example.com.evil.test'],
    ['in a private network', 'https://10.0.0.5/token', '10.0.0.5'],
  ])('%s is asked by nobody in particular', async (_, realm, host) => {
    const { transport, done } = fetching({ parameters: { realm } });
    expect(await done).toMatchObject({ value: 't', withheldFrom: host });
    expect(transport.requests.map(({ method, url, headers }) => [method, url.host, headers])).toEqual([
      ['GET', host, undefined],
    ]);
  });

  it.each<readonly [string, Credential]>([
    ['a user', ALICE],
    ['a refresh token', { kind: 'identity-token', token: 'canary' }],
  ])('elsewhere that gives nobody a token names the input to %s', async (_, credential) => {
    const { transport, done } = fetching({
      parameters: { realm: 'https://auth.test:8443/t' },
      credential,
      answer: { status: 401 },
    });
    const error = await done.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'denied',
      message:
        'Cannot log in to registry "registry.example.com": it sends us for a token to "auth.test:8443", which may not have its credentials; check the registry\'s address, and if its credentials belong there, add the line "trusted-auth-hosts: auth.test:8443" to the inputs of this step',
    });
    expect(JSON.stringify(transport.requests)).not.toContain('canary');
    expect(transport.requests.every(({ headers }) => headers === undefined)).toBe(true);
  });

  it.each([
    ['a host', 'https://auth.test/t', 'auth.test', true],
    ['a host and its default port', 'https://auth.test:443/t', 'auth.test', true],
    ['a host with its port', 'https://auth.test:8443/t', 'auth.test:8443', true],
    ['another port of it', 'https://auth.test:8443/t', 'auth.test', false],
    ['a part of it', 'https://auth.test/t', 'test', false],
  ])('that the user trusts by %s', async (_, realm, trusted, isTrusted) => {
    const { transport, done } = fetching({ parameters: { realm }, trustedHosts: new Set([trusted]) });
    await done;
    expect(transport.requests[0]?.headers?.['authorization'] !== undefined).toBe(isTrusted);
  });

  it.each([
    ['in the metadata of a cloud', 'https://169.254.169.254/token', '"169.254.169.254", which only the runner itself'],
    ['in decimals', 'https://2852039166/token', '"169.254.169.254", which only the runner itself'],
    ['in octals', 'https://0251.0376.0251.0376/token', '"169.254.169.254", which only the runner itself'],
    ['in hexadecimals', 'https://0xa9fea9fe/token', '"169.254.169.254", which only the runner itself'],
    ['with a dot at its end', 'https://169.254.169.254./token', '"169.254.169.254", which only the runner itself'],
    ['by IPv6', 'https://[fd00:ec2::254]/token', 'which only the runner itself'],
    ['by a mapped address', 'https://[::ffff:169.254.169.254]/token', 'which only the runner itself'],
    ['by a translated address', 'https://[64:ff9b::a9fe:a9fe]/token', 'which only the runner itself'],
    ['on this machine', 'https://127.0.0.1/token', '"127.0.0.1", which only the runner itself'],
    ['on this machine by name', 'https://localhost/token', '"localhost", which only the runner itself'],
    ['on this machine by name and dot', 'https://localhost./token', '"localhost.", which only the runner itself'],
    ['without HTTPS', 'http://registry.example.com/token', '"registry.example.com", over plain HTTP'],
    ['elsewhere without HTTPS', 'http://evil.test/token', '"evil.test", over plain HTTP'],
    ['with a user', 'https://user@registry.example.com/token', 'whose address carries a user'],
    ['with a password', 'https://:hunter2@registry.example.com/token', 'whose address carries a user'],
    ['with a fragment', 'https://registry.example.com/token#x', 'whose address has a fragment'],
  ])('%s gets no request at all, whoever asks', async (_, realm, words) => {
    for (const credential of [ALICE, ANONYMOUS]) {
      const { transport, done } = fetching({ parameters: { realm }, credential });
      const error = await done.catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'denied' });
      expect(String(error)).toContain(words);
      expect(String(error)).not.toContain('hunter2');
      expect(transport.requests).toEqual([]);
    }
  });

  it.each([
    ['that is missing', {}],
    ['that is empty', { realm: '' }],
    ['that is no address', { realm: 'https://' }],
    ['that is not a web address', { realm: 'javascript:alert(1)' }],
  ])('%s is refused', async (_, parameters) => {
    const { transport, done } = fetching({ parameters });
    await expect(done).rejects.toThrow('it names no valid token server');
    await expect(done).rejects.toMatchObject({ code: 'invalid-answer' });
    expect(transport.requests).toEqual([]);
  });

  it('that is a stranger may be asked by nobody in particular', async () => {
    const { transport, done } = fetching({ parameters: { realm: 'https://tokens.test/t' }, credential: ANONYMOUS });
    // Nothing was withheld where there was nothing.
    expect(Object.keys(await done)).toEqual(['value', 'renewAt']);
    expect(transport.requests.map(({ url }) => url.host)).toEqual(['tokens.test']);
  });
});
