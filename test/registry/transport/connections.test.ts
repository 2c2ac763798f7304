import { describe, expect, it } from 'vitest';
import { answerTimeout, TIMEOUTS } from '../../../src/registry/transport/connections.ts';
import type { HttpRequest } from '../../../src/registry/transport/http.ts';
import { openHttpTransport } from '../../../src/registry/transport/network.ts';
import { startServer } from '../support.ts';

const MIB = 1024 * 1024;
const EMPTY = new Uint8Array();

function stream(length: number) {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(length);
  }
  return { source, length };
}

describe('the time for an answer', () => {
  it.each<[string, Pick<HttpRequest, 'method' | 'body' | 'commits'>, number]>([
    ['a read', { method: 'GET' }, 60_000],
    ['a look', { method: 'HEAD' }, 60_000],
    ['a session', { method: 'POST' }, 60_000],
    ['a token', { method: 'POST', body: EMPTY }, 60_000],
    ['a manifest', { method: 'PUT', body: new Uint8Array(10) }, 601_000],
    ['a chunk', { method: 'PATCH', body: stream(8 * MIB) }, 608_000],
    ['a closing PUT with the bytes', { method: 'PUT', body: stream(3 * MIB) }, 603_000],
    ['a closing PUT that brings nothing itself', { method: 'PUT', body: EMPTY, commits: 10_240 * MIB }, 10_840_000],
  ])('of %s grows with what is stored for it', (_, request, expected) => {
    expect(answerTimeout(request, TIMEOUTS)).toBe(expected);
  });

  it('is that of any other answer where no other is set', () => {
    expect(answerTimeout({ method: 'PUT', body: EMPTY }, { connect: 1, headers: 2, body: 3 })).toBe(2);
  });

  it.each([
    ['waits for a slow commit', { method: 'PUT', body: EMPTY, commits: 1 }, 201],
    ['waits for what it streams to be stored', { method: 'PUT', body: stream(10) }, 201],
    ['does not wait for a read', { method: 'GET' }, undefined],
  ] as const)('%s', async (_, request, status) => {
    await using server = await startServer((incoming, response) => {
      incoming.resume().on('end', () => setTimeout(() => response.writeHead(201).end(), 2500));
    });
    const timeouts = { connect: 1000, headers: 500, commit: 20_000, body: 500 };
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', timeouts });
    const sent = wire.send({ ...request, url: new URL(`http://${server.host}/v2/a/blobs/uploads/1`) });
    if (status === undefined) await expect(sent).rejects.toMatchObject({ code: 'timeout' });
    else expect((await sent).status).toBe(status);
  });
});
