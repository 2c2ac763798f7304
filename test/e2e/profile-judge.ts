import { expect } from 'vitest';
import type { DestinationResult } from '../../src/promotion/promote.ts';
import type { Credential } from '../../src/registry/credentials/credential.ts';
import type { EmbeddedRegistry } from '../support/registry/registry.ts';
import { ATTACHED, IMAGE, listReferrers, loadSource, OLDER } from './profile-image.ts';
import { promote, type Spot } from './profile-promotion.ts';

/** A version, which never moves, and `latest`, which does. */
export const RULES = 'type=semver,pattern={{version}}';

/** All that a repository holds, to be compared. */
function contentOf(registry: EmbeddedRegistry, repository: string) {
  const bytesOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return {
    tags: registry.tags(repository),
    manifests: new Map([...registry.manifests(repository)].map(([digest, { bytes }]) => [digest, bytesOf(bytes)])),
    blobs: new Map([...registry.blobs(repository)].map(([digest, bytes]) => [digest, bytesOf(bytes)])),
  };
}

/** Lists what of the image is not in a repository, byte for byte and under its own media type. */
function lackingIn({ registry, repository }: Spot): readonly string[] {
  const [manifests, blobs] = [registry.manifests(repository), registry.blobs(repository)];
  return [
    ...[...IMAGE.manifests].filter(([digest, { mediaType, bytes }]) => {
      const stored = manifests.get(digest);
      return stored?.mediaType !== mediaType || !Buffer.from(bytes).equals(stored.bytes);
    }),
    ...[...IMAGE.blobs].filter(([digest, bytes]) => !Buffer.from(bytes).equals(blobs.get(digest) ?? Buffer.alloc(0))),
  ].map(([digest]) => digest);
}

/** The tags of a repository but for those that referrers are listed under. */
function plainTags({ registry, repository }: Spot): Readonly<Record<string, string>> {
  return Object.fromEntries([...registry.tags(repository)].filter(([tag]) => !tag.startsWith('sha256-')));
}

/**
 * Promotes the image from one place to another and checks what came of it: the image byte for byte, its tags, its
 * record and its referrers in the destination, and the source as it was.
 *
 * @param credential at both ends; by default each registry's own user and password.
 */
export async function expectPromotion(from: Spot, to: Spot, credential?: Credential): Promise<DestinationResult> {
  loadSource(from, '1.2.3');
  to.registry.load(to.repository, OLDER, ['1.2.2', 'latest']);
  const before = contentOf(from.registry, from.repository);
  const promotion = { from: { ...from, tag: '1.2.3' }, to, rules: RULES };
  const result = await promote({ ...promotion, ...(credential === undefined ? {} : { credential }) });
  expect(lackingIn(to)).toEqual([]);
  const { digest } = IMAGE.index;
  expect(plainTags(to)).toEqual({ '1.2.2': OLDER.index.digest, '1.2.3': digest, latest: digest });
  const listed = await listReferrers(to, digest);
  expect(result.record).toBeDefined();
  expect(listed).toContainEqual(expect.objectContaining({ digest: result.record }));
  for (const { subject, artifactType, built } of ATTACHED) {
    const entry = { digest: built.index.digest, artifactType };
    expect(await listReferrers(to, subject.digest)).toContainEqual(expect.objectContaining(entry));
  }
  expect(contentOf(from.registry, from.repository)).toEqual(before);
  return result;
}
