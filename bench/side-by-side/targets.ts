import { type BenchResults, fastestPeer, type SituationResult, type ToolResult } from './results.ts';

/** One thing that Sealift is to reach. */
export interface Target {
  readonly what: string;
  readonly limit: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** The most requests, and the most of them in sequence. */
const BUDGETS: readonly (readonly [string, number, number])[] = [
  ['cold', 24, 7],
  ['unchanged', 4, 3],
  ['tag', 10, 5],
];

/** The most wall time in proportion to the fastest peer, by the case and what each request takes longer (ms). */
const RATIOS: readonly (readonly [string, number, number])[] = [
  ['cold', 50, 0.6],
  ['tag', 50, 0.85],
  ['unchanged', 50, 1],
  ['cold', 100, 0.5],
  ['tag', 100, 0.75],
  ['unchanged', 100, 0.85],
];

/** 100 images in proportion to the fastest peer. */
const SET_RATIO = 0.2;
/** Peak memory between registries (MiB). */
const MEMORY = 160;
/** From the start to the first request, in proportion to an empty Node program. */
const START_RATIO = 3;

function ofSealift(situation: SituationResult): ToolResult | undefined {
  return situation.tools.find(({ tool }) => tool === 'sealift');
}

function atMost(what: string, limit: number, value: number): Target {
  return { what, limit: `at most ${limit}`, measured: value.toFixed(2), isMet: value <= limit };
}

function budgets(situation: SituationResult): readonly Target[] {
  const own = ofSealift(situation);
  return BUDGETS.filter(([name]) => name === situation.case).flatMap(([name, requests, depth]) =>
    own === undefined
      ? []
      : {
          what: `${name}: requests, and in sequence`,
          limit: `at most ${requests} and ${depth}`,
          measured: `${own.requests} and ${own.depth}`,
          isMet: own.requests <= requests && own.depth <= depth,
        },
  );
}

function ratios(situation: SituationResult): readonly Target[] {
  const [own, peer] = [ofSealift(situation), fastestPeer(situation)];
  if (own === undefined || peer === undefined) return [];
  const { case: name, delay } = situation;
  if (name === 'set') {
    const best = Math.min(
      own.wall,
      ...situation.tools.flatMap((one) => (one.tool === 'sealift-parallel' ? one.wall : [])),
    );
    return [atMost(`${situation.title}, +${delay} ms: wall time to ${peer.tool}`, SET_RATIO, best / peer.wall)];
  }
  return RATIOS.filter((ratio) => ratio[0] === name && ratio[1] === delay).map(([, , limit]) =>
    atMost(`${name}, +${delay} ms: wall time to ${peer.tool}`, limit, own.wall / peer.wall),
  );
}

function throughput(situation: SituationResult): readonly Target[] {
  const [own, peer] = [ofSealift(situation), fastestPeer(situation)];
  if (situation.case !== 'between' || own === undefined || peer === undefined) return [];
  const { title, delay } = situation;
  const memory = atMost(`${title}, +${delay} ms: peak memory (MiB)`, MEMORY, own.memory);
  return [atMost(`${title}, +${delay} ms: wall time to ${peer.tool}`, 1, own.wall / peer.wall), memory];
}

/** Compares what was measured with what Sealift is to reach: on one kind of registry. */
export function judgeTargets({ situations }: BenchResults, registry: 2 | 3): readonly Target[] {
  const here = situations.filter((situation) => situation.registry === registry);
  // The longer a request takes, the less it is chance which of two that begin together ends first.
  const surest = here.toSorted((left, right) => right.delay - left.delay);
  const perCase = BUDGETS.flatMap(([name]) => surest.find((situation) => situation.case === name) ?? []);
  const start = here.find((situation) => situation.case === 'cold' && situation.delay === 50);
  const own = start === undefined ? undefined : ofSealift(start);
  return [
    ...perCase.flatMap(budgets),
    ...here.flatMap(ratios),
    ...here.flatMap(throughput),
    ...(own === undefined || start?.emptyNode === undefined
      ? []
      : [atMost('first request after the start, to an empty Node program', START_RATIO, own.first / start.emptyNode)]),
  ];
}
