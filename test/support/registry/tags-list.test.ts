import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { pushImage } from '../image/push-image.ts';
import type { RegistryOptions } from './options.ts';
import { startRegistry } from './registry.ts';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 0 });
const TAGS = ['b', 'A', 'a', '_', '1.10', '1.9'];
const SORTED = ['1.10', '1.9', 'A', '_', 'a', 'b'];

async function registryWithTags(options: RegistryOptions = {}) {
  const registry = await startRegistry(options);
  await pushImage(registry.host, 'a', IMAGE, TAGS);
  return registry;
}

describe('tags/list', () => {
  it('lists all tags in order', async () => {
    await using registry = await registryWithTags();
    const answer = await call(registry.host, { path: '/v2/a/tags/list' });
    expect([answer.status, answer.json]).toEqual([200, { name: 'a', tags: SORTED }]);
    expect(answer.headers.has('link')).toBe(false);
  });

  it.each([
    ['?n=2', ['1.10', '1.9'], '</v2/a/tags/list?n=2&last=1.9>; rel="next"'],
    ['?n=2&last=1.9', ['A', '_'], '</v2/a/tags/list?n=2&last=_>; rel="next"'],
    ['?n=2&last=_', ['a', 'b'], null],
    ['?last=Z', ['_', 'a', 'b'], null],
    ['?n=0', [], null],
    ['?n=6', SORTED, null],
  ])('honours %s', async (query, tags, link) => {
    await using registry = await registryWithTags();
    const answer = await call(registry.host, { path: `/v2/a/tags/list${query}` });
    expect([answer.json, answer.headers.get('link')]).toEqual([{ name: 'a', tags }, link]);
  });

  it('leads through all pages, however much is asked for', async () => {
    await using registry = await registryWithTags({ pageSize: 4 });
    const first = await call(registry.host, { path: '/v2/a/tags/list?n=1000' });
    expect(first.json).toEqual({ name: 'a', tags: SORTED.slice(0, 4) });
    const [, next = ''] = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await call(registry.host, { path: next });
    expect([second.json, second.headers.get('link')]).toEqual([{ name: 'a', tags: SORTED.slice(4) }, null]);
  });

  it.each(['-1', 'x', '1.5'])('refuses n=%s', async (n) => {
    await using registry = await registryWithTags();
    const answer = await call(registry.host, { path: `/v2/a/tags/list?n=${n}` });
    expect([answer.status, answer.codes]).toEqual([400, ['PAGINATION_NUMBER_INVALID']]);
  });

  it('knows a repository from its first manifest on', async () => {
    await using registry = await registryWithTags();
    await call(registry.host, { method: 'POST', path: '/v2/b/blobs/uploads/' });
    const unknown = await call(registry.host, { path: '/v2/b/tags/list' });
    expect([unknown.status, unknown.codes]).toEqual([404, ['NAME_UNKNOWN']]);
    await call(registry.host, { method: 'DELETE', path: `/v2/a/manifests/${IMAGE.index.digest}` });
    expect((await call(registry.host, { path: '/v2/a/tags/list' })).json).toEqual({ name: 'a', tags: [] });
  });
});
