import type { RecordedSet } from '../attestation/predicates/promotion.ts';
import { runOf } from '../policy/corrections.ts';
import type { TagGiver } from '../policy/verify-name.ts';
import type { ImagePlan } from './plan.ts';
import { planImage } from './plan.ts';
import { readSites } from './read-site.ts';
import { refuse } from './refusal.ts';
import type { ImageWish, RollbackRequest } from './request.ts';

function setOf(record: TagGiver | undefined): RecordedSet | undefined {
  return record?.predicate.set;
}

/** Whether two records are of images that came together: by the set that they name, or the run that made them. */
function cameTogether(one: TagGiver, other: TagGiver | undefined): boolean {
  if (other === undefined) return false;
  const [set, otherSet] = [setOf(one), setOf(other)];
  if (set !== undefined && otherSet !== undefined) return set.id === otherSet.id;
  const run = runOf(one.predicate.run);
  return run !== undefined && run === runOf(other.predicate.run);
}

/**
 * Finds the images that came to the environment with one, and are still what runs: those that its record names, or else
 * those of the pipeline file whose record is of the same run.
 */
async function findSet(request: RollbackRequest, wish: ImageWish): Promise<readonly ImageWish[]> {
  const { sites } = await readSites(request, wish);
  const latest = sites[0]?.latest?.record;
  if (latest === undefined) return [wish];
  const named = setOf(latest)?.images?.map(({ name }) => name) ?? request.pipeline.images;
  const others = [...new Set(named)].filter((name) => name !== wish.name);
  if (others.length === 0 && setOf(latest) !== undefined) {
    throw refuse(request, wish, {
      reason: 'its record does not name the images that came with it, and the pipeline file lists none',
      remedy: 'list them in the input "image"',
    });
  }
  // What this run has begun is completed, whatever the other images run by now.
  const isOwn = runOf(latest.predicate.run) !== undefined && runOf(latest.predicate.run) === runOf(request.run.facts);
  const found = await Promise.all(
    others.map(async (name): Promise<readonly ImageWish[]> => {
      const other = { name, tag: undefined, digest: undefined, expected: undefined };
      const { sites: theirs } = await readSites(request, other);
      return isOwn || cameTogether(latest, theirs[0]?.latest?.record) ? [other] : [];
    }),
  );
  return [wish, ...found.flat()];
}

/** Plans the rollback of all images; nothing is written before all of them are judged. */
export async function planRollback(request: RollbackRequest): Promise<readonly ImagePlan[]> {
  const [first, ...others] = request.images;
  const found = request.wholeSet ? await findSet(request, first) : [first];
  const known = new Set(others.map(({ name }) => name));
  const wishes = [...found.filter(({ name }) => !known.has(name)), ...others];
  return Promise.all(wishes.map((wish) => planImage(request, wish)));
}
