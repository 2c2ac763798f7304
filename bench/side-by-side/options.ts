import { parseArgs } from 'node:util';
import { CASES, type Sizes } from './cases.ts';
import { TOOLS } from './tools/all.ts';

/** What is measured, and how often. */
export interface BenchOptions {
  readonly cases: readonly string[];
  /** What each request takes longer (ms). */
  readonly delays: readonly number[];
  /** Major versions of CNCF Distribution. */
  readonly registries: readonly (2 | 3)[];
  readonly runs: number;
  readonly tools: readonly string[];
  readonly sizes: Sizes;
  /** Whether the requests of one run are printed as a timeline, and nothing is written. */
  readonly waterfall: boolean;
  /** Whether nothing is measured, and the report is written anew from the numbers that are there. */
  readonly report: boolean;
}

const FULL = { delays: '0,20,50,100', runs: '5', megabytes: '1000', images: '100' } as const;
const QUICK = { delays: '0,50', runs: '3', megabytes: '100', images: '10' } as const;

function chooseNames(option: string, given: string | undefined, known: readonly string[]): readonly string[] {
  const names = given?.split(',') ?? known;
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) throw new Error(`Cannot measure --${option} "${wrong}": there are ${known.join(', ')}`);
  return names;
}

function parseCount(option: string, text: string, least: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least) return count;
  throw new Error(`Cannot read --${option} "${text}": it is no whole number from ${least} on`);
}

/**
 * Reads the command line.
 *
 * @example parseOptions(['--cases', 'cold,tag', '--delays', '50', '--runs', '5'])
 * @throws {Error} where an option is not known or has a value that it cannot have.
 */
export function parseOptions(args: readonly string[]): BenchOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ cases: text, delays: text, registries: text, runs: text, tools: text, megabytes: text, images: text },
      ...{ quick: { type: 'boolean' }, waterfall: { type: 'boolean' } },
      report: { type: 'boolean' },
    },
  });
  const all = { ...(values.quick === true ? QUICK : FULL), ...values };
  const versions = chooseNames('registries', values.registries, ['2', '3']);
  return {
    cases: chooseNames(
      'cases',
      values.cases,
      CASES.map(({ name }) => name),
    ),
    delays: all.delays.split(',').map((delay) => parseCount('delays', delay, 0)),
    registries: versions.map((version) => (version === '3' ? 3 : 2)),
    runs: parseCount('runs', all.runs, 1),
    tools: chooseNames(
      'tools',
      values.tools,
      TOOLS.map(({ name }) => name),
    ),
    sizes: {
      megabytes: parseCount('megabytes', all.megabytes, 1),
      images: parseCount('images', all.images, 2),
    },
    waterfall: values.waterfall === true,
    report: values.report === true,
  };
}
