import type { CaseResult } from './fault-case.ts';
import type { Outcome } from './fault-judge.ts';

const OUTCOMES: readonly Outcome[] = ['completed', 'refused', 'created', 'stuck', 'wrong'];

/** What came of the cases of one kind. */
export interface KindTally extends Readonly<Record<Outcome, number>> {
  readonly cases: number;
  /** In how many of them a fault was due, and in how many it changed something. */
  readonly struck: number;
  readonly changed: number;
  /** How many failed ones were run again, and how many of these completed. */
  readonly again: number;
  readonly healed: number;
}

function tally(results: readonly CaseResult[]): KindTally {
  const count = (isCounted: (result: CaseResult) => boolean): number => results.filter(isCounted).length;
  const of = (outcome: Outcome): number => count((result) => result.outcome === outcome);
  return {
    cases: results.length,
    struck: count(({ struck }) => struck.length > 0),
    changed: count(({ struck }) => struck.some(({ changed }) => changed === true)),
    completed: of('completed'),
    refused: of('refused'),
    created: of('created'),
    stuck: of('stuck'),
    wrong: of('wrong'),
    again: count(({ again }) => again !== undefined),
    healed: count(({ again }) => again?.outcome === 'completed'),
  };
}

/** Counts what came of cases, by a name for each. */
export function tallyBy(
  results: readonly CaseResult[],
  nameOf: (result: CaseResult) => string,
): ReadonlyMap<string, KindTally> {
  const groups = Map.groupBy(results, nameOf);
  return new Map([...groups].map(([name, group]) => [name, tally(group)]));
}

/** Renders counts as a table, with a sentence that sums them up. */
export function renderTable(tallies: ReadonlyMap<string, KindTally>, all: readonly CaseResult[]): string {
  const columns = ['cases', 'struck', 'changed', ...OUTCOMES, 'again', 'healed'] as const;
  const width = Math.max(...[...tallies.keys()].map((name) => name.length));
  const line = (name: string, cells: readonly (string | number)[]): string =>
    [name.padEnd(width), ...cells.map((cell) => String(cell).padStart(9))].join(' ');
  const rows = [...tallies].map(([name, counts]) =>
    line(
      name,
      columns.map((column) => counts[column]),
    ),
  );
  const sum = tally(all);
  const words = [
    `${sum.cases} cases: ${sum.completed} completed`,
    `${sum.refused} refused with tags as they were`,
    `${sum.created} refused with new tags on the complete image`,
    `${sum.stuck} refused with tags that a dead registry did not put back, and named`,
    `${sum.wrong} wrong`,
    `${sum.healed} of ${sum.again} failed ones completed by a second run`,
  ].join(', ');
  return [line('', columns), ...rows, words].join('\n');
}

/** Describes what is wrong with a case, so that it can be repeated. */
export function describeCase({ fault, words, struck, again }: CaseResult): string {
  const where = struck.map(({ number, request }) => `${number}: ${request}`).slice(0, 5);
  const second =
    again === undefined || again.outcome === 'completed' ? '' : `\n  again: ${again.outcome}: ${again.words}`;
  return `${fault.variant}, ${fault.kind}\n  at ${where.join('\n     ')}\n  ${words}${second}`;
}
