import { describe, expect, it } from 'vitest';
import { parseDigest, shortDigest } from '../../src/oci/digest.ts';
import { formatRepository, parseRepository } from '../../src/oci/reference.ts';
import { environmentNamed } from '../../src/pipeline/environments.ts';
import { validPromotions } from '../../src/policy/valid-promotions.ts';
import { openNameVerifier } from '../../src/promotion/verify-name.ts';
import type { ReadLimits } from '../../src/records/other-images.ts';
import { readRecords } from '../../src/records/read.ts';
import { startForge } from '../attestation/verify/forge.ts';
import { connect } from '../registry/support.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { DIGEST, IMAGE, OTHER, startChainWorld, type World } from './world.ts';

const forge = await startForge();
const JUNK = [0, 1, 2].map((seed) => buildImage({ seed: `junk ${seed}`, layers: 1 }));
const PIPELINE = `version: 1
environments:
  d: { repository: "HOST/d/{image}" }
  p: { repository: "HOST/p/{image}", from: d }
`;

/** Gives an image tags by right. */
function give(world: World, image: BuiltImage, tags: readonly string[], at: number) {
  const destination = { uri: world.uri('p'), environment: 'p', tags, replaced: new Map() };
  const claims = {
    ...{ time: new Date(forge.time.getTime() + at * 1000), destination },
    source: { uri: world.uri('d'), tags: ['1.2.3'], environment: 'd' },
  };
  return world.attach({ to: 'p', image, claims, signed: false });
}

/** A world in which `latest` of an old image was taken by a newer one, and then put back by hand. */
async function startAttacked(options: RegistryOptions = {}): Promise<World> {
  const world = await startChainWorld(PIPELINE, { forge, registry: options });
  await world.push('p/app', IMAGE, ['1.2.3', 'latest']);
  await world.push('p/app', OTHER, ['1.2.4']);
  await give(world, IMAGE, ['1.2.3', 'latest'], 10);
  await give(world, OTHER, ['1.2.4', 'latest'], 20);
  return world;
}

describe('a tag that was put back by hand', () => {
  it('is found out among more than a thousand tags that the same hand pushed', async () => {
    await using world = await startAttacked();
    const names = Array.from({ length: 1040 }, (_, index) => `999.0.${index}`);
    for (const image of JUNK) world.registry.load('p/app', image, names);
    const { refusal } = await world.verify(`${world.uri('p')}:latest`);
    expect(refusal).toContain('the tag "latest" now belongs to');
    expect((await world.verify(`${world.uri('p')}:1.2.3`)).refusal).toBeUndefined();
  }, 60_000);

  const NO_LIMIT: ReadLimits = { tags: 100, images: 100, records: 100 };

  /** Judges `latest` of the old image within limits. */
  async function judge(world: World, limits: ReadLimits): Promise<string | undefined> {
    const environment = environmentNamed(world.pipeline, 'p');
    if (environment === undefined) throw new Error('there is no p');
    await using connection = await connect(world.host);
    const repository = parseRepository(world.uri('p'));
    const records = await readRecords(connection.client, { repository, subject: DIGEST });
    const asked = {
      ...{ pipeline: world.pipeline, environment, image: 'app', digest: DIGEST, now: forge.now },
      verify: () => ({ kind: 'rejected', reason: 'none is signed' }) as const,
    };
    const { accepts } = await openNameVerifier(
      connection.client,
      { ...asked, repository, records, tag: 'latest' },
      limits,
    );
    const [promotion] = validPromotions(records, { ...asked, uri: formatRepository(repository) }).promotions;
    if (promotion === undefined) throw new Error('there is no promotion');
    const fault = accepts(promotion);
    return fault && `${fault.reason}; ${fault.remedy}`;
  }

  it.each<readonly [string, RegistryOptions, Partial<ReadLimits>, string]>([
    ['tags', {}, { tags: 3 }, '2 tags more than the 3 that are looked up'],
    ['images', {}, { images: 1 }, '1 image more than the 1 whose records are listed'],
    [
      'images whose records are listed under tags',
      { referrers: 'none' },
      { images: 0 },
      '1 image more than the 0 whose records are listed',
    ],
    [
      'records',
      {},
      { records: 0 },
      `an image with more records of the tag than the 0 that are read (${shortDigest(parseDigest(OTHER.index.digest))})`,
    ],
  ])('is not proven where the repository has more %s than are looked at', async (_, options, limits, words) => {
    await using world = await startAttacked(options);
    await world.push('p/app', JUNK[0], ['999.0.0', '999.0.1']);
    expect(await judge(world, { ...NO_LIMIT, ...limits })).toBe(
      `it is unknown whether the tag "latest" now belongs to another image, since the repository has ${words}; remove tags and records that are no longer needed ("oras discover" lists the records of an image, "oras manifest delete" removes one), or name the image by its digest`,
    );
    expect(await judge(world, NO_LIMIT)).toContain('now belongs to');
  });

  it('is found out, and others are proven, beside records that nobody is to trust: they fill no limit', async () => {
    await using world = await startAttacked();
    for (let at = 30; at < 110; at++) {
      const destination = { uri: world.uri('p'), environment: 'p', tags: ['1.2.4', 'latest'], replaced: new Map() };
      const source = { uri: world.uri('p'), tags: [], environment: 'p' };
      const claims = { time: new Date(forge.time.getTime() + at * 1000), destination, source };
      await world.attach({ to: 'p', image: OTHER, claims, signed: false });
    }
    const limits = { ...NO_LIMIT, records: 1 };
    expect(await judge(world, limits)).toContain('the tag "latest" now belongs to');
  });

  it('is not proven where the list of the records of another image cannot be read', async () => {
    let isArmed = false;
    await using world = await startAttacked({
      intercept: (request, response, path) => {
        if (!isArmed || !path.includes('/referrers/') || path.includes(DIGEST)) return false;
        response.writeHead(200, { 'Content-Type': 'application/vnd.oci.image.index.v1+json' }).end('{"manifests":');
        return request.method === 'GET';
      },
    });
    isArmed = true;
    expect(await judge(world, NO_LIMIT)).toContain('the repository has 1 image whose records cannot be listed');
  });
});
