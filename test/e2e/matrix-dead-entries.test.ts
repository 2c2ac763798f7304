import { describe, expect, it } from 'vitest';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { ContentSet } from '../support/image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../support/image/media-types.ts';
import type { ManifestOptions } from '../support/registry/content-options.ts';
import { type ProfileName, startProfile } from '../support/registry/profiles.ts';
import { IMAGE, listReferrers, loadSource, OLDER } from './profile-image.ts';
import { RULES } from './profile-judge.ts';
import { promote } from './profile-promotion.ts';

/** A signature that was deleted, while the list under the fallback tag still names it. */
const DEAD = buildReferrer(IMAGE.index, { artifactType: 'application/vnd.example.signature', content: 'deleted' });
/** Another one that is there. */
const ALIVE = buildReferrer(IMAGE.index, { artifactType: 'application/vnd.example.sbom', content: 'kept' });

/** Builds the list of both. */
function listOfBoth() {
  const set = new ContentSet();
  const entries = [DEAD, ALIVE].map(({ index }) => ({ ...index, artifactType: 'application/vnd.example.list' }));
  const index = set.addManifest(IMAGE_MEDIA_TYPES.oci.index, { manifests: entries });
  return { index, manifests: set.manifests, blobs: set.blobs };
}

/** How registries without a referrers API answer a list that names what is not there. */
const ANSWERS: readonly [ProfileName, string, ManifestOptions][] = [
  ['distributionV2', '400', {}],
  ['gitea', '404', { missing: 404, nested: 'refuse' }],
  ['nexus', '404', { missing: 404 }],
  ['nexus', '500', { missing: 500 }],
  ['pulp', 'no refusal', { children: 'unchecked' }],
];

describe('a fallback list with a dead entry', () => {
  it.concurrent.each(ANSWERS)('at the destination: %s, which answers %s', async (name, _, manifests) => {
    await using source = await startProfile('zot');
    await using registry = await startProfile(name, { options: { manifests } });
    const from = { registry: source, repository: 'acme/app-dev', tag: '1.2.3' };
    const to = { registry, repository: 'acme/app' };
    loadSource(from, from.tag);
    for (const content of [OLDER, IMAGE, ALIVE]) registry.load(to.repository, content, []);
    registry.load(to.repository, listOfBoth(), [IMAGE.index.digest.replace(':', '-')]);
    const result = await promote({ from, to, rules: RULES });
    const listed = (await listReferrers(to, IMAGE.index.digest)).map(({ digest }) => digest);
    expect(listed).toContain(result.record);
    expect(listed).toContain(ALIVE.index.digest);
    expect(registry.tags(to.repository).get('1.2.3')).toBe(IMAGE.index.digest);
  });

  it.concurrent.each(ANSWERS)('at the source, promoted to %s, which answers %s', async (name, _, manifests) => {
    await using source = await startProfile('distributionV2');
    await using registry = await startProfile(name, { options: { manifests } });
    const from = { registry: source, repository: 'acme/app-dev', tag: '1.2.3' };
    const to = { registry, repository: 'acme/app' };
    source.load(from.repository, IMAGE, [from.tag]);
    source.load(from.repository, ALIVE, []);
    source.load(from.repository, listOfBoth(), [IMAGE.index.digest.replace(':', '-')]);
    const result = await promote({ from, to, rules: RULES });
    const listed = (await listReferrers(to, IMAGE.index.digest)).map(({ digest }) => digest);
    expect(listed).toEqual(expect.arrayContaining([result.record, ALIVE.index.digest]));
    expect(listed).not.toContain(DEAD.index.digest);
  });
});
