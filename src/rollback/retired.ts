import { RETIREMENT } from '../attestation/predicates/retirement.ts';
import { childrenFirst } from '../image/graph.ts';
import { type Danger, findDanger, isMarked, lookAfterTags } from '../promotion/retired.ts';
import { decodeUnverifiedPredicate } from '../records/stored-record.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { isChange } from '../tags/planned-tag.ts';
import type { RollbackUnit } from './units.ts';

/** Whether retention has marked what a unit goes back to: by its mark, or by a record, whoever attached it. */
async function isRetired({ site, place, digest }: RollbackUnit): Promise<boolean> {
  if (isMarked(site.site.names, digest)) return true;
  const records = await place.recordsOf(digest);
  return records.some((record) => decodeUnverifiedPredicate(RETIREMENT, record) !== undefined);
}

/** What retention may do to the image meanwhile, by what was read before. */
async function dangerFor(unit: RollbackUnit): Promise<Danger | undefined> {
  const { names } = unit.site.site;
  return findDanger({ isRetired: await isRetired(unit), names, listsAll: true, isThere: true, route: undefined });
}

/**
 * Writes the manifests of an image again that retention has marked, after its record and before its tags: none of them counts
 * as there, since another run may be deleting them.
 */
export async function rewriteRetired(unit: RollbackUnit): Promise<void> {
  const { place, content, tags } = unit;
  if (!tags.some(isChange) || !(await isRetired(unit))) return;
  const { client, repository } = place;
  for (const { descriptor, bytes } of childrenFirst(content.graph)) {
    const { mediaType, digest } = descriptor;
    await putManifest(client, repository, digest, { mediaType, digest, bytes });
  }
}

/** Looks at an image after its tags as promotions do, and puts back what retention has taken meanwhile. */
export async function lookAfterUnit(unit: RollbackUnit): Promise<void> {
  const { place, content, tags } = unit;
  const danger = tags.some(isChange) ? await dangerFor(unit) : undefined;
  if (danger === undefined) return;
  const { client, repository } = place;
  await lookAfterTags({ client, repository, graph: content.graph, root: content.stored, tags }, danger);
}
