import { describe, expect, it } from 'vitest';
import { readGraph } from '../../src/image/read-graph.ts';
import { digestOf, parseDigest } from '../../src/oci/digest.ts';
import { OCI_INDEX } from '../../src/oci/media-type.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { getManifest } from '../../src/registry/manifests.ts';
import { listTags } from '../../src/registry/tag-list.ts';
import { repositoryOn } from '../promotion/support.ts';
import { APP, connect, createFakeClient, startServer } from '../registry/support.ts';

const GIBIBYTE = 1024 ** 3;
const MEBIBYTE = Buffer.alloc(1024 * 1024, ' ');

/** A server that sends a gibibyte without saying so, and counts what it got rid of. */
async function startFlood() {
  let sent = 0;
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'content-type': OCI_INDEX });
    const pour = (): void => {
      while (sent < GIBIBYTE && !response.destroyed) {
        sent += MEBIBYTE.length;
        if (!response.write(MEBIBYTE)) return void response.once('drain', pour);
      }
      response.end();
    };
    pour();
  });
  return { ...server, sent: () => sent, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('an answer of a gibibyte whose length nobody told', () => {
  it.each([
    ['a manifest', 4, (flood: string) => [getManifest, flood] as const],
    ['a list of tags', 16, (flood: string) => [listTags, flood] as const],
  ])('is cut off at the limit: %s', async (_, limit, choose) => {
    await using flood = await startFlood();
    await using connection = await connect(flood.host);
    const [read, host] = choose(flood.host);
    const before = process.memoryUsage().rss;
    const reading = read(connection.client, repositoryOn(host, 'd/app'), parseTag('1'));
    await expect(reading).rejects.toMatchObject({ code: 'too-large' });
    // What is on its way in sockets and streams comes on top.
    expect(flood.sent()).toBeLessThan((limit + 32) * MEBIBYTE.length);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MEBIBYTE.length);
  });
});

/** A registry of indexes that each name so many others, made up as they are asked for by a number in them. */
function bomb(children: number) {
  const made = new Map<string, Buffer>();
  function make(level: number, number: number): Buffer {
    const manifests = Array.from({ length: level === 0 ? 0 : children }, (_, index) => {
      const bytes = make(level - 1, number * children + index);
      const digest = digestOf(bytes);
      made.set(digest, bytes);
      return { mediaType: OCI_INDEX, digest, size: bytes.length };
    });
    const annotations = { number: `${level}/${number}` };
    return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests, annotations }));
  }
  return { made, make };
}

describe('an index of indexes', () => {
  it.each([
    ['too deep', 1, 6, 6],
    ['too wide', 1100, 1, 1],
    ['that multiplies at each level', 11, 3, 1000],
  ])('that is %s is not read to its end', async (_, children, levels, atMost) => {
    const { made, make } = bomb(children);
    const root = make(levels, 0);
    const { client, requests } = createFakeClient(({ url }) => {
      const body = made.get(url.pathname.split('/').at(-1) ?? '');
      return body === undefined ? { status: 404 } : { body, headers: { 'content-type': OCI_INDEX } };
    });
    const stored = { mediaType: OCI_INDEX, digest: parseDigest(digestOf(root)), bytes: root };
    await expect(readGraph(client, APP, stored)).rejects.toThrow('it has more than 1000 manifests or 4 levels');
    expect(requests.length).toBeLessThanOrEqual(atMost);
  });
});
