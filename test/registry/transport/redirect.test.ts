import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import type { HttpRequest, Method } from '../../../src/registry/transport/http.ts';
import { openHttpTransport } from '../../../src/registry/transport/network.ts';
import { withRedirects } from '../../../src/registry/transport/redirect.ts';
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
    ['leaves the web', 'javascript:alert(1)', '"javascript:" is not a web address'],
    ['reads a file', 'file:///etc/passwd', '"file:" is not a web address'],
    ['carries a user', 'https://user@registry.example.com/b', 'the address carries credentials'],
    ['carries a password', 'https://:secret@registry.example.com/b', 'the address carries credentials'],
    ['goes nowhere', 'https://', 'the redirect has no valid address'],
    ['has no address', undefined, 'the redirect has no valid address'],
  ])('is refused where the redirect %s', async (_, location, reason) => {
    const { transport, done } = follow([location]);
    await expect(done).rejects.toThrow(
      new RegistryError({
        what: 'follow registry "registry.example.com" to where it sends us',
        reason,
        remedy: 'ask its administrators to correct it',
        code: 'invalid-answer',
      }),
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

const ORIGIN = 'https://registry.example.com';
const READS: readonly Method[] = ['GET', 'HEAD'];
const METHODS: readonly Method[] = [...READS, 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What becomes of a redirect: followed with all headers, with those for strangers, or refused. */
type Fate = 'all' | 'few' | 'refused';
/** Where it leads, what becomes of a read, and of a write whose redirect keeps its method. */
const TARGETS: readonly (readonly [string, string | undefined, Fate, Fate])[] = [
  ['the same origin', '/b?_state=a%2Bb%3D', 'all', 'all'],
  ['the same origin, whole', `${ORIGIN}/b`, 'all', 'all'],
  ['the same origin with its port', `${ORIGIN}:443/b`, 'all', 'all'],
  ['the same origin without a scheme', '//registry.example.com/b', 'all', 'all'],
  ['the same origin in capitals', 'HTTPS://REGISTRY.EXAMPLE.COM/b', 'all', 'all'],
  ['another port', `${ORIGIN}:8443/b`, 'few', 'refused'],
  ['plain HTTP', 'http://registry.example.com/b', 'refused', 'refused'],
  ['a host below', 'https://cdn.registry.example.com/b', 'few', 'refused'],
  ['the domain above', 'https://example.com/b', 'few', 'refused'],
  ['a host that only begins alike', 'https://registry.example.com.evil.test/b', 'few', 'refused'],
  ['another host', 'https://evil.test/b', 'few', 'refused'],
  ['another host without a scheme', '//evil.test/b', 'few', 'refused'],
  ['another host with backslashes', '\\\\evil.test/b', 'few', 'refused'],
  ['another host behind a user', 'https://registry.example.com@evil.test/b', 'refused', 'refused'],
  ['no web address', 'javascript:alert(1)', 'refused', 'refused'],
  ['data', 'data:text/plain,x', 'refused', 'refused'],
  ['nothing valid', 'https://', 'refused', 'refused'],
  ['nowhere', undefined, 'refused', 'refused'],
];
const MATRIX = [301, 302, 303, 307, 308].flatMap((status) =>
  METHODS.flatMap((method) =>
    TARGETS.map(([to, location, read, write]) => {
      const kept: Fate = status === 307 || status === 308 ? write : 'refused';
      return { status, method, to, location, fate: READS.includes(method) ? read : kept };
    }),
  ),
);

describe('the matrix', () => {
  it.each(MATRIX)('$status of $method to $to: $fate', async ({ status, method, location, fate }) => {
    const { transport, done } = follow([location], request(method), status);
    if (fate === 'refused') {
      await expect(done).rejects.toMatchObject({ name: 'RegistryError', code: 'invalid-answer' });
      expect(transport.requests).toHaveLength(1);
      return;
    }
    expect((await done).status).toBe(200);
    expect(transport.requests.map((seen) => seen.method)).toEqual([method, method]);
    expect(transport.requests[1]?.url).toEqual(new URL(location ?? '', `${ORIGIN}/v2/a/blobs/x`));
    expect(transport.requests[1]?.headers).toEqual(fate === 'all' ? HEADERS : { accept: 'a/b', range: 'bytes=0-1' });
  });
});

describe('a write', () => {
  it('is sent anew with all its bytes', async () => {
    const bodies: string[] = [];
    await using server = await startServer(async (incoming, response) => {
      let body = '';
      for await (const chunk of incoming) body += chunk;
      bodies.push(`${incoming.method} ${incoming.url} ${body}`);
      if (incoming.url === '/a') response.writeHead(307, { Location: '/b?_state=x%2B' }).end();
      else response.writeHead(202).end();
    });
    await using wire = await openHttpTransport({ userAgent: 'sealift-test' });
    let made = 0;
    async function* source() {
      made++;
      yield Buffer.from('lay');
      yield Buffer.from('er');
    }
    const url = new URL(`http://${server.host}/a`);
    const chain = withRedirects(wire);
    expect((await chain.send({ method: 'PATCH', url, body: { source, length: 5 } })).status).toBe(202);
    expect((await chain.send({ method: 'PUT', url, body: Buffer.from('{}') })).status).toBe(202);
    expect(made).toBe(2);
    expect(bodies).toEqual(['PATCH /a layer', 'PATCH /b?_state=x%2B layer', 'PUT /a {}', 'PUT /b?_state=x%2B {}']);
  });

  it.each([
    ['to another host', 307, 'https://evil.test/b?X-Signature=canary', 'it redirects a PUT to "evil.test"'],
    ['that asks for a read', 302, '/b', 'it answers a PUT with 302, which asks for a read'],
  ])('redirect %s is refused in a sentence', async (_, status, location, reason) => {
    const { done } = follow([location], request('PUT'), status);
    await expect(done).rejects.toThrow(
      `Cannot follow registry "registry.example.com" to where it sends us: ${reason}; ask its administrators to correct it`,
    );
    await expect(done).rejects.not.toThrow('canary');
  });

  it('that meets a loop ends', async () => {
    const { transport, done } = follow(new Array(1000).fill('/a'), request('PATCH'));
    await expect(done).rejects.toThrow('it redirects more than 5 times');
    expect(transport.requests).toHaveLength(6);
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
    await using wire = await openHttpTransport({ userAgent: 'sealift-test' });
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
