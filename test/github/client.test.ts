import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readEvent } from '../../src/event/event.ts';
import { openGitHubClient } from '../../src/github/client.ts';
import { readId } from '../../src/github/failure.ts';
import { HAS_OPENSSL } from '../registry/private-network.ts';
import { createFaultyCertificate, startTlsServer } from '../registry/tls-servers.ts';
import { closeServer, listen } from '../support/loopback.ts';

async function startApi(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const authorized: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    authorized.push(request.headers.authorization);
    response.setHeader('Content-Type', 'application/json');
    answer(request, response);
  });
  const url = `http://${await listen(server)}`;
  return { url, authorized, [Symbol.asyncDispose]: () => closeServer(server) };
}

function openApi(url: string) {
  const environment = { GITHUB_API_URL: url, GITHUB_REPOSITORY: 'acme/shop' };
  const client = openGitHubClient(readEvent(environment, {}), 'secret-token', { environment: {} });
  if (client === undefined) throw new Error('there are a token and a repository');
  return client;
}

const GET = { method: 'GET', path: '/repos/acme/shop' } as const;

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("GitHub's token", () => {
  it.each([301, 302, 307, 308])('does not go along a redirect to another host: %i', async (status) => {
    await using evil = await startApi((_, response) => response.end('[]'));
    await using api = await startApi((_, response) => response.writeHead(status, { Location: `${evil.url}/x` }).end());
    const client = openApi(api.url);
    await expect(client.send(GET)).rejects.toThrow('where the token is not sent');
    expect(evil.authorized).toEqual([]);
  });

  it('does not go to a next page on another host', async () => {
    await using evil = await startApi((_, response) => response.end('[]'));
    await using api = await startApi((_, response) => {
      response.writeHead(200, { Link: `<${evil.url}/page2>; rel="next"` }).end('[{"ref":"refs/tags/v1"}]');
    });
    const client = openApi(api.url);
    const { next } = await client.readOnce('/git/matching-refs/tags');
    if (!(next instanceof URL)) throw new Error('there is a next page');
    await expect(client.readOnce(next)).rejects.toThrow('where the token is not sent');
    expect(evil.authorized).toEqual([]);
  });

  it('goes along where a repository was renamed, at the same host, and only to read', async () => {
    await using api = await startApi((request, response) => {
      if (request.url === '/repositories/1') response.end('{"id":1}');
      else response.writeHead(301, { Location: '/repositories/1' }).end();
    });
    const client = openApi(api.url);
    await expect(client.send(GET)).resolves.toEqual({ id: 1 });
    await expect(client.send({ method: 'POST', path: '/repos/acme/shop/deployments' })).rejects.toThrow(
      'GitHub answered 301 to POST',
    );
    expect(api.authorized).toEqual(Array.from({ length: 3 }, () => 'Bearer secret-token'));
  });

  it('goes nowhere in circles', async () => {
    await using api = await startApi((_, response) => response.writeHead(302, { Location: '/again' }).end());
    const client = openApi(api.url);
    await expect(client.send(GET)).rejects.toThrow('GitHub answered 302');
    expect(api.authorized.length).toBeLessThan(6);
  });

  it.skipIf(!HAS_OPENSSL)('goes to no server that cannot be trusted, whatever the environment allows', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await using certificate = await createFaultyCertificate('self-signed');
    await using server = await startTlsServer(certificate);
    const client = openApi(`https://${server.host}`);
    await expect(client.send(GET)).rejects.toThrow(/self.signed/i);
    expect(server.requests()).toBe(0);
  });
});

describe("GitHub's answer", () => {
  it('is not decompressed', async () => {
    await using api = await startApi((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('[]'));
    });
    const client = openApi(api.url);
    await expect(client.send(GET)).rejects.toThrow('its answer is compressed');
  });

  it('may have no body', async () => {
    await using api = await startApi((_, response) => response.writeHead(204).end());
    const client = openApi(api.url);
    await expect(client.send({ method: 'POST', path: '/repos/acme/shop/x' })).resolves.toBe('');
  });

  it('may have an id that is larger than a number holds', async () => {
    await using api = await startApi((_, response) => response.end('{"id":12345678901234567891,"a":1e400}'));
    const answer = await openApi(api.url).send(GET);
    expect(readId(answer)).toBe('12345678901234567891');
  });

  it.each([
    [
      'its message',
      '{"message":"Not Found","documentation_url":"https://a.b","status":"404"}',
      'Not Found - https://a.b',
    ],
    [
      'what is wrong with each field',
      '{"message":"Invalid","errors":[{"code":"a"},"b"]}',
      'Invalid: {"code":"a"}, "b"',
    ],
    ['all of what has no message', '{"error":"x"}', 'Unknown error: {"error":"x"}'],
    ['what is not JSON', 'Bad gateway', 'Bad gateway'],
  ])('says why it refuses a request: %s', async (_, body, message) => {
    await using api = await startApi((__, response) => response.writeHead(404).end(body));
    await expect(openApi(api.url).send(GET)).rejects.toMatchObject({ message });
  });
});
