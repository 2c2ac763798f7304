import { check } from './check.ts';
import type { Style, Terminal } from './terminal.ts';
import { widest } from './text.ts';

/** What the demo shows of a tag in the action's output `plan`. */
export interface PlanLine {
  readonly tag: string;
  readonly kind: string;
  readonly action: string;
  readonly reason: string;
}

const STYLES: ReadonlyMap<string, Style> = new Map([
  ['create', 'green'],
  ['move', 'cyan'],
  ['keep', 'dim'],
  ['skip', 'yellow'],
]);

function isPlanLine(value: unknown): value is PlanLine {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['tag', 'kind', 'action', 'reason'].every((key) => typeof Reflect.get(value, key) === 'string')
  );
}

/** Reads the action's output `plan`. */
export function parsePlan(output: string): readonly PlanLine[] {
  const plan: unknown = JSON.parse(output);
  check(Array.isArray(plan) && plan.every(isPlanLine), 'The output "plan" is not a list of tags');
  return plan;
}

/** Shows what happens to each tag, and why. */
export function showPlan(terminal: Terminal, plan: readonly PlanLine[]): void {
  const width = widest(plan.map(({ tag }) => tag));
  for (const { tag, action, reason } of plan) {
    const style = STYLES.get(action) ?? 'plain';
    terminal.line(
      `   ${terminal.paint(style, action.padEnd(6))}  ${terminal.paint('bold', tag.padEnd(width))}  ${reason}`,
    );
  }
}
