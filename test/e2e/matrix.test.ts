import { describe, expect, it } from 'vitest';
import { PROFILE_NAMES, type ProfileName, startProfile } from '../support/registry/profiles.ts';
import type { EmbeddedRegistry } from '../support/registry/registry.ts';
import { samplePairs } from '../support/sample.ts';
import { IMAGE } from './profile-image.ts';
import { expectPromotion } from './profile-judge.ts';

/** Requests that change something: all but reads and those that ask for a token. */
function writesTo(registry: EmbeddedRegistry): readonly string[] {
  return registry.log
    .filter(({ method, path }) => method !== 'GET' && method !== 'HEAD' && /\/(?:manifests|blobs)\//.test(path))
    .map(({ method, path }) => `${method} ${path}`);
}

/** Each registry is a source once and a destination once; a full run has every pair. */
const PAIRS = samplePairs(PROFILE_NAMES, 'registries');

describe('a promotion between registries', () => {
  it.concurrent.each(PAIRS)('from %s to %s', async (from, to) => {
    await using source = await startProfile(from);
    await using destination = await startProfile(to);
    const result = await expectPromotion(
      { registry: source, repository: source.profile.repositories.source },
      { registry: destination, repository: destination.profile.repositories.destination },
    );
    expect(result.counts.mounted).toBe(0);
    expect(writesTo(source)).toEqual([]);
  });
});

/** The profiles that mount nothing, so that blobs go through the runner. */
const MOUNT_NOTHING: ReadonlySet<ProfileName> = new Set(['ecrPublic', 'artifactory']);

describe('a promotion on one registry', () => {
  it.concurrent.each(PROFILE_NAMES)('%s', async (name) => {
    await using registry = await startProfile(name);
    const { source, destination } = registry.profile.repositories;
    const { counts } = await expectPromotion({ registry, repository: source }, { registry, repository: destination });
    const [most, none] = MOUNT_NOTHING.has(name) ? [counts.copied, counts.mounted] : [counts.mounted, counts.copied];
    expect(most).toBeGreaterThanOrEqual(IMAGE.blobs.size);
    expect(none).toBe(0);
  });
});
