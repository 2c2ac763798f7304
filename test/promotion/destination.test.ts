import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '../../src/oci/digest.ts';
import { findPresent, lookUpTags } from '../../src/promotion/destination.ts';
import { childrenFirst } from '../../src/promotion/graph/graph.ts';
import { APP, createFakeClient } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { graphOf } from './support.ts';

/** A registry that has the manifests of some references, and nothing else. */
function having(digests: ReadonlyMap<string, Digest>) {
  return createFakeClient(({ url }) => {
    const digest = digests.get(url.pathname.split('/').at(-1) ?? '');
    return digest === undefined ? { status: 404 } : { headers: { 'docker-content-digest': digest } };
  });
}

describe('tags', () => {
  it('are looked up, and those that are gone left out', async () => {
    const known = new Map([
      ['1', digestOf('a')],
      ['latest', digestOf('b')],
    ]);
    const { client, requests } = having(known);
    expect(await lookUpTags(client, APP, ['1', 'gone', 'latest', 'no tag'])).toEqual(known);
    expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'HEAD', 'HEAD']);
  });

  it('that cannot be looked up are an error', async () => {
    const { client } = createFakeClient(() => ({ status: 500 }));
    await expect(lookUpTags(client, APP, ['1'])).rejects.toMatchObject({ code: 'server-error' });
  });
});

describe('the manifests that a destination has', () => {
  const graph = graphOf(buildImage());
  const [amd64, arm64, root] = childrenFirst(graph).map(({ descriptor }) => descriptor.digest);
  const all = [amd64, arm64, root].flatMap((digest) => digest ?? []);

  it.each([
    ['all of them', all, all],
    ['the root alone', all.slice(2), all.slice(2)],
    ['the root and a child', [amd64, root].flatMap((digest) => digest ?? []), [root, amd64]],
  ])('are %s', async (_, stored, expected) => {
    const { client, requests } = having(new Map(stored.map((digest) => [digest, digest])));
    expect(await findPresent(client, APP, graph, true)).toEqual(new Set(expected));
    expect(requests).toHaveLength(2);
  });

  it('are not asked for where the root is missing', async () => {
    const { client, requests } = having(new Map());
    expect(await findPresent(client, APP, graph, false)).toEqual(new Set());
    expect(requests).toEqual([]);
  });
});
