import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import type { HttpRequest, Method } from '../../../src/registry/transport/http.ts';
import { withRedirects } from '../../../src/registry/transport/redirect.ts';
import { openWire } from '../../../src/registry/transport/wire.ts';
import { createTransport, type FakeAnswer, linesOf, startServer } from '../support.ts';

const HEADERS = {
  authorization: 'Basic canary',
  accept: 'a/b',
  range: 'bytes=0-1',
  cookie: 'canary',
  'x-own': 'canary',
};

function request(method: Method = 'GET', url = 'https://registry.example.com/v2/a/blobs/x?y=z'): HttpRequest {
  return { method, url: new URL(url), headers: HEADERS };
}

/** Follows redirects upon a transport that redirects to each address in turn, and then answers. */
function follow(locations: readonly (string | undefined)[], first = request(), status = 307) {
  const transport = createTransport((_, index): FakeAnswer => {
    if (index >= locations.length) return { status: 200 };
    const location = locations[index];
    return { status, headers: location === undefined ? {} : { location } };
  });
  return { transport, done: withRedirects(transport).send(first) };
}

describe('a read', () => {
  it.each([301, 302, 303, 307, 308])('follows status %d', async (status) => {
    const { transport, done } = follow(['/v2/b'], request(), status);
    expect((await done).status).toBe(200);
    expect((await done).url.href).toBe('https://registry.example.com/v2/b');
    expect(linesOf(transport.requests)).toEqual(['GET /v2/a/blobs/x?y=z', 'GET /v2/b']);
  });

  it.each([
    ['the same origin', '/b', HEADERS],
    ['the same origin with its port', 'https://registry.example.com:443/b', HEADERS],
    ['another port', 'https://registry.example.com:8443/b', { accept: 'a/b', range: 'bytes=0-1' }],
    ['a host below it', 'https://cdn.registry.example.com/b', { accept: 'a/b', range: 'bytes=0-1' }],
    ['another host', 'https://evil.test/b', { accept: 'a/b', range: 'bytes=0-1' }],
    ['another host without a scheme', '//evil.test/b', { accept: 'a/b', range: 'bytes=0-1' }],
    ['another host with backslashes', '\\\\evil.test/b', { accept: 'a/b', range: 'bytes=0-1' }],
  ])('takes to %s only the headers that belong there', async (_, location, headers) => {
    const { transport, done } = follow([location]);
    await done;
    expect(transport.requests[1]?.headers).toEqual(headers);
  });

  it('does not take credentials back once they were left behind', async () => {
    const { transport, done } = follow(['https://elsewhere.test/b', 'https://registry.example.com/c']);
    await done;
    expect(transport.requests.map(({ url }) => url.host)).toEqual([
      'registry.example.com',
      'elsewhere.test',
      'registry.example.com',
    ]);
    expect(transport.requests[2]?.headers).toEqual({ accept: 'a/b', range: 'bytes=0-1' });
  });

  it.each([
    ['leaves HTTPS', 'http://registry.example.com/b', 'it leaves HTTPS for plain HTTP'],
    ['leaves the web', 'javascript:alert(1)', '"javascript:" is no web address'],
    ['reads a file', 'file:///etc/passwd', '"file:" is no web address'],
    ['carries a user', 'https://user@registry.example.com/b', 'the address carries credentials'],
    ['carries a password', 'https://:secret@registry.example.com/b', 'the address carries credentials'],
    ['goes nowhere', 'https://', 'the redirect has no valid address'],
    ['has no address', undefined, 'the redirect has no valid address'],
  ])('is refused where the redirect %s', async (_, location, reason) => {
    const { transport, done } = follow([location]);
    await expect(done).rejects.toThrow(
      new RegistryError(
        `Cannot follow registry "registry.example.com" to where it sends us: ${reason}; ask its administrators to correct it`,
        { code: 'invalid-answer', registry: 'registry.example.com' },
      ),
    );
    expect(transport.requests).toHaveLength(1);
  });

  it('may leave plain HTTP for HTTPS', async () => {
    const { done } = follow(['https://registry.example.com/b'], request('GET', 'http://registry.example.com/a'));
    expect((await done).url.protocol).toBe('https:');
  });

  it.each([
    ['five redirects', 5, true],
    ['six redirects', 6, false],
    ['a loop', 1000, false],
  ])('that meets %s ends', async (_, count, isFollowed) => {
    const { transport, done } = follow(Array.from({ length: count }, () => '/a'));
    if (isFollowed) expect((await done).status).toBe(200);
    else await expect(done).rejects.toThrow('it redirects more than 5 times');
    expect(transport.requests).toHaveLength(6);
  });

  it.each([200, 300, 304, 404])('takes status %d for no redirect', async (status) => {
    const { transport, done } = follow(['/b'], request(), status);
    expect((await done).status).toBe(status);
    expect(transport.requests).toHaveLength(1);
  });
});

describe('a write', () => {
  it.each<Method>(['POST', 'PUT', 'PATCH', 'DELETE'])('by %s is not redirected', async (method) => {
    const { transport, done } = follow(['/b'], request(method));
    expect((await done).status).toBe(307);
    expect(transport.requests).toHaveLength(1);
  });
});

describe('on the network', () => {
  it('credentials reach no other origin, and do not come back', async () => {
    await using storage = await startServer((request, response) => {
      response.writeHead(302, { Location: `http://${home.host}/back?from=${request.url}` }).end();
    });
    await using home = await startServer((request, response) => {
      if (request.url?.startsWith('/back')) response.end('bytes');
      else response.writeHead(307, { Location: `http://${storage.host}/blob` }).end();
    });
    await using wire = await openWire({ userAgent: 'sealift-test' });
    const response = await withRedirects(wire).send({
      method: 'GET',
      url: new URL(`http://${home.host}/v2/a`),
      headers: HEADERS,
    });
    expect(response.status).toBe(200);
    await response.discard();
    expect(home.seen[0]?.headers).toMatchObject(HEADERS);
    const later = [...storage.seen, ...home.seen.slice(1)];
    expect(later.map(({ path }) => path)).toEqual(['/blob', '/back?from=/blob']);
    expect(JSON.stringify(later)).not.toContain('canary');
    expect(later.map(({ headers }) => headers['user-agent'])).toEqual(['sealift-test', 'sealift-test']);
  });
});
