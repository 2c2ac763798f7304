import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/oci/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../src/oci/media-type.ts';
import { fallbackTag, listReferrers, readFallbackIndex } from '../../../src/registry/referrers/referrers.ts';
import { APP, createFakeClient, errorBody, type FakeAnswer, linesOf } from '../support.ts';

const SUBJECT = digestOf('subject');
const TAG = `sha256-${SUBJECT.slice(7)}`;
const MISSING: FakeAnswer = { status: 404, body: errorBody('MANIFEST_UNKNOWN') };

function entry(name: string) {
  return { mediaType: OCI_MANIFEST, digest: digestOf(name), size: 7, artifactType: 'a/b' };
}

function index(names: readonly string[], headers: FakeAnswer['headers'] = {}): FakeAnswer {
  const body = JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: names.map(entry) });
  return { body, headers: { 'content-type': OCI_INDEX, ...headers } };
}

/** A registry that answers its API and its fallback tag by what it is given. */
function registry(api: FakeAnswer | readonly FakeAnswer[], fallback: FakeAnswer = MISSING) {
  const pages = Array.isArray(api) ? [...api] : [api];
  return createFakeClient(({ url }) =>
    url.pathname.includes('/referrers/') ? ((pages.length > 1 ? pages.shift() : pages[0]) ?? MISSING) : fallback,
  );
}

async function namesOf(fake: ReturnType<typeof registry>): Promise<readonly string[]> {
  const known = new Map(['a', 'b', 'c'].map((name) => [digestOf(name), name]));
  const found = await listReferrers(fake.client, APP, SUBJECT);
  return found.map(({ digest }) => known.get(digest) ?? digest);
}

describe('the fallback tag', () => {
  it.each([
    ['sha256', SUBJECT, TAG],
    ['sha512, cut', digestOf('subject', 'sha512'), `sha512-${digestOf('subject', 'sha512').slice(7, 71)}`],
  ])('of %s', (_, digest, expected) => {
    expect(fallbackTag(digest)).toBe(expected);
  });
});

describe('referrers are listed', () => {
  it.each([
    ['from the API', index(['a', 'b']), MISSING, ['a', 'b']],
    ['from the fallback tag', MISSING, index(['a']), ['a']],
    ['from both, each once', index(['a', 'b']), index(['b', 'c']), ['a', 'b', 'c']],
    ['from the fallback tag, where the API is there and empty', index([]), index(['a']), ['a']],
    ['as none', index([]), MISSING, []],
    ['as none without an API', MISSING, MISSING, []],
    ['without an API by 405', { status: 405 }, index(['a']), ['a']],
    ['without an API by 400', { status: 400 }, index(['a']), ['a']],
    ['without an API by 406', { status: 406 }, index(['a']), ['a']],
    ['without an API by a web page', { ...index(['b']), from: 'https://web.test/' }, index(['a']), ['a']],
  ])('%s', async (_, api, fallback, expected) => {
    expect(await namesOf(registry(api, fallback))).toEqual(expected);
  });

  it('to the last page', async () => {
    const fake = registry([index(['a'], { link: '<?p=2>; rel="next"' }), index(['b'])]);
    expect(await namesOf(fake)).toEqual(['a', 'b']);
    expect(linesOf(fake.requests)).toContain(`GET /v2/d/app/referrers/${SUBJECT}?p=2`);
  });

  it('as empty where the list is null, as olareg writes it', async () => {
    const body = JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: null });
    expect(await listReferrers(registry({ body }).client, APP, SUBJECT)).toEqual([]);
  });

  it('with their types and annotations', async () => {
    const body = JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [{ ...entry('a'), annotations: { k: 'v' } }],
    });
    const { client } = registry({ body });
    expect(await listReferrers(client, APP, SUBJECT)).toEqual([{ ...entry('a'), annotations: new Map([['k', 'v']]) }]);
  });
});

describe('a long list of referrers', () => {
  const NEEDED = digestOf('needed');
  const types = ['a/record', 'a/bundle'];
  const query = { keep: ({ artifactType }: { readonly artifactType?: string }) => artifactType !== 'a/b', types };

  function page(names: readonly string[], headers: FakeAnswer['headers'] = {}, artifactType = 'a/b'): FakeAnswer {
    const manifests = names.map((name) => ({ ...entry(name), artifactType }));
    const body = JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests });
    return { body, headers: { 'content-type': OCI_INDEX, ...headers } };
  }

  it('is asked for by type where it has more than one page', async () => {
    const { client, requests } = createFakeClient(({ url }) => {
      if (!url.pathname.includes('/referrers/')) return MISSING;
      const type = url.searchParams.get('artifactType');
      if (type === null) return page(['scan'], { link: '<?p=2>; rel="next"' });
      return page(type === 'a/record' ? ['needed'] : [], { 'oci-filters-applied': 'artifactType' }, type);
    });
    const found = await listReferrers(client, APP, SUBJECT, query);
    expect(found.map(({ digest }) => digest)).toEqual([NEEDED]);
    expect(linesOf(requests).filter((line) => line.includes('?'))).toEqual(
      types.map((type) => `GET /v2/d/app/referrers/${SUBJECT}?artifactType=${encodeURIComponent(type)}`),
    );
  });

  it('is read to its end, and only what is needed counts, where the registry does not filter', async () => {
    const pages = 20;
    const { client } = createFakeClient(({ url }) => {
      if (!url.pathname.includes('/referrers/')) return MISSING;
      const at = Number(url.searchParams.get('p') ?? '1');
      if (at === pages) return page(['needed'], {}, 'a/record');
      const names = Array.from({ length: 100 }, (_, index) => `scan ${at} ${index}`);
      return page(names, { link: `<?p=${at + 1}>; rel="next"` });
    });
    const found = await listReferrers(client, APP, SUBJECT, query);
    expect(found.map(({ digest }) => digest)).toEqual([NEEDED]);
    await expect(listReferrers(client, APP, SUBJECT)).rejects.toThrow('there are more than 1000 of those needed');
  });

  it('that breaks off is an error and no shorter list', async () => {
    const fake = registry([index(['a'], { link: '<?p=2>; rel="next"' }), MISSING]);
    await expect(namesOf(fake)).rejects.toThrow('the list breaks off, since its next page answers 404');
  });
});

