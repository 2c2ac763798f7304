import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../src/errors.ts';
import type { Credential } from '../../src/registry/credentials/credential.ts';
import { fetchToken } from '../../src/registry/token.ts';
import { createTransport, type FakeAnswer } from './support.ts';

const NOW = 1_000_000;
const REALM = 'https://registry.example.com/token';
const ALICE: Credential = { kind: 'basic', username: 'alice', password: 'secret' };
const ANONYMOUS: Credential = { kind: 'anonymous' };

function fetching(options: {
  readonly answer?: FakeAnswer;
  readonly credential?: Credential;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly scopes?: readonly string[];
}) {
  const transport = createTransport(() => options.answer ?? { body: '{"token":"t"}' });
  const done = fetchToken(transport, {
    registry: new URL('https://registry.example.com/v2/'),
    challenge: {
      scheme: 'bearer',
      parameters: new Map(Object.entries(options.parameters ?? { realm: REALM, service: 'registry' })),
    },
    credential: options.credential ?? ALICE,
    scopes: options.scopes ?? ['repository:p/app:pull,push', 'repository:d/app:pull'],
    now: NOW,
  });
  return { transport, done };
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
  ])('given as %s is kept until ten seconds before its end', async (_, body, value, seconds) => {
    const { done } = fetching({ answer: { body } });
    expect(await done).toEqual({ value, renewAt: NOW + seconds * 1000 - 10_000 });
  });
});

describe('an answer', () => {
  it.each([
    ['no JSON', '<html>', 'is no JSON object'],
    ['a list', '[]', 'is no JSON object'],
    ['no token', '{}', 'holds no token'],
    ['an empty token', '{"token":""}', 'holds no token'],
    ['a token with a line feed', '{"token":"a\\nX: y"}', 'holds no token'],
    ['a token with a blank', '{"token":"a b"}', 'holds no token'],
    ['a token that is a number', '{"token":7}', 'holds no token'],
    ['64 KiB and more', `{"token":"${'a'.repeat(64 * 1024)}"}`, 'is too large'],
  ])('with %s is refused', async (_, body, reason) => {
    await expect(fetching({ answer: { body } }).done).rejects.toThrow(
      `Cannot log in to registry "registry.example.com": its token server's answer ${reason}; ask its administrators to correct it`,
    );
  });

  const WRONG =
    'Cannot log in to registry "registry.example.com": it does not take the credentials; check the username and password, and that they may be used for these repositories';
  const NONE =
    'Cannot log in to registry "registry.example.com": it wants credentials and none were found; log in with docker/login-action before this step, or give a username and password as inputs';
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

describe('a realm', () => {
  it.each([
    ['elsewhere', 'https://evil.test/token', '"evil.test", which may not have its credentials'],
    ['in the metadata of a cloud', 'http://169.254.169.254/token', '"169.254.169.254"'],
    ['without HTTPS', 'http://registry.example.com/token', '"registry.example.com"'],
    ['with a user', 'https://user@registry.example.com/token', '"registry.example.com"'],
  ])('%s gets no credentials, and no request at all', async (_, realm, words) => {
    const { transport, done } = fetching({ parameters: { realm } });
    await expect(done).rejects.toThrow(words);
    expect(transport.requests).toEqual([]);
  });

  it.each([
    ['that is missing', {}],
    ['that is empty', { realm: '' }],
    ['that is no address', { realm: 'https://' }],
    ['that is no web address', { realm: 'javascript:alert(1)' }],
  ])('%s is refused', async (_, parameters) => {
    const { transport, done } = fetching({ parameters });
    await expect(done).rejects.toThrow('it names no valid token server');
    expect(transport.requests).toEqual([]);
  });

  it('that is a stranger may be asked by nobody in particular', async () => {
    const { transport, done } = fetching({ parameters: { realm: 'https://tokens.test/t' }, credential: ANONYMOUS });
    await done;
    expect(transport.requests.map(({ url }) => url.host)).toEqual(['tokens.test']);
  });
});
