import { expect, it } from 'vitest';
import type { Method } from '../../../src/registry/transport/http.ts';
import { withWriteLatency } from '../../../src/registry/transport/write-latency.ts';
import { createClock, createTransport } from '../support.ts';

/** Sends requests that take given times, and tells the slowest write. */
async function paceOf(requests: readonly (readonly [Method, string, number])[]): Promise<number> {
  const clock = createClock();
  const transport = createTransport((_, index) => {
    clock.advance(requests[index]?.[2] ?? 0);
    return {};
  });
  const measured = withWriteLatency(transport, clock.now);
  for (const [method, path] of requests) {
    await measured.transport.send({ method, url: new URL(path, 'https://registry.example.com') });
  }
  return measured.writeLatency.slowestWrite;
}

const MANIFEST = '/v2/a/manifests/1';

it.each<readonly [string, Parameters<typeof paceOf>[0], number]>([
  ['nothing', [], 0],
  ['a manifest', [['PUT', MANIFEST, 40]], 40],
  [
    'the slowest of several',
    [
      ['PUT', MANIFEST, 10],
      ['POST', '/v2/a/blobs/uploads/', 70],
      ['PUT', MANIFEST, 20],
    ],
    70,
  ],
  [
    'no reads',
    [
      ['GET', MANIFEST, 500],
      ['HEAD', MANIFEST, 500],
    ],
    0,
  ],
  [
    'no blobs, whose time is that of their size',
    [
      ['PUT', '/v2/a/blobs/uploads/1', 9000],
      ['PATCH', '/v2/a/b', 9000],
    ],
    0,
  ],
])('the pace of a registry is that of %s', async (_, requests, expected) => {
  expect(await paceOf(requests)).toBe(expected);
});
