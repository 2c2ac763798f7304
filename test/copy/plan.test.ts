import { describe, expect, it } from 'vitest';
import { planCopy } from '../../src/copy/plan.ts';
import { childrenFirst } from '../../src/image/graph.ts';
import { parseDigest } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { graphOf } from '../promotion/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { ContentSet } from '../support/image/content.ts';

const from = parseRepository('ghcr.io/d/app');
const SAME = { from, to: parseRepository('ghcr.io/p/app') };
const OTHER = { from, to: parseRepository('quay.io/p/app') };

const graph = graphOf(buildImage({ platforms: ['linux/amd64', 'linux/arm64'], nested: true }));
/** linux/amd64, linux/arm64, the inner index, the outer index: in the order of the plan. */
const [amd64, arm64, inner, root] = childrenFirst(graph).map(({ descriptor }) => descriptor.digest);

describe('a plan', () => {
  it.each([
    ['nothing', [], 4, 6],
    ['the root alone, as an interrupted copy leaves it', [root], 4, 6],
    ['root and inner index', [root, inner], 4, 6],
    ['one platform', [amd64], 3, 3],
    ['one platform and the root', [amd64, root], 3, 3],
    ['both platforms', [amd64, arm64], 2, 0],
    ['all but the inner index', [amd64, arm64, root], 2, 0],
    ['all but the root', [amd64, arm64, inner], 1, 0],
    ['everything', [amd64, arm64, inner, root], 0, 0],
  ])('where the destination has %s writes what is missing', (_, present, manifests, blobs) => {
    const plan = planCopy([graph], SAME, new Set(present.flatMap((digest) => digest ?? [])));
    expect(plan.manifests).toHaveLength(manifests);
    expect(plan.blobs).toHaveLength(blobs);
    expect(plan).toMatchObject(SAME);
    expect(plan.isPartial).toBe(present.length > 0);
  });

  it('names what must be there before each manifest', () => {
    const { manifests } = planCopy([graph], SAME, new Set());
    expect(manifests.map(({ node }) => node.descriptor.digest)).toEqual([amd64, arm64, inner, root]);
    expect(manifests.map(({ after }) => after)).toEqual([[], [], [arm64], [amd64, inner]]);
    expect(manifests.map(({ blobs }) => blobs.length)).toEqual([3, 3, 0, 0]);
  });

  it.each([
    ['one registry', SAME, 'mount'],
    ['two registries', OTHER, 'stream'],
    ['two ports of a host', { from: parseRepository('localhost:1/a'), to: parseRepository('localhost:2/a') }, 'stream'],
  ])('for %s brings blobs there by one way', (_, route, way) => {
    expect([...new Set(planCopy([graph], route, new Set()).blobs.map((step) => step.way))]).toEqual([way]);
  });

  it('can do without the layers that their licence keeps elsewhere', () => {
    const set = new ContentSet();
    const foreign = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
    const index = set.addManifest('application/vnd.oci.image.manifest.v1+json', {
      config: set.addBlob('application/vnd.oci.image.config.v1+json', Buffer.from('{}')),
      layers: [set.addBlob(foreign, Buffer.from('windows'))],
    });
    const plan = planCopy([graphOf({ index, manifests: set.manifests })], SAME, new Set());
    expect(plan.blobs.map(({ blob, optional }) => [blob.mediaType, optional])).toEqual([
      ['application/vnd.oci.image.config.v1+json', false],
      [foreign, true],
    ]);
  });

  it('writes a blob once that several platforms share', () => {
    const set = new ContentSet();
    const config = set.addBlob('a/config', Buffer.from('{}'));
    const layer = set.addBlob('a/layer', Buffer.from('layer'));
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const manifests = [
      set.addManifest(type, { config, layers: [layer, layer], annotations: { a: '1' } }),
      set.addManifest(type, { config, layers: [layer], annotations: { a: '2' } }),
    ];
    const index = set.addManifest('application/vnd.oci.image.index.v1+json', { manifests });
    const plan = planCopy([graphOf({ index, manifests: set.manifests })], SAME, new Set());
    expect(plan.blobs.map(({ blob }) => blob.digest)).toEqual([config.digest, layer.digest]);
    const [first] = manifests;
    const half = planCopy(
      [graphOf({ index, manifests: set.manifests })],
      SAME,
      new Set([parseDigest(first?.digest ?? '')]),
    );
    expect(half.blobs).toHaveLength(2);
    expect(half.manifests).toHaveLength(2);
  });
});
