import { fastestPeer, type SituationResult, type ToolResult } from './results.ts';

/** Finds the situation of a case; without a delay that with the longest one. */
export type Find = (name: string, delay?: number) => SituationResult | undefined;

/** One line of the list. */
export interface TargetLine {
  readonly what: string;
  readonly limit: number;
  /** Whether the limit is the least; it is the most by default. */
  readonly isLeast?: boolean;
  /** Returns what the medians say, with what it is compared with; undefined where it was not measured. */
  readonly measure: (find: Find) => { readonly value: number; readonly beside?: string } | undefined;
}

/** Programs that copy many images in one command. */
const ONE_COMMAND = ['regsync'];

/** Tools count memory in MiB, and the limit is one in MB. */
const MEGABYTES = 1024 ** 2 / 1_000_000;

function ofSealift(situation: SituationResult | undefined, name = 'sealift'): ToolResult | undefined {
  return situation?.tools.find(({ tool }) => tool === name);
}

/** A number of Sealift's own. */
function own(name: string, of: (result: ToolResult) => number): TargetLine['measure'] {
  return (find) => {
    const result = ofSealift(find(name));
    return result === undefined ? undefined : { value: of(result) };
  };
}

/** The wall time, process start included, in proportion to that of the fastest peer. */
function ratio(name: string, delay: number, peers?: readonly string[]): TargetLine['measure'] {
  return (find) => {
    const situation = find(name, delay);
    const [result, peer] = [ofSealift(situation), situation && fastestPeer(situation, peers)];
    if (result === undefined || peer === undefined) return undefined;
    return { value: result.wall / peer.wall, beside: peer.tool };
  };
}

/** The same of a promotion by default, beside a script that does as much. */
function whole(name: string): TargetLine['measure'] {
  return (find) => {
    const situation = find(name, 50);
    const [result, peer] = [
      ofSealift(situation, 'sealift-defaults'),
      situation && fastestPeer(situation, ['oras+crane']),
    ];
    if (result === undefined || peer === undefined) return undefined;
    return { value: result.wall / peer.wall, beside: peer.tool };
  };
}

/** The bytes a second in proportion to those of the fastest peer. */
function throughput(name: string): TargetLine['measure'] {
  return (find) => {
    const wall = ratio(name, 0)(find);
    return wall === undefined ? undefined : { ...wall, value: 1 / wall.value };
  };
}

/** Peak memory (MB). */
const memory = (name: string) => own(name, (result) => result.memory * MEGABYTES);

const growth: TargetLine['measure'] = (find) => {
  const [small, large] = [ofSealift(find('memory')), ofSealift(find('memory-large'))];
  return small === undefined || large === undefined ? undefined : { value: large.memory / small.memory };
};

const start: TargetLine['measure'] = (find) => {
  const situation = find('cold', 50);
  const result = ofSealift(situation);
  if (result === undefined || situation?.emptyNode === undefined) return undefined;
  return { value: result.first / situation.emptyNode, beside: 'an empty Node program' };
};

/** All that Sealift is to reach. */
export const TARGETS: readonly TargetLine[] = [
  { what: 'cold: requests', limit: 24, measure: own('cold', ({ requests }) => requests) },
  { what: 'cold: in sequence', limit: 7, measure: own('cold', ({ depth }) => depth) },
  { what: 'unchanged: requests', limit: 4, measure: own('unchanged', ({ requests }) => requests) },
  { what: 'unchanged: in sequence', limit: 3, measure: own('unchanged', ({ depth }) => depth) },
  { what: 'one new tag: requests', limit: 10, measure: own('tag', ({ requests }) => requests) },
  { what: 'one new tag: in sequence', limit: 5, measure: own('tag', ({ depth }) => depth) },
  { what: 'cold, +50 ms: wall time', limit: 0.6, measure: ratio('cold', 50) },
  { what: 'one new tag, +50 ms: wall time', limit: 0.85, measure: ratio('tag', 50) },
  { what: 'unchanged, +50 ms: wall time', limit: 1, measure: ratio('unchanged', 50) },
  { what: 'cold, +100 ms: wall time', limit: 0.5, measure: ratio('cold', 100) },
  { what: 'one new tag, +100 ms: wall time', limit: 0.75, measure: ratio('tag', 100) },
  { what: 'unchanged, +100 ms: wall time', limit: 0.85, measure: ratio('unchanged', 100) },
  { what: '100 images, +50 ms: wall time, in one command', limit: 0.2, measure: ratio('set', 50, ONE_COMMAND) },
  { what: '100 images, +50 ms: wall time, in a loop', limit: 0.2, measure: ratio('set', 50, ['crane']) },
  { what: 'the whole job, +50 ms: wall time', limit: 0.28, measure: whole('job') },
  { what: 'the whole job with a claim, +50 ms: wall time', limit: 0.5, measure: whole('job-claimed') },
  { what: 'between registries: throughput', limit: 1, isLeast: true, measure: throughput('between') },
  { what: 'between registries, 1 GB: peak memory (MB)', limit: 160, measure: memory('between') },
  { what: 'between registries, 10 GB: peak memory (MB)', limit: 160, measure: memory('memory-large') },
  { what: 'between registries: peak memory of 10 GB to that of 100 MB', limit: 1.1, measure: growth },
  { what: 'first request after the start, +50 ms', limit: 3, measure: start },
];
