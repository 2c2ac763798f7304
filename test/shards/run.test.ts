import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import type { Descriptor } from '../../src/oci/manifest.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { findPlanRecord } from '../../src/shards/run.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { bothEnds, LABELS, NOW, requestOf } from '../promotion/support.ts';
import { connect, createClock } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';

const EARLIER = new Date(NOW.getTime() - 1000);

/** Plans `type=semver` for an image, with the tags standing on it already or not, and looks for a record. */
async function find(record: { readonly at: Date; readonly tags: string }, isTagged: boolean) {
  await using registry = await startRegistry();
  const image = buildImage({ labels: LABELS });
  await pushImage(registry.host, 'd/app', image, ['1.2.3']);
  if (isTagged) await pushImage(registry.host, 'p/app', image, ['1.2.3', '1.2', '1', 'latest']);
  await using connection = await connect(registry.host, { clock: createClock(NOW.getTime()) });
  const request = requestOf(registry.host, { rules: parseTagRules('type=semver') });
  const plan = await preparePromotion(request, bothEnds(connection.client));
  const [destination] = plan.destinations;
  if (destination === undefined) throw new Error('there is no destination');
  const referrer: Descriptor = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: digestOf('record'),
    size: 1,
    annotations: new Map([
      ['in-toto.io/predicate-type', 'https://sealift.github.io/promotion/v1'],
      ['org.opencontainers.image.created', record.at.toISOString()],
      ['io.github.sealift.promotion.from', `${registry.host}/d/app:1.2.3`],
      ['io.github.sealift.promotion.to', `${registry.host}/p/app`],
      ['io.github.sealift.promotion.tags', record.tags],
    ]),
  };
  return findPlanRecord([referrer], { plan, destination, request });
}

describe('the record of a plan', () => {
  it('is found by the instant of the plan', async () => {
    expect(await find({ at: NOW, tags: '1.2.3 1.2 1 latest' }, false)).toEqual({
      digest: digestOf('record'),
      namesTags: true,
    });
  });

  it('of last week does not stand for this promotion', async () => {
    expect(await find({ at: EARLIER, tags: '1.2.3 1.2 1 latest' }, false)).toBeUndefined();
  });

  it('of last week will do where no tag changes', async () => {
    expect(await find({ at: EARLIER, tags: '1.2.3 1.2 1 latest' }, true)).toMatchObject({ namesTags: true });
  });

  it('that names other tags is found, and known to be wrong', async () => {
    expect(await find({ at: NOW, tags: '1.2.2' }, false)).toMatchObject({ namesTags: false });
  });
});
