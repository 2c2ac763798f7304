import type { EmbeddedRegistry } from '../test/support/registry/registry.ts';
import { spawnAction } from '../test/support/run-action.ts';
import { type PlanLine, parsePlan } from './plan-line.ts';
import { measureTraffic, type Traffic } from './traffic.ts';

/** A run of the action, as the workflow and the registry saw it. */
export interface ActionRun {
  readonly exitCode: number | null;
  /** What it refused with; empty where it did not. */
  readonly refusal: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly plan: readonly PlanLine[];
  /** The job summary, in Markdown. */
  readonly summary: string;
  readonly milliseconds: number;
  readonly traffic: Traffic;
}

/** Finds what a run refused with, a sentence or several lines; empty where it did not. */
export function refusalIn(stdout: string, stderr: string): string {
  const rejections = stdout.split('\n').filter((line) => line.startsWith('::error'));
  return (
    rejections.map((line) => line.replace(/^::error[^:]*::/, '').replaceAll('%0A', '\n')).join('\n') || stderr.trim()
  );
}

/** Runs `dist/index.js` as the Actions runner does, and takes down what the registry saw of it. */
export async function runSealift(
  registry: EmbeddedRegistry,
  inputs: Readonly<Record<string, string>>,
  layers: ReadonlySet<string>,
): Promise<ActionRun> {
  registry.clearLog();
  const { exitCode, stdout, stderr, outputs, summary, milliseconds } = await spawnAction({ inputs }).done;
  return {
    exitCode,
    refusal: refusalIn(stdout, stderr),
    outputs,
    plan: parsePlan(outputs['plan'] ?? '[]'),
    summary,
    milliseconds,
    traffic: measureTraffic(registry.log, layers),
  };
}
