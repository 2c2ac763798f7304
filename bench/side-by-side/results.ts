import type { RegistryId } from './registries.ts';
import type { RunResult } from './run-once.ts';

/** The medians of one tool in one situation. */
export interface ToolResult extends RunResult {
  readonly tool: string;
}

/** What was measured side by side in one situation. */
export interface SituationResult {
  readonly registry: RegistryId;
  readonly case: string;
  readonly title: string;
  /** What each request took longer (ms). */
  readonly delay: number;
  readonly runs: number;
  /** When it began, as ISO 8601. */
  readonly date: string;
  /** The machine's load average over a minute, before and after. */
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** The wall time of a Node program that does nothing, measured in turn with the tools (ms); the first results have none. */
  readonly emptyNode?: number;
  readonly tools: readonly ToolResult[];
  /** What could not be compared, and why. */
  readonly failures: Readonly<Record<string, string>>;
}

/** All that is known. */
export interface BenchResults {
  readonly machine: string;
  /** Versions by the tool's name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly situations: readonly SituationResult[];
  /** Timelines of Sealift's requests by case. */
  readonly waterfalls: Readonly<Record<string, string>>;
}

/** Returns the middle value; of an even number, the higher of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Makes one result of many, by the median of each number. */
export function medianResult(runs: readonly RunResult[]): RunResult {
  const of = (key: keyof RunResult) => median(runs.map((run) => run[key]));
  return {
    ...{ requests: of('requests'), depth: of('depth'), layerBytes: of('layerBytes') },
    ...{ wall: of('wall'), cpu: of('cpu'), first: of('first'), memory: of('memory') },
  };
}

/** Puts new results in the place of old ones of the same situations. */
export function mergeSituations(
  old: readonly SituationResult[],
  fresh: readonly SituationResult[],
): readonly SituationResult[] {
  const keyOf = (one: SituationResult) => `${one.registry} ${one.case} ${one.delay}`;
  const replaced = new Set(fresh.map(keyOf));
  return [...old.filter((one) => !replaced.has(keyOf(one))), ...fresh];
}

/** Finds the fastest of those that Sealift is compared with: of all peers, or of those that are named. */
export function fastestPeer({ tools }: SituationResult, names?: readonly string[]): ToolResult | undefined {
  const peers = tools.filter(({ tool }) => !tool.startsWith('sealift') && names?.includes(tool) !== false);
  return peers.toSorted((left, right) => left.wall - right.wall)[0];
}
