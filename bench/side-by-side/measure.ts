import { loadavg } from 'node:os';
import type { NextWorkload } from './case-setup.ts';
import type { BenchCase } from './cases.ts';
import { measureEmptyNode } from './empty-node.ts';
import type { BenchOptions } from './options.ts';
import type { RegistryId } from './registries.ts';
import { median, medianResult, type SituationResult } from './results.ts';
import { type RunResult, runOnce, type TracedRun } from './run-once.ts';
import type { Site } from './site.ts';
import type { Tool } from './tools/tool.ts';

/** What is measured together: all tools take turns. */
export interface Situation {
  readonly site: Site;
  readonly registry: RegistryId;
  readonly benchCase: BenchCase;
  readonly nextWorkload: NextWorkload;
  readonly delay: number;
  readonly tools: readonly Tool[];
  /** Gives each run a number that no other has. */
  readonly nextRun: () => number;
}

/**
 * Where load of others goes up or down, it does so for all: the tool that begins is another one each time. And no tool
 * always has the same one before it, which may have warmed what it reads: every second time goes backwards.
 */
function inTurn<T>(items: readonly T[], run: number): readonly T[] {
  const at = items.length === 0 ? 0 : run % items.length;
  const rotated = [...items.slice(at), ...items.slice(0, at)];
  return run % 2 === 0 ? rotated : rotated.toReversed();
}

/** Runs one tool once in a situation; undefined where it cannot do the work. */
export function traceRun(
  { site, benchCase, nextWorkload, delay, nextRun }: Situation,
  tool: Tool,
): Promise<TracedRun | undefined> {
  const refusesMounts = benchCase.refusesMounts === true;
  return runOnce(site, tool, { workload: nextWorkload(nextRun()), delay, refusesMounts });
}

/** Measures all tools in one situation, one run after the other, and each in turn with the others. */
export async function measureSituation(
  situation: Situation,
  { runs, sizes }: Pick<BenchOptions, 'runs' | 'sizes'>,
): Promise<SituationResult> {
  const { benchCase, delay, registry, tools } = situation;
  const [date, loadBefore] = [new Date().toISOString(), loadavg()[0] ?? Number.NaN];
  const results = new Map<string, RunResult[]>(tools.map(({ name }) => [name, []]));
  const failures: Record<string, string> = {};
  const empty: number[] = [];
  for (let run = 0; run < runs; run++) {
    empty.push(await measureEmptyNode());
    for (const tool of inTurn(tools, run)) {
      if (failures[tool.name] !== undefined) continue;
      try {
        const traced = await traceRun(situation, tool);
        if (traced !== undefined) results.get(tool.name)?.push(traced.result);
      } catch (error) {
        failures[tool.name] = error instanceof Error ? error.message : String(error);
      }
    }
  }
  return {
    ...{ registry, case: benchCase.name, title: benchCase.title(sizes), delay, runs, date, failures },
    emptyNode: median(empty),
    loadBefore,
    loadAfter: loadavg()[0] ?? Number.NaN,
    tools: [...results].flatMap(([tool, list]) =>
      list.length === 0 || failures[tool] !== undefined ? [] : [{ tool, ...medianResult(list) }],
    ),
  };
}
