import { describe, expect, it } from 'vitest';
import { parseDigest } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { fallbackName } from '../support/image/push-referrer.ts';
import { below, imageOf, indexOf, SweepWorld } from './sweep-world.ts';

const MARK = '0-retired-20251223-000000000000';

const AMD = 0;

function childOf(image: ReturnType<typeof imageOf>, index: number): string {
  return [...below(image)].filter((digest) => image.manifests.get(digest)?.mediaType.includes('manifest'))[index] ?? '';
}

describe('sweepImage', () => {
  it('deletes tags, root, children and referrers in this order, and writes a tombstone before and after', async () => {
    await using world = await SweepWorld.open();
    const image = imageOf('A');
    const sbom = buildReferrer(image.index, { artifactType: 'application/spdx+json' });
    const signature = buildReferrer(sbom.index, { artifactType: 'application/sig' });
    world.put(image, MARK, '1.0.0');
    world.put(sbom);
    world.put(signature);
    world.put(imageOf('B'), '2.0.0');
    const { outcome, tombstones } = await world.sweep(image, { tags: [parseTag('1.0.0')] });
    expect(outcome).toMatchObject({ kind: 'destroyed', deleted: 5, contents: { left: [] } });
    expect(tombstones.map(([state]) => state)).toEqual(['destroying', 'destroyed']);
    const [, contents] = tombstones[0] ?? [];
    expect(contents).toMatchObject({ root: image.index.digest, tags: ['1.0.0'] });
    expect(new Set(contents?.children)).toEqual(below(image));
    expect(contents?.referrers).toEqual([sbom.index.digest, signature.index.digest]);
    const deleted = world.registry.log
      .filter(({ method }) => method === 'DELETE')
      .map(({ path }) => path.split('/').at(-1));
    expect(deleted).toEqual([
      '0-no-such-tag-of-any-image',
      ...['1.0.0', MARK, image.index.digest],
      ...[...below(image)].toReversed(),
      ...[sbom.index.digest, signature.index.digest],
    ]);
    expect([...world.registry.tags('p/app').keys()]).toEqual(['2.0.0']);
    expect(world.registry.manifests('p/app').size).toBe(3);
  });

  it('vector 34: keeps a child that a kept index shares', async () => {
    await using world = await SweepWorld.open();
    const [one, two] = [imageOf('A'), imageOf('B')];
    const shared = childOf(one, AMD);
    const kept = indexOf([one, shared], [two, childOf(two, 1)]);
    world.put(one, MARK);
    world.put(kept, '2.0.0');
    const sbom = buildReferrer({ ...one.index, digest: shared }, { artifactType: 'application/spdx+json' });
    world.put(sbom);
    expect((await world.sweep(one, { staying: [kept] })).outcome).toMatchObject({ kind: 'destroyed', deleted: 2 });
    const there = world.registry.manifests('p/app');
    expect(there.has(one.index.digest)).toBe(false);
    expect(there.has(childOf(one, 1))).toBe(false);
    for (const digest of [shared, kept.index.digest, sbom.index.digest]) expect(there.has(digest)).toBe(true);
  });

  it('vector 35: deletes lists of referrers and the tags of cosign with the image, after its root', async () => {
    await using world = await SweepWorld.open({ referrers: 'none' });
    const image = imageOf('A');
    const sbom = buildReferrer(image.index, { artifactType: 'application/spdx+json' });
    const list = indexOf([{ ...sbom, platforms: [] }, sbom.index.digest]);
    const signature = buildReferrer(imageOf('other').index, { content: 'signature' });
    world.put(image, MARK);
    world.put(list, fallbackName(image.index));
    world.put(signature, `${fallbackName(image.index)}.sig`);
    const { outcome } = await world.sweep(image);
    expect(outcome).toMatchObject({ kind: 'destroyed', contents: { left: [], referrers: [sbom.index.digest] } });
    expect(world.registry.tags('p/app').size).toBe(0);
    expect(world.registry.manifests('p/app').size).toBe(0);
    const deleted = world.registry.log
      .filter(({ method }) => method === 'DELETE')
      .map(({ path }) => path.split('/').at(-1));
    expect(deleted.indexOf(fallbackName(image.index))).toBeGreaterThan(deleted.indexOf(image.index.digest));
  });

  it('keeps an SBOM that stands beside another image, too', async () => {
    await using world = await SweepWorld.open();
    const [one, two] = [imageOf('A'), imageOf('B')];
    const sbom = buildReferrer(imageOf('other').index, { content: 'the same' });
    world.put(one, MARK);
    world.put(two, '2.0.0');
    world.put(sbom, `${fallbackName(one.index)}.sbom`, `${fallbackName(two.index)}.sbom`);
    expect((await world.sweep(one, { staying: [two] })).outcome).toMatchObject({ kind: 'destroyed' });
    expect(world.registry.tags('p/app').get(`${fallbackName(two.index)}.sbom`)).toBe(sbom.index.digest);
    expect(world.registry.tags('p/app').has(`${fallbackName(one.index)}.sbom`)).toBe(false);
  });

  it('vector 56: keeps an inner index that a kept index has', async () => {
    await using world = await SweepWorld.open();
    const inner = imageOf('inner', { platforms: ['linux/arm64'] });
    const due = indexOf([inner, inner.index.digest], [imageOf('A'), childOf(imageOf('A'), AMD)]);
    const kept = indexOf([inner, inner.index.digest]);
    world.put(due, MARK);
    world.put(kept, '2.0.0');
    expect((await world.sweep(due, { staying: [kept] })).outcome).toMatchObject({ kind: 'destroyed' });
    expect(world.has(kept)).toEqual([...kept.manifests].map(() => true));
    expect(world.registry.manifests('p/app').has(due.index.digest)).toBe(false);
  });

  it.each([
    ['a tag that came since', { tag: 'hotfix' }, 'the tag hotfix holds it now'],
    ['a younger record', { record: '2026-01-01T00:00:00Z' }, 'it has a record that is newer than its retirement'],
  ])(
    'vectors 44 and 57: rescues an image with %s',
    async (_, { tag, record }: { tag?: string; record?: string }, reason) => {
      await using world = await SweepWorld.open();
      const image = imageOf('A');
      world.put(image, MARK);
      const names = new Set(world.registry.tags('p/app').keys());
      if (tag !== undefined) world.put(image, tag);
      if (record !== undefined) {
        const annotations = {
          'org.opencontainers.image.created': record,
          'in-toto.io/predicate-type': 'https://sealift.github.io/promotion/v1',
        };
        world.put(buildReferrer(image.index, { artifactType: 'application/vnd.in-toto+json', annotations }));
      }
      const { outcome, tombstones } = await world.sweep(image, { names });
      expect(outcome).toEqual({ kind: 'rescue', reason });
      expect(tombstones).toEqual([]);
      expect(world.has(image)).not.toContain(false);
    },
  );

  it('vector 47: deletes in an order that a registry like GAR takes', async () => {
    let refusals = 0;
    await using world = await SweepWorld.open({
      intercept({ method }, response, path) {
        const reference = path.split('/').at(-1) ?? '';
        if (method !== 'DELETE' || !reference.startsWith('sha256:')) return false;
        const isTagged = [...world.registry.tags('p/app').values()].includes(reference);
        const isChild = [...world.registry.manifests('p/app').values()].some(
          ({ bytes, mediaType }) => mediaType.includes('index') && Buffer.from(bytes).includes(reference),
        );
        if (!isTagged && !isChild) return false;
        refusals++;
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end('{"errors":[{"code":"GOOGLE_MANIFEST_DANGLING_TAG","message":"manifest is still referenced"}]}');
        return true;
      },
    });
    const image = imageOf('A');
    world.put(image, MARK, '1.0.0', '20251201_01');
    const { outcome } = await world.sweep(image, { tags: [parseTag('1.0.0'), parseTag('20251201_01')] });
    expect(outcome).toMatchObject({ kind: 'destroyed', contents: { left: [] } });
    expect(refusals).toBe(0);
    expect(world.registry.manifests('p/app').size).toBe(0);
  });

  it('vector 48: leaves an image whose archive lacks something', async () => {
    await using world = await SweepWorld.open();
    const image = imageOf('A');
    world.put(image, MARK);
    const proveArchive = async () => 'its archive lacks sha256:1234 (a record of 2026-11-28)';
    const { outcome, tombstones } = await world.sweep(image, { proveArchive });
    expect(outcome).toEqual({ kind: 'left', reason: await proveArchive() });
    expect(tombstones).toEqual([]);
  });

  it('puts back what it deleted if the image is pushed again meanwhile', async () => {
    let pushed = false;
    await using world = await SweepWorld.open({
      intercept({ method }, response, path) {
        // A promotion that found the children pushes the root, after the first child is gone.
        if (pushed || method !== 'DELETE' || !path.endsWith([...below(image)].at(-1) ?? '')) return false;
        pushed = true;
        response.once('finish', () =>
          world.put({ ...image, manifests: new Map([...image.manifests].slice(-1)) }, '1.0.0'),
        );
        return false;
      },
    });
    const image = imageOf('A');
    world.put(image, MARK);
    const { outcome } = await world.sweep(image);
    expect(outcome).toEqual({ kind: 'rescue', reason: 'it was pushed again while it was being destroyed' });
    expect(world.has(image)).not.toContain(false);
  });

  it('puts back what an image that came meanwhile has, too', async () => {
    const [one, two] = [imageOf('A'), imageOf('B')];
    const late = indexOf([one, childOf(one, AMD)], [two, childOf(two, AMD)]);
    await using world = await SweepWorld.open();
    world.put(one, MARK);
    const onTombstone = (state: string) => {
      if (state === 'destroyed') world.put({ ...late, manifests: new Map([...late.manifests].slice(-1)) }, '3.0.0');
    };
    await world.sweep(one, { onTombstone });
    expect(world.registry.manifests('p/app').has(childOf(one, AMD))).toBe(true);
  });

  it('stops with an error if something that stays lacks a manifest', async () => {
    await using world = await SweepWorld.open({
      intercept({ method }, response, path) {
        // What else deletes in the repository at the same time.
        if (method === 'DELETE' && path.endsWith(one.index.digest)) {
          response.once(
            'finish',
            () =>
              void fetch(`http://${world.registry.host}/v2/p/app/manifests/${childOf(two, AMD)}`, { method: 'DELETE' }),
          );
        }
        return false;
      },
    });
    const [one, two] = [imageOf('A'), imageOf('B')];
    const kept = indexOf([one, childOf(one, AMD)], [two, childOf(two, AMD)]);
    world.put(one, MARK);
    world.put(kept, '2.0.0');
    const lost = indexOf([one, childOf(one, 1)], [two, childOf(two, AMD)]);
    world.put(lost, '2.0.1');
    await expect(world.sweep(one, { staying: [kept, lost] })).rejects.toThrow(/an image that stays lacks/);
  });

  it('goes on where a sweep was cut off, by the digests of its tombstone', async () => {
    await using world = await SweepWorld.open();
    const image = imageOf('A');
    const sbom = buildReferrer(image.index, { artifactType: 'application/spdx+json' });
    world.put({ ...image, manifests: new Map([...image.manifests].slice(0, -1)) });
    world.put(sbom);
    const unfinished = {
      root: parseDigest(image.index.digest),
      children: [...below(image)],
      referrers: [parseDigest(sbom.index.digest)],
    };
    const { outcome, tombstones } = await world.sweep(image, { unfinished, mark: undefined });
    expect(outcome).toMatchObject({ kind: 'destroyed', deleted: 3 });
    expect(tombstones.at(-1)?.[1]).toMatchObject(unfinished);
    expect(world.registry.manifests('p/app').size).toBe(0);
  });

  it.each([400, 403, 405, 409, 412])(
    'leaves an image that the registry keeps with %i, and marks it again',
    async (status) => {
      await using world = await SweepWorld.open({
        intercept({ method }, response, path) {
          if (method !== 'DELETE' || !path.includes('sha256:')) return false;
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end('{"errors":[{"code":"DENIED","message":"not this one"}]}');
          return true;
        },
      });
      const image = imageOf('A');
      world.put(image, MARK, '1.0.0');
      const { outcome } = await world.sweep(image, { tags: [parseTag('1.0.0')] });
      expect(outcome).toMatchObject({ kind: 'left', reason: expect.stringContaining('not this one') });
      expect([...world.registry.tags('p/app')]).toEqual([[MARK, image.index.digest]]);
      expect(world.has(image)).not.toContain(false);
    },
  );

  it('leaves an image with a tag that cannot be deleted, before its root goes', async () => {
    await using world = await SweepWorld.open({ immutability: { style: 'quay', only: /^1\.0\.0$/ } });
    const image = imageOf('A');
    world.put(image, MARK, '1.0.0');
    const { outcome } = await world.sweep(image, { tags: [parseTag('1.0.0')] });
    expect(outcome).toMatchObject({ kind: 'left', reason: expect.stringContaining('its tag 1.0.0 cannot be deleted') });
    expect(world.has(image)).not.toContain(false);
    expect(world.registry.tags('p/app').has(MARK)).toBe(true);
  });

  it('deletes the root with its tags where tags cannot be deleted', async () => {
    await using world = await SweepWorld.open({ delete: 'digest-only' });
    const image = imageOf('A');
    world.put(image, '1.0.0');
    const { outcome } = await world.sweep(image, { tags: [parseTag('1.0.0')], mark: undefined });
    expect(outcome).toMatchObject({ kind: 'destroyed', deleted: 3 });
    expect(world.registry.tags('p/app').size).toBe(0);
  });
});
