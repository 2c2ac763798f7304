import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { environmentNamed } from '../pipeline/environments.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { placedAt } from '../policy/placed-at.ts';
import type { TagGiver } from '../policy/verify-name.ts';
import { readRecords } from '../records/read.ts';
import { headManifest } from '../registry/manifests.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { CLOCK_SKEW } from '../util/time.ts';
import { type Location, locationsOf } from './image-history.ts';
import { findPlacings, type ProvenPlacings, type RecordedPlacing } from './placings.ts';
import type { HistoryAccess } from './read-repository.ts';
import { needsVerifier, USUAL_MARKER } from './records.ts';
import { beginWalk, stepBack } from './stack.ts';

/** Repositories that are read concurrently. */
const AT_ONCE = 4;

/** What a repository of an environment ran at a time, or why that is not known. */
export interface RanThen {
  readonly environment: string;
  readonly repository: string;
  readonly ran:
    | {
        readonly kind: 'image';
        readonly digest: Digest;
        readonly record: TagGiver;
        readonly how: 'promoted' | 'rolled back';
        /** The tags that any of its records gave it. */
        readonly known: readonly string[];
      }
    /** Nothing was there yet. */
    | { readonly kind: 'nothing' }
    /** `reason` is a clause. */
    | { readonly kind: 'unknown'; readonly reason: string };
}

interface ThenQuery {
  readonly pipeline: Pipeline;
  /** The image's name in the pipeline. */
  readonly image: string;
  readonly at: Date;
}

async function readProven(
  { environment, repository, uri }: Location,
  digest: Digest,
  { pipeline, image }: ThenQuery,
  { clientOf, trust, now }: HistoryAccess,
): Promise<ProvenPlacings | string> {
  const records = await readRecords(clientOf(repository), { repository, subject: digest });
  const found = needsVerifier(records, environment) ? await trust() : { reason: '' };
  if ('reason' in found && found.reason !== '') return found.reason;
  const verify = 'verify' in found ? found.verify : () => ({ kind: 'rejected', reason: 'it is signed' }) as const;
  const marker = environment.tag ?? USUAL_MARKER;
  return findPlacings(records, marker, { pipeline, environment, image, digest, uri, verify, now });
}

/** The first record that gave an image the marker where there was none before. */
function findFirst({ placings }: ProvenPlacings, marker: string): RecordedPlacing | undefined {
  return placings
    .filter(({ from, record }) => from === undefined && record.predicate.destination.tags.includes(marker))
    .toSorted((left, right) => left.time - right.time)[0];
}

function toRan(
  digest: Digest,
  { kind, record }: RecordedPlacing,
  { placings }: ProvenPlacings,
): Extract<RanThen['ran'], { readonly kind: 'image' }> {
  const known = [...new Set(placings.flatMap((each) => each.record.predicate.destination.tags))];
  return { kind: 'image', digest, record, how: kind === 'promote' ? 'promoted' : 'rolled back', known };
}

/**
 * Finds since when an image has the marker at least, whatever was there before it: two records of the same minutes may
 * differ in that, and agree in what came.
 */
function findNewest({ placings }: ProvenPlacings, marker: string, bound: number): RecordedPlacing | undefined {
  return placings
    .filter(({ time, record }) => time <= bound && record.predicate.destination.tags.includes(marker))
    .toSorted((left, right) => right.time - left.time)[0];
}

async function findRan(location: Location, query: ThenQuery, access: HistoryAccess): Promise<RanThen['ran']> {
  const { repository, environment } = location;
  const marker = environment.tag ?? USUAL_MARKER;
  const now = await headManifest(access.clientOf(repository), repository, marker);
  if (now === undefined) return { kind: 'unknown', reason: `there is no tag "${marker}", which would say what runs` };
  const at = query.at.getTime();
  for (let walk = beginWalk<RecordedPlacing>(now); ; ) {
    const proven = await readProven(location, walk.cursor, query, access);
    if (typeof proven === 'string') return { kind: 'unknown', reason: proven };
    const next = stepBack(walk, proven.placings);
    const [latest] = next.path;
    if (next.end === undefined && latest !== undefined) {
      if (latest.time <= at) return toRan(walk.cursor, latest, proven);
      walk = next;
      continue;
    }
    const newest = next.end === 'bottom' ? undefined : findNewest(proven, marker, walk.bound + CLOCK_SKEW);
    if (newest !== undefined && newest.time <= at) return toRan(walk.cursor, newest, proven);
    if (next.end !== 'bottom') return { kind: 'unknown', reason: 'no record says what ran then' };
    const first = findFirst(proven, marker);
    if (first === undefined) return { kind: 'unknown', reason: 'no record says since when its first image is there' };
    return first.time <= at ? toRan(walk.cursor, first, proven) : { kind: 'nothing' };
  }
}

/**
 * Finds what each environment ran at a time, along what each placement replaced. Where images are built there are no
 * records that would say it.
 */
export async function readThen(query: ThenQuery, access: HistoryAccess): Promise<readonly RanThen[]> {
  const locations = locationsOf(query.pipeline, query.image).filter(
    ({ environment }) => (environmentNamed(query.pipeline, environment.name)?.from.length ?? 0) > 0,
  );
  return eachAtMost(AT_ONCE, locations, async (location): Promise<RanThen> => {
    const common = { environment: location.environment.name, repository: location.uri };
    try {
      return { ...common, ran: await findRan(location, query, access) };
    } catch (error) {
      if (error instanceof RegistryError) return { ...common, ran: { kind: 'unknown', reason: error.message } };
      throw error;
    }
  });
}

/** When an image came to be what ran. */
export function ranSince({ ran }: RanThen): Date | undefined {
  return ran.kind === 'image' ? placedAt(ran.record) : undefined;
}
