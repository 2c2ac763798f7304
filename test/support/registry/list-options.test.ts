import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { buildReferrer } from '../image/build-referrer.ts';
import { IMAGE_MEDIA_TYPES } from '../image/media-types.ts';
import type { ReferrersMode, TagListOptions } from './list-options.ts';
import type { RegistryOptions } from './options.ts';
import { startRegistry } from './registry.ts';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const OTHER = buildImage({ platforms: ['linux/amd64'], layers: 1, seed: 'other' });
const SBOM = buildReferrer(IMAGE.index, { artifactType: 'application/spdx+json' });
const SUBJECT = IMAGE.index.digest;
const UNKNOWN = `sha256:${'0'.repeat(64)}`;
const FALLBACK = SUBJECT.replace(':', '-');

describe('referrers', () => {
  it.each<[ReferrersMode, boolean, number, number | undefined, number]>([
    ['api', true, 200, 1, 200],
    ['none', false, 404, undefined, 404],
    ['empty', false, 200, 0, 200],
    ['known-subjects', true, 200, 1, 400],
    ['announced', true, 404, undefined, 404],
  ])('are %s: announced %s, listed with %d', async (referrers, isAnnounced, status, count, unknownStatus) => {
    await using registry = await startRegistry({ referrers });
    registry.load('a', IMAGE, []);
    registry.load('a', { ...SBOM, manifests: new Map() }, []);
    const put = await call(registry.host, {
      method: 'PUT',
      path: `/v2/a/manifests/${SBOM.index.digest}`,
      headers: { 'Content-Type': SBOM.index.mediaType },
      body: SBOM.manifests.get(SBOM.index.digest)?.bytes ?? '',
    });
    expect([put.status, put.headers.has('oci-subject')]).toEqual([201, isAnnounced]);
    const list = await call(registry.host, { path: `/v2/a/referrers/${SUBJECT}` });
    expect(list.status).toBe(status);
    expect((list.json as { manifests: unknown[] } | undefined)?.manifests.length).toBe(count);
    expect((await call(registry.host, { path: `/v2/a/referrers/${UNKNOWN}` })).status).toBe(unknownStatus);
  });
});

describe('a fallback tag that lags', () => {
  async function registryWith(options: RegistryOptions) {
    const registry = await startRegistry(options);
    registry.load('a', IMAGE, [FALLBACK]);
    registry.load('a', OTHER, []);
    const write = async (tag: string, { index, manifests }: typeof IMAGE) => {
      const headers = { 'Content-Type': index.mediaType };
      const body = manifests.get(index.digest)?.bytes ?? '';
      await call(registry.host, { method: 'PUT', path: `/v2/a/manifests/${tag}`, headers, body });
    };
    const read = async (tag: string, method = 'GET') => {
      const headers = { Accept: IMAGE_MEDIA_TYPES.oci.index };
      const answer = await call(registry.host, { method, path: `/v2/a/manifests/${tag}`, headers });
      return answer.headers.get('docker-content-digest');
    };
    return { registry, write, read };
  }

  it('shows what was there before its last write, for some reads', async () => {
    const { registry, write, read } = await registryWith({ fallbackLag: 2 });
    await using _ = registry;
    expect(await read(FALLBACK)).toBe(SUBJECT);
    await write(FALLBACK, OTHER);
    expect([await read(FALLBACK), await read(FALLBACK, 'HEAD')]).toEqual([SUBJECT, SUBJECT]);
    expect(await read(FALLBACK)).toBe(OTHER.index.digest);
  });

  it('shows nothing where there was nothing, and lags no longer where the same is written again', async () => {
    const { registry, write, read } = await registryWith({ fallbackLag: 2 });
    await using _ = registry;
    const tag = UNKNOWN.replace(':', '-');
    await write(tag, OTHER);
    expect(await read(tag)).toBeNull();
    await write(tag, OTHER);
    expect([await read(tag), await read(tag)]).toEqual([null, OTHER.index.digest]);
  });

  it('is no other tag', async () => {
    const { registry, write, read } = await registryWith({ fallbackLag: 2 });
    await using _ = registry;
    await write('latest', OTHER);
    expect(await read('latest')).toBe(OTHER.index.digest);
  });
});

describe('the list of tags', () => {
  const TAGS = ['b', '1.9', 'a', '1.10'];

  async function list(
    tagList: TagListOptions,
    query: string,
    { tags: kept = TAGS, ...options }: { readonly pageSize?: number; readonly tags?: readonly string[] } = {},
  ) {
    await using registry = await startRegistry({ tagList, ...options });
    registry.load('virtual/a', IMAGE, kept);
    const answer = await call(registry.host, { path: `/v2/virtual/a/tags/list${query}` });
    const { tags } = (answer.json ?? {}) as { tags?: string[] };
    return { ...answer, tags, link: answer.headers.get('link')?.replace(registry.host, 'HOST') };
  }

  it.each([
    [400, ['PAGINATION_NUMBER_INVALID']],
    [405, ['UNSUPPORTED']],
  ] as const)('refuses too large an n with %d', async (status, codes) => {
    const maxN = { n: 10, status };
    expect((await list({ maxN }, '?n=10')).status).toBe(200);
    expect(await list({ maxN }, '?n=11')).toMatchObject({ status, codes });
  });

  it('may pass over n', async () => {
    expect(await list({ ignoresN: true }, '?n=1')).toMatchObject({ tags: ['1.10', '1.9', 'a', 'b'], link: undefined });
  });

  it('may need n', async () => {
    expect((await list({ needsN: true }, '')).status).toBe(504);
    expect((await list({ needsN: true }, '?n=9')).status).toBe(200);
  });

  it('may be by time', async () => {
    expect((await list({ order: 'time' }, '')).tags).toEqual(TAGS);
    expect((await list({ order: 'time' }, '?last=1.9')).tags).toEqual(['a', '1.10']);
    expect((await list({ order: 'time' }, '?last=1.0')).tags).toEqual(TAGS);
  });

  it('may be in the order of a language, which pages follow', async () => {
    const tags = ['1.0-RC', 'B', 'a', 'C', 'b'];
    const inOrder = ['1.0-RC', 'a', 'b', 'B', 'C'];
    expect((await list({ order: 'language' }, '', { tags })).tags).toEqual(inOrder);
    expect((await list({ order: 'language' }, '?last=b', { tags })).tags).toEqual(['B', 'C']);
  });

  it.each([
    ['next', 4, undefined],
    ['full', 4, '</v2/virtual/a/tags/list?n=4&last=b>; rel="next"'],
    ['full', 5, undefined],
    ['always', 5, '</v2/virtual/a/tags/list?n=5&last=b>; rel="next"'],
  ] as const)('links a page after the last: %s, with n=%d', async (links, n, link) => {
    expect(await list({ links }, `?n=${n}`)).toMatchObject({ tags: ['1.10', '1.9', 'a', 'b'], link });
  });

  it.each([
    ['relative', '</v2/virtual/a/tags/list?n=3&last=a>; rel="next"'],
    ['absolute', '<http://HOST/v2/virtual/a/tags/list?n=3&last=a>; rel="next"'],
    ['wrong-prefix', '</v2/a/tags/list?n=3&last=a>; rel="next"'],
  ] as const)('links its next page: %s', async (link, expected) => {
    expect(await list({ link }, '?n=1000', { pageSize: 3 })).toMatchObject({
      tags: ['1.10', '1.9', 'a'],
      link: expected,
    });
  });
});
