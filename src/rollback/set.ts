import type { RecordedSet } from '../attestation/predicates/promotion.ts';
import { runOf } from '../policy/corrections.ts';
import type { TagGiver } from '../policy/verify-name.ts';
import type { ImagePlan } from './plan.ts';
import { planImage } from './plan.ts';
import { isAbsent, type RollbackSite, readSites } from './read-site.ts';
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

/** The record by which the marker holds what it holds, also of an image that was the first there. */
async function findArrival({ place, now, latest }: RollbackSite, { marker }: RollbackRequest) {
  if (latest !== undefined) return latest.record;
  const { placings } = await place.provenOf(now);
  return placings
    .filter(({ record }) => record.predicate.destination.tags.includes(marker))
    .toSorted((left, right) => right.time - left.time)[0]?.record;
}

interface FoundSet {
  readonly wishes: readonly ImageWish[];
  /** Images of the file that were never in the environment: they came in no run. */
  readonly absent: readonly string[];
}

/**
 * Finds the images that came to the environment with one, and are still what runs: those that its record names, or else
 * those of the pipeline file whose record is of the same run.
 */
async function findSet(request: RollbackRequest, wish: ImageWish): Promise<FoundSet> {
  const { sites } = await readSites(request, wish);
  const latest = sites[0]?.latest?.record;
  if (latest === undefined) return { wishes: [wish], absent: [] };
  const recorded = setOf(latest)?.images?.map(({ name }) => name);
  const named = recorded ?? request.pipeline.images;
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
    others.map(async (name): Promise<Partial<FoundSet>> => {
      // What the record names was there: it is no reason to go on if it is gone.
      if (recorded === undefined && (await isAbsent(request, name))) return { absent: [name] };
      const other = { name, tag: undefined, digest: undefined, expected: undefined };
      const { sites: theirs } = await readSites(request, other);
      const theirLatest = theirs[0] && (await findArrival(theirs[0], request));
      return { wishes: isOwn || cameTogether(latest, theirLatest) ? [other] : [] };
    }),
  );
  const wishes = [wish, ...found.flatMap((each) => each.wishes ?? [])];
  return { wishes, absent: found.flatMap((each) => each.absent ?? []) };
}

/** What is rolled back, and what is not, as far as that has to be said: sentences. */
export interface RollbackPlan {
  readonly images: readonly ImagePlan[];
  readonly notes: readonly string[];
}

/** Plans the rollback of all images; nothing is written before all of them are judged. */
export async function planRollback(request: RollbackRequest): Promise<RollbackPlan> {
  const [first, ...others] = request.images;
  const found = request.wholeSet ? await findSet(request, first) : { wishes: [first], absent: [] };
  const known = new Set(others.map(({ name }) => name));
  const wishes = [...found.wishes.filter(({ name }) => !known.has(name)), ...others];
  const images = await Promise.all(wishes.map((wish) => planImage(request, wish)));
  const notes = found.absent.map((name) => `left out ${name}: it was never in ${request.environment.name}`);
  return { images, notes };
}
