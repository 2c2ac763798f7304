import { describe, expect, it } from 'vitest';
import { parseDigest } from '../../src/oci/digest.ts';
import { parseDescriptor } from '../../src/oci/manifest.ts';
import { findExistingRecord } from '../../src/records/plain-record.ts';
import { repositoryOn } from '../promotion/support.ts';
import { connect } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';

const IMAGE = buildImage({ layers: 1 });
const OTHER = buildImage({ layers: 1, seed: 'other' });
const KEY = { from: 'r.io/d/app:1', to: 'r.io/p/app', tags: ['1.2.3'] };

function recordOf(day: number, { subject = IMAGE, tags = '1.2.3' } = {}) {
  const annotations = {
    'in-toto.io/predicate-type': 'https://sealift.github.io/promotion/v1',
    'org.opencontainers.image.created': `2020-01-0${day}T00:00:00Z`,
    'io.github.sealift.promotion.from': KEY.from,
    'io.github.sealift.promotion.to': KEY.to,
    'io.github.sealift.promotion.tags': tags,
  };
  const built = buildReferrer(subject.index, { artifactType: 'application/vnd.in-toto+json', annotations });
  const listed = parseDescriptor({ ...built.index, annotations: { ...annotations, ...claimed(day) } });
  return { built, listed };
}

/** What a list claims of each: always that it is the record that is looked for. */
function claimed(day: number) {
  return {
    'org.opencontainers.image.created': `2020-01-0${day}T00:00:00Z`,
    'io.github.sealift.promotion.tags': '1.2.3',
  };
}

describe('a record that a list names', () => {
  it('counts only if it is there and says the same itself', async () => {
    await using registry = await startRegistry();
    await pushImage(registry.host, 'p/app', IMAGE, ['1']);
    const good = recordOf(1);
    const ofOtherTags = recordOf(2, { tags: '1.2.2' });
    const ofOtherImage = recordOf(3, { subject: OTHER });
    const gone = recordOf(4);
    for (const { built } of [good, ofOtherTags, ofOtherImage]) await pushImage(registry.host, 'p/app', built, []);
    await using connection = await connect(registry.host);
    const image = { repository: repositoryOn(registry.host, 'p/app'), digest: parseDigest(IMAGE.index.digest) };
    const find = (all: readonly ReturnType<typeof recordOf>[]) =>
      findExistingRecord(connection.client, image, { referrers: all.map(({ listed }) => listed), key: KEY });
    expect(await find([gone, ofOtherImage, ofOtherTags])).toBeUndefined();
    expect(await find([gone, ofOtherImage, ofOtherTags, good])).toBe(good.built.index.digest);
  });
});
