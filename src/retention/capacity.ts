import type { Digest } from '../oci/digest.ts';
import type { CapacityRules } from '../pipeline/retention.ts';
import { formatBytes } from '../util/format.ts';
import { type Content, scopeOf } from './contents.ts';
import type { Because, OrderedLocation } from './keep.ts';

/** What capacity may take: never what tags, holds, clusters or runs under way need, and never what one would roll back to. */
const SPARE: ReadonlySet<string> = new Set(['days', 'last', 'downstream']);

/** So many of the images that ran last stay whatever the space: what runs, and what one would roll back to. */
const LAST = 2;

/** An image in one of its repositories, as capacity sees it. */
export interface CapacityPlace {
  readonly uri: string;
  /** The name of the image in the pipeline, and the environments that have the repository. */
  readonly image: string;
  readonly environments: readonly string[];
  readonly digest: Digest;
  /** What keeps it; empty of one that goes. */
  readonly because: readonly Because[];
  /** When it came (ms). */
  readonly since: number | undefined;
  readonly isRetired: boolean;
  readonly ordered: readonly OrderedLocation[];
  /** Whether it was looked at closely: otherwise it is not known who holds it. */
  readonly isKnown: boolean;
}

/** A scope that would be too full. */
export interface CapacityLack {
  readonly scope: string;
  /** How many bytes more than the target stay. */
  readonly missing: number;
  /** The rule that keeps most of it. */
  readonly rule: string | undefined;
}

/** What goes because of the space, by repository and digest, and what is still too full. */
export interface CapacityChoice {
  readonly due: ReadonlyMap<string, Because>;
  readonly lacks: readonly CapacityLack[];
}

/** The name of an image in a repository. */
export function placeKey({ uri, digest }: Pick<CapacityPlace, 'uri' | 'digest'>): string {
  return `${uri}@${digest}`;
}

/** Whether an image may have to go because of the space, by what keeps it. */
export function mayBeSpare(because: readonly Because[]): boolean {
  return because.length > 0 && because.every(({ rule }) => SPARE.has(rule) || rule === 'elsewhere');
}

/** Whether only rules keep it that space outweighs; `isAlone` if no other repository has to let it go at the same time. */
function isSpare({ because, ordered, digest, isKnown }: CapacityPlace, isAlone: boolean): boolean {
  if (!isKnown || !mayBeSpare(because)) return false;
  if (isAlone && because.some(({ rule }) => rule === 'elsewhere')) return false;
  return ordered.every(({ orders }) => orders.every(({ places }) => (places.get(digest) ?? LAST) >= LAST));
}

function sizeOf(places: readonly CapacityPlace[], contents: ReadonlyMap<Digest, Content>): number {
  const sizes = new Map<Digest, number>();
  for (const { digest } of places) for (const [part, size] of contents.get(digest) ?? []) sizes.set(part, size);
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function findKeeper(places: readonly CapacityPlace[], contents: ReadonlyMap<Digest, Content>): string | undefined {
  const rules = [...new Set(places.flatMap(({ because }) => because.map(({ rule }) => rule)))];
  const sizes = rules.map((rule) => ({
    rule,
    size: sizeOf(
      places.filter(({ because }) => because.some((each) => each.rule === rule)),
      contents,
    ),
  }));
  return sizes.toSorted((left, right) => right.size - left.size)[0]?.rule;
}

/** What must go together: an image in all repositories of an environment, and of those that share one. */
function bound(place: CapacityPlace, all: readonly CapacityPlace[]): readonly CapacityPlace[] {
  return all.filter(
    (other) =>
      other.digest === place.digest &&
      (other.uri === place.uri || other.environments.some((name) => place.environments.includes(name))),
  );
}

/**
 * Chooses what goes because its scope is too full: in the order of the environments, in each the oldest first, and those that are
 * retired already before all others, so that a later run chooses the same.
 */
export function chooseByCapacity(
  places: readonly CapacityPlace[],
  contents: ReadonlyMap<Digest, Content>,
  { max, target, scope }: CapacityRules,
): CapacityChoice {
  const due = new Map<string, Because>();
  const lacks: CapacityLack[] = [];
  // Places come in the order of the pipeline.
  const names = [...new Set(places.flatMap(({ environments }) => environments))];
  const rank = ({ environments }: CapacityPlace) => Math.min(...environments.map((name) => names.indexOf(name)));
  for (const [name, own] of Map.groupBy(places, ({ uri }) => scopeOf(uri, scope))) {
    if (sizeOf(own, contents) <= max) continue;
    const kept = () => own.filter((each) => each.because.length > 0 && !due.has(placeKey(each)));
    const order = own.toSorted(
      (left, right) =>
        Number(right.isRetired) - Number(left.isRetired) ||
        rank(left) - rank(right) ||
        (left.since ?? 0) - (right.since ?? 0),
    );
    for (const each of order) {
      if (each.because.length === 0) continue;
      if (sizeOf(kept(), contents) <= target) break;
      const together = bound(each, places).filter((other) => other.because.length > 0);
      const isAlone = together.length < 2;
      if (due.has(placeKey(each)) || !together.every((other) => isSpare(other, isAlone))) continue;
      const detail = `${name} has more than ${formatBytes(max)}`;
      for (const other of together) due.set(placeKey(other), { rule: 'capacity', detail });
    }
    const missing = sizeOf(kept(), contents) - target;
    if (missing > 0) lacks.push({ scope: name, missing, rule: findKeeper(kept(), contents) });
  }
  return { due, lacks };
}
