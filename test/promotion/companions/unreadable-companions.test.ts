import { describe, expect, it } from 'vitest';
import { parseReference } from '../../../src/oci/reference.ts';
import { preparePromotion } from '../../../src/promotion/prepare.ts';
import { parseTagRules } from '../../../src/tags/parse-rules.ts';
import { connect, createClock } from '../../registry/support.ts';
import { buildImage } from '../../support/image/build-image.ts';
import { buildReferrer } from '../../support/image/build-referrer.ts';
import { jsonBytes, sha256 } from '../../support/image/content.ts';
import { pushImage } from '../../support/image/push-image.ts';
import { fallbackName } from '../../support/image/push-referrer.ts';
import { type EmbeddedRegistry, startRegistry } from '../../support/registry/registry.ts';
import { applyPromotion, bothEnds, createEvents, LABELS, NOW, requestOf } from '../support.ts';

const IMAGE = buildImage({ labels: LABELS });
const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const EMPTY = { mediaType: 'application/vnd.oci.empty.v1+json', digest: sha256(Buffer.from('{}')), size: 2 };
const ABSENT = { mediaType: MANIFEST, digest: sha256(Buffer.from('absent')), size: 6 };

/** Manifests that nobody can take along, and what is wrong with them. */
const ODD: readonly (readonly [string, string, object, string])[] = [
  [
    'could be read as two things',
    INDEX,
    { manifests: [], config: EMPTY, layers: [] },
    'it is neither an index nor a manifest',
  ],
  ['has a broken list', MANIFEST, { config: EMPTY, layers: 'none' }, 'its layers are not an array'],
  [
    'has too many layers',
    MANIFEST,
    { config: EMPTY, layers: Array.from({ length: 1002 }, () => EMPTY) },
    'it has 1002 layers, and no more than 1000 are read',
  ],
  ['lists what is missing', INDEX, { manifests: [ABSENT] }, `its manifest ${ABSENT.digest} is missing at the source`],
];

function manifestOf(mediaType: string, fields: object) {
  const { digest, size } = IMAGE.index;
  const subject = { mediaType: IMAGE.index.mediaType, digest, size };
  const bytes = jsonBytes({ schemaVersion: 2, mediaType, subject, ...fields });
  return { mediaType, bytes, digest: sha256(bytes) };
}

type Built = ReturnType<typeof manifestOf>;

/** Puts a manifest into a registry that nothing was pushed for. */
function load(registry: EmbeddedRegistry, { mediaType, digest, bytes }: Built, tags: readonly string[]): void {
  const index = { mediaType, digest, size: bytes.length };
  registry.load('d/app', { index, manifests: new Map([[digest, { mediaType, bytes }]]), blobs: new Map() }, tags);
}

async function withImage(): Promise<EmbeddedRegistry> {
  const registry = await startRegistry({ referrers: 'none' });
  await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
  return registry;
}

async function promote(registry: EmbeddedRegistry) {
  await using connection = await connect(registry.host, { clock: createClock(NOW.getTime()) });
  const from = parseReference(`${registry.host}/d/app:1.2.3`);
  const request = requestOf(registry.host, { from, rules: parseTagRules('stable'), record: 'off' });
  const clients = bothEnds(connection.client);
  const plan = await preparePromotion(request, clients);
  await applyPromotion(request, clients, { plan, emit: createEvents().emit });
  return plan.warnings;
}

describe('what belongs to an image and cannot be read stays behind, and is named, where', () => {
  it.each(ODD)('a referrer %s', async (_, mediaType, fields, reason) => {
    await using registry = await withImage();
    const odd = manifestOf(mediaType, fields);
    load(registry, odd, []);
    const entry = { mediaType, digest: odd.digest, size: odd.bytes.length };
    load(registry, listOf([entry]), [fallbackName(IMAGE.index)]);
    expect(await promote(registry)).toEqual([
      `The referrer ${odd.digest} of ${registry.host}/d/app@${IMAGE.index.digest} is left out: it cannot be read, since ${reason}`,
    ]);
    expect(registry.tags('p/app').get('stable')).toBe(IMAGE.index.digest);
  });

  it.each(ODD)("what stands under cosign's tag %s", async (_, mediaType, fields, reason) => {
    await using registry = await withImage();
    const odd = manifestOf(mediaType, fields);
    const tag = `${IMAGE.index.digest.replace(':', '-')}.sig`;
    load(registry, odd, [tag]);
    expect(await promote(registry)).toEqual([
      `${registry.host}/d/app:${tag} is left out: it cannot be read, since ${reason}`,
    ]);
    expect([...registry.tags('p/app').keys()]).toEqual(['stable']);
  });
});

function listOf(manifests: readonly object[]): Built {
  const bytes = jsonBytes({ schemaVersion: 2, mediaType: INDEX, manifests });
  return { mediaType: INDEX, bytes, digest: sha256(bytes) };
}

it.each(ODD)('an image that %s itself is refused', async (_, mediaType, fields, reason) => {
  await using registry = await startRegistry({ referrers: 'none' });
  load(registry, manifestOf(mediaType, fields), ['1.2.3']);
  await expect(promote(registry)).rejects.toThrow(reason);
  expect(registry.tags('p/app').size).toBe(0);
});

it('a fallback tag that holds something else than a list is neither passed over nor replaced', async () => {
  await using registry = await withImage();
  const other = buildReferrer(IMAGE.index, { content: 'other' });
  const tag = fallbackName(IMAGE.index);
  await pushImage(registry.host, 'd/app', other, [tag]);
  await expect(promote(registry)).rejects.toThrow(
    `Cannot read the referrers under ${registry.host}/d/app:${tag}: that tag holds an image manifest, ${other.index.digest}, and not the list of what refers to ${IMAGE.index.digest}; put back the list that it held, or remove the tag if it never held one, and run again`,
  );
  expect(registry.tags('p/app').size).toBe(0);
});
