import type { Digest } from '../oci/digest.ts';
import { getOrMake } from '../util/memo.ts';
import type { KeepContext, RetainedImage, RetainedLocation } from './facts.ts';
import { type Because, findRoots, type OrderedLocation, orderImages } from './keep.ts';

/** What is known of the whole pipeline of an image. */
export interface PipelineFacts extends Omit<KeepContext, 'downstream'> {
  readonly locations: readonly RetainedLocation[];
  /** What each environment runs, by its name; an environment that is not there runs nothing. */
  readonly running: ReadonlyMap<string, ReadonlySet<Digest>>;
  /** The names of the environments that images go to from one. */
  readonly later: ReadonlyMap<string, readonly string[]>;
  /** Environments that cannot be judged: all of their images count as kept. */
  readonly failed: ReadonlySet<string>;
  /** Whether all facts are there: then what was not looked at closely stays. */
  readonly isFinal: boolean;
}

/** What keeps each image of a location; of one that goes the list is empty. */
export type Assessment = ReadonlyMap<RetainedLocation, ReadonlyMap<Digest, readonly Because[]>>;

function findDownstream(
  { environment }: RetainedLocation,
  { running, later }: PipelineFacts,
  keptIn: (name: string) => ReadonlySet<Digest>,
): ReadonlyMap<Digest, string> {
  const found = new Map<Digest, string>();
  for (const name of later.get(environment.name) ?? []) {
    if (environment.retention?.downstream === 'kept') {
      for (const digest of keptIn(name)) found.set(digest, `${name} keeps it`);
    }
    for (const digest of running.get(name) ?? []) found.set(digest, `${name} runs it`);
  }
  return found;
}

/** Places that must have an image if this one does not let it go: sites of one environment, and environments that share. */
function areBound(one: RetainedLocation, other: RetainedLocation): boolean {
  if (one === other) return false;
  return one.uri === other.uri || one.environment.name === other.environment.name;
}

function keptElsewhere(
  location: RetainedLocation,
  digest: Digest,
  { locations }: PipelineFacts,
  isKept: (location: RetainedLocation, digest: Digest) => boolean,
): readonly Because[] {
  const other = locations.find((each) => areBound(location, each) && isKept(each, digest));
  if (other === undefined) return [];
  const where = other.uri === location.uri ? other.environment.name : other.uri;
  return [{ rule: 'elsewhere', detail: `${where} keeps it` }];
}

/**
 * Finds what keeps each image of each location. What one place keeps may bind another one, so all are judged until nothing
 * changes: what is kept only ever grows.
 */
export function assess(facts: PipelineFacts): Assessment {
  const { locations, failed } = facts;
  const kept = new Map<RetainedLocation, Map<Digest, readonly Because[]>>();
  const of = (location: RetainedLocation) => getOrMake(kept, location, () => new Map<Digest, readonly Because[]>());
  const isKept = (location: RetainedLocation, digest: Digest) => (of(location).get(digest)?.length ?? 0) > 0;
  const keptIn = (name: string): ReadonlySet<Digest> => {
    const own = locations.filter(({ environment }) => environment.name === name);
    return new Set(own.flatMap((each) => each.images.flatMap(({ digest }) => (isKept(each, digest) ? [digest] : []))));
  };
  const ordered = locations.map((location) => orderImages(location, facts.now)).toReversed();
  const judge = (image: RetainedImage, own: OrderedLocation, context: KeepContext): readonly Because[] => {
    const { location } = own;
    const { name } = location.environment;
    if (failed.has(name)) return [{ rule: 'elsewhere', detail: `${name} cannot be judged` }];
    const roots = findRoots(image, own, context);
    if (roots.length > 0) return roots;
    const elsewhere = keptElsewhere(location, image.digest, facts, isKept);
    if (elsewhere.length > 0 || image.details !== undefined || !facts.isFinal) return elsewhere;
    return [{ rule: 'unread', detail: 'it was not looked at closely' }];
  };
  for (let before = -1, count = 0; count !== before; ) {
    before = count;
    count = 0;
    for (const each of ordered) {
      const { location } = each;
      const context = { ...facts, downstream: findDownstream(location, facts, keptIn) };
      for (const image of location.images) {
        const because = judge(image, each, context);
        of(location).set(image.digest, because);
        if (because.length > 0) count++;
      }
    }
  }
  return kept;
}