describe('an API that refuses', () => {
  it.each([403, 500, 503])('by %s leaves the fallback tag where somebody is told', async (status) => {
    const warnings: string[] = [];
    const fake = registry({ status }, index(['a']));
    const list = () => listReferrers(fake.client, APP, SUBJECT, { warn: (sentence) => warnings.push(sentence) });
    expect((await list()).map(({ digest }) => digest)).toEqual([digestOf('a')]);
    const { length } = fake.requests;
    await list();
    expect(fake.requests.length - length).toBe(1);
    expect(warnings).toEqual([
      expect.stringContaining(`answers ${status} when asked for referrers in registry.example.com/d/app`),
    ]);
    expect(warnings[0]).toContain('set "referrers: false"');
    // Whoever depends on the answer still gets the refusal.
    await expect(listReferrers(fake.client, APP, SUBJECT)).rejects.toThrow(`the registry answers ${status}`);
  });

  it('by 401 or 429 is an error all the same', async () => {
    const warn = () => undefined;
    await expect(listReferrers(registry({ status: 401 }).client, APP, SUBJECT, { warn })).rejects.toThrow(
      'Cannot log in',
    );
    await expect(listReferrers(registry({ status: 429 }).client, APP, SUBJECT, { warn })).rejects.toThrow('429');
  });
});

describe('a list of referrers is an error where', () => {
  it.each([
    ['the API is refused', { status: 403 }, MISSING, 'the registry answers 403'],
    ['the API fails', { status: 500 }, MISSING, 'the registry answers 500'],
    ['the API gives a web page', { body: '<html>' }, MISSING, 'it is not valid JSON'],
    ['the API gives a manifest', { body: '{"schemaVersion":2,"layers":[]}' }, MISSING, 'Cannot list the referrers'],
    ['the API gives a list of tags', { body: '{"tags":[]}' }, MISSING, 'it is neither an index nor a manifest'],
    ['its page leads to itself', index(['a'], { link: '<?>; rel="next"' }), MISSING, 'the list has no end'],
    [
      'it goes on at another host',
      index(['a'], { link: '<https://evil.test/>; rel="next"' }),
      MISSING,
      'the next page of the list is on another host',
    ],
    ['the fallback tag is refused', MISSING, { status: 403 }, 'the registry answers 403'],
    ['the fallback tag holds no index', MISSING, { body: '{}' }, 'it is neither an index nor a manifest'],
    ['the page is too large', { body: Buffer.alloc(4 * 1024 * 1024 + 1) }, MISSING, 'the list is larger than 4 MiB'],
  ])('%s', async (_, api, fallback, words) => {
    await expect(listReferrers(registry(api, fallback).client, APP, SUBJECT)).rejects.toThrow(words);
  });

  it('it goes on for ever', async () => {
    const { client } = createFakeClient(({ url }, count) =>
      url.pathname.includes('/referrers/') ? index([], { link: `<?p=${count}>; rel="next"` }) : MISSING,
    );
    await expect(listReferrers(client, APP, SUBJECT)).rejects.toThrow(
      'the list has more than 100 pages; remove the signatures, SBOMs and records that nobody needs',
    );
  });

  it('it names more than a thousand', async () => {
    const page = (from: number, count: number) => index(Array.from({ length: count }, (_, name) => `${from + name}`));
    expect(await listReferrers(registry(page(0, 1000)).client, APP, SUBJECT)).toHaveLength(1000);
    const { client, requests } = registry([
      { ...page(0, 1000), headers: { link: '<?p=2>; rel="next"' } },
      { ...page(1000, 1), headers: { link: '<?p=3>; rel="next"' } },
    ]);
    await expect(listReferrers(client, APP, SUBJECT)).rejects.toThrow(
      'there are more than 1000 of those needed; remove the signatures, SBOMs and records that nobody needs',
    );
    expect(linesOf(requests).filter((line) => line.includes('/referrers/'))).toHaveLength(2);
  });

  it('the image itself stands under the fallback tag', async () => {
    const image = Buffer.from('{"schemaVersion":2,"manifests":[]}');
    const subject = digestOf(image);
    const { client } = createFakeClient(() => ({ body: image, headers: { 'content-type': OCI_INDEX } }));
    await expect(readFallbackIndex(client, APP, subject)).rejects.toThrow('the image itself stands under that tag');
  });
});
