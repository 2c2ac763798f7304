import { describe, expect, it } from 'vitest';
import { findPresent, findPresentBelow, lookUpTags } from '../../src/image/existing-tags.ts';
import { childrenFirst, type GraphNode } from '../../src/image/graph.ts';
import { type Digest, digestOf } from '../../src/oci/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts';
import { graphOf } from '../promotion/support.ts';
import { APP, createFakeClient } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { ContentSet, jsonBytes } from '../support/image/content.ts';

/** A registry that has the manifests of some references, and nothing else. */
function having(digests: ReadonlyMap<string, Digest>) {
  return createFakeClient(({ url }) => {
    const digest = digests.get(url.pathname.split('/').at(-1) ?? '');
    return digest === undefined ? { status: 404 } : { headers: { 'docker-content-digest': digest } };
  });
}

/** The manifests of an image, the root last. */
function nodesOf(platforms: readonly string[]): readonly GraphNode[] {
  return childrenFirst(graphOf(buildImage({ platforms, layers: 1 })));
}

/** An index of an index of a manifest. */
function nestedImage() {
  const set = new ContentSet();
  const config = set.addBlob('application/vnd.oci.image.config.v1+json', jsonBytes({}));
  const leaf = set.addManifest(OCI_MANIFEST, { config, layers: [] });
  const inner = set.addManifest(OCI_INDEX, { manifests: [leaf] });
  const index = set.addManifest(OCI_INDEX, { manifests: [inner] });
  return { index, manifests: set.manifests };
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
  const few = nodesOf(['linux/amd64', 'linux/arm64']);
  const many = nodesOf(['linux/amd64', 'linux/arm64', 'linux/s390x', 'linux/ppc64le', 'linux/riscv64']);

  it.each([
    ['all of them', few, [0, 1, 2], [0, 1, 2], 3],
    ['the root alone', few, [2], [2], 3],
    ['the root and a child', few, [0, 2], [0, 2], 3],
    ['none without the root', few, [0, 1], [], 3],
    ['all of many', many, [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], 6],
    ['none of many, of which only the root is asked for', many, [0, 1], [], 1],
  ] as const)('are %s', async (_, nodes, stored, expected, count) => {
    const digests = nodes.map(({ descriptor }) => descriptor.digest);
    const pick = (indices: readonly number[]) => indices.flatMap((index) => digests[index] ?? []);
    const { client, requests } = having(new Map(pick(stored).map((digest) => [digest, digest])));
    const root = nodes.at(-1);
    expect(root && (await findPresent(client, APP, root))).toEqual(new Set(pick(expected)));
    expect(requests).toHaveLength(count);
  });
});

describe('manifests below the children of an index', () => {
  const graph = graphOf(nestedImage());
  const digests = childrenFirst(graph).map(({ descriptor }) => descriptor.digest);
  const [leaf, inner, root] = digests;

  it('are asked for where the root is there', async () => {
    const { client, requests } = having(new Map(digests.map((digest) => [digest, digest])));
    const present = new Set([inner, root].flatMap((digest) => digest ?? []));
    expect(await findPresentBelow(client, APP, graph, present)).toEqual(new Set(digests));
    expect(requests.map(({ url }) => url.pathname.split('/').at(-1))).toEqual([leaf]);
  });

  it('are not asked for without it', async () => {
    const { client, requests } = having(new Map());
    expect(await findPresentBelow(client, APP, graph, new Set())).toEqual(new Set());
    expect(requests).toEqual([]);
  });
});
