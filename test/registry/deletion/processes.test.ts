import { describe, expect, it } from 'vitest';
import { parseDigest } from '../../../src/oci/digest.ts';
import { parseRepository, parseTag } from '../../../src/oci/reference.ts';
import { openOciDeleter } from '../../../src/registry/deletion/oci.ts';
import { headManifest } from '../../../src/registry/manifests.ts';
import { startDistribution } from '../../support/distribution.ts';
import { buildImage } from '../../support/image/build-image.ts';
import { pushImage } from '../../support/image/push-image.ts';
import { startOlareg } from '../../support/olareg.ts';
import { DISTRIBUTION_2, DISTRIBUTION_3, findRegistryProgram, OLAREG } from '../../support/registry-programs.ts';
import { connect } from '../support.ts';

const [one, two] = [parseTag('1.0.0'), parseTag('latest')];

async function open(host: string) {
  const image = buildImage({ layers: 1, layerBytes: 16 });
  await pushImage(host, 'd/app', image, [one, two]);
  const connection = await connect(host);
  const repository = parseRepository(`${host}/d/app`);
  const { client } = connection;
  return {
    connection,
    digest: parseDigest(image.index.digest),
    deleter: openOciDeleter(client, repository),
    has: async (reference: Parameters<typeof headManifest>[2]) =>
      (await headManifest(client, repository, reference)) !== undefined,
  };
}

describe.skipIf(findRegistryProgram(OLAREG) === undefined)('olareg', () => {
  it('deletes a tag without what it holds, and by digest all tags', async () => {
    await using registry = await startOlareg();
    const { connection, digest, deleter, has } = await open(registry.host);
    await using _ = connection;
    expect(await deleter.canDeleteTags()).toBe(true);
    expect(await deleter.deleteTag(one, digest)).toEqual({ kind: 'deleted' });
    expect([await has(one), await has(two), await has(digest)]).toEqual([false, true, true]);
    expect(await deleter.deleteManifest(digest)).toEqual({ kind: 'deleted' });
    expect([await has(two), await has(digest)]).toEqual([false, false]);
    expect(await deleter.deleteManifest(digest)).toEqual({ kind: 'absent' });
  });
});

describe.each([
  [2, DISTRIBUTION_2, false],
  [3, DISTRIBUTION_3, true],
] as const)('CNCF Distribution %i', (version, program, deletesTags) => {
  const isMissing = findRegistryProgram(program) === undefined;

  it.skipIf(isMissing)('deletes by digest with all tags; tags alone from version 3 on', async () => {
    await using registry = await startDistribution({ version });
    const { connection, digest, deleter, has } = await open(registry.host);
    await using _ = connection;
    expect(await deleter.canDeleteTags()).toBe(deletesTags);
    expect((await deleter.deleteTag(one, digest)).kind).toBe(deletesTags ? 'deleted' : 'unsupported');
    expect([await has(one), await has(two), await has(digest)]).toEqual([!deletesTags, true, true]);
    expect(await deleter.deleteManifest(digest)).toEqual({ kind: 'deleted' });
    expect([await has(one), await has(two), await has(digest)]).toEqual([false, false, false]);
  });

  it.skipIf(isMissing)('keeps everything where deletion is off, and says so', async () => {
    await using registry = await startDistribution({ version, deletes: false });
    const { connection, digest, deleter, has } = await open(registry.host);
    await using _ = connection;
    expect(await deleter.canDeleteTags()).toBe(false);
    expect((await deleter.deleteManifest(digest)).kind).toBe('unsupported');
    expect([await has(one), await has(two), await has(digest)]).toEqual([true, true, true]);
  });
});
