import { REGISTRIES, type RegistryId } from './registries.ts';
import type { BenchResults } from './results.ts';
import { type Find, TARGETS, type TargetLine } from './target-lines.ts';

/** One thing that Sealift is to reach, beside what was measured. */
export interface Target {
  readonly what: string;
  readonly limit: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** The sizes that belong to a target, as titles say them: smaller ones show whether the bench works, and nothing else. */
const SIZES: Readonly<Record<string, string>> = {
  set: '100 images',
  between: ': 1000 MB',
  'memory-large': ': 10000 MB',
};

function judgeAll({ situations }: BenchResults, registry: RegistryId): ReadonlyMap<TargetLine, Target> {
  const here = situations.filter(
    (situation) => situation.registry === registry && situation.title.includes(SIZES[situation.case] ?? ''),
  );
  // The longer a request takes, the less it is chance which of two that begin together ends first.
  const surest = here.toSorted((left, right) => right.delay - left.delay);
  const find: Find = (name, delay) =>
    surest.find((situation) => situation.case === name && (delay === undefined || situation.delay === delay));
  const judged = new Map<TargetLine, Target>();
  for (const line of TARGETS) {
    const { what, limit, isLeast = false } = line;
    const measured = line.measure(find);
    if (measured === undefined) continue;
    const { value, beside } = measured;
    judged.set(line, {
      what: beside === undefined ? what : `${what}, to ${beside}`,
      limit: `at ${isLeast ? 'least' : 'most'} ${limit}`,
      measured: String(Number(value.toFixed(3))),
      isMet: isLeast ? value >= limit : value <= limit,
    });
  }
  return judged;
}

/** Compares the medians of one kind of registry with what Sealift is to reach; what was not measured is left out. */
export function judgeTargets(results: BenchResults, registry: RegistryId): readonly Target[] {
  return [...judgeAll(results, registry).values()];
}

/** Returns what Sealift is to reach and was measured nowhere. */
export function unmeasuredTargets(results: BenchResults): readonly string[] {
  const judged = new Set(REGISTRIES.flatMap((registry) => [...judgeAll(results, registry).keys()]));
  return TARGETS.filter((line) => !judged.has(line)).map(({ what }) => what);
}
