import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { IMAGE_MEDIA_TYPES } from '../image/media-types.ts';
import type { RateLimitOptions } from './rate-limit.ts';
import { startRegistry } from './registry.ts';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const START = Date.parse('2020-01-02T03:04:05Z');
const PING = { path: '/v2/' };
const PULL = { path: '/v2/a/manifests/1', headers: { Accept: IMAGE_MEDIA_TYPES.oci.index } };

async function registryWith(rateLimit: RateLimitOptions, now = () => START) {
  const registry = await startRegistry({ rateLimit, now });
  registry.load('a', IMAGE, ['1']);
  return registry;
}

describe('a limit', () => {
  it('may be met by every third request', async () => {
    await using registry = await registryWith({ every: 3 });
    const statuses = [];
    for (let count = 0; count < 7; count++) statuses.push((await call(registry.host, PING)).status);
    expect(statuses).toEqual([200, 200, 429, 200, 200, 429, 200]);
  });

  it('may be a budget that comes back with time', async () => {
    let time = START;
    await using registry = await registryWith({ budget: { requests: 2, seconds: 60 } }, () => time);
    const ask = async () => (await call(registry.host, PING)).status;
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
    time += 59_999;
    expect(await ask()).toBe(429);
    time += 1;
    expect(await ask()).toBe(200);
  });

  it('may count pulls alone, and say what is left of them', async () => {
    await using registry = await registryWith({ budget: { requests: 1, seconds: 60 }, counts: 'pulls', headers: true });
    const { host } = registry;
    const head = await call(host, { ...PULL, method: 'HEAD' });
    const [first, second] = [await call(host, PULL), await call(host, PULL)];
    expect([head.status, first.status, second.status]).toEqual([200, 200, 429]);
    expect(head.headers.has('ratelimit-limit')).toBe(false);
    expect(first.headers.get('ratelimit-limit')).toBe('1;w=60');
    expect(first.headers.get('ratelimit-remaining')).toBe('0;w=60');
    expect((await call(host, PING)).status).toBe(200);
  });

  it.each([
    ['seconds', '7', /^too many requests$/],
    ['date', 'Thu, 02 Jan 2020 03:04:12 GMT', /^too many requests$/],
    ['go-body', null, /^retry-after: 7000\.305464ms, allowed: 2000\/minute$/],
    ['none', null, /^too many requests$/],
  ] as const)('hints by %s', async (hint, header, words) => {
    await using registry = await registryWith({ every: 1, hint, wait: 7 });
    const answer = await call(registry.host, PING);
    expect([answer.status, answer.codes, answer.headers.get('retry-after')]).toEqual([
      ...[429, ['TOOMANYREQUESTS'], header],
    ]);
    expect(answer.json).toMatchObject({ errors: [{ message: expect.stringMatching(words) }] });
  });

  it.each([
    ['hub-pulls', 'application/json', /You have reached your pull rate limit/],
    ['hub-abuse', 'text/plain', /^Too Many Requests \(HAP429\)\.\n$/],
  ] as const)('speaks as %s', async (words, type, text) => {
    await using registry = await registryWith({ every: 1, words });
    const answer = await call(registry.host, PING);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([429, type]);
    expect(Buffer.from(answer.bytes).toString()).toMatch(text);
  });
});

it('a warning stands on every answer', async () => {
  await using registry = await startRegistry({ warning: 'this registry is closed down' });
  const answers = [await call(registry.host, PING), await call(registry.host, PULL)];
  expect(answers.map(({ status, headers }) => [status, headers.get('warning')])).toEqual([
    [200, '299 - "this registry is closed down"'],
    [404, '299 - "this registry is closed down"'],
  ]);
});
