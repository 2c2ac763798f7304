import { parseArgs } from 'node:util';
import type { Sizes } from './case-setup.ts';
import { CASES } from './cases.ts';
import { type PlannedCase, planCases } from './plan.ts';
import { REGISTRIES } from './registries.ts';
import { TOOLS } from './tools/all.ts';

/** What is measured, and how often. */
export interface BenchOptions {
  readonly plan: readonly PlannedCase[];
  readonly runs: number;
  /** The tools that were asked for; undefined where the cases decide. */
  readonly tools?: readonly string[];
  readonly sizes: Sizes;
  /** Whether the requests of one run are printed as a timeline, and nothing is written. */
  readonly waterfall: boolean;
  /** Whether nothing is measured, and the report is written anew from the numbers that are there. */
  readonly report: boolean;
  /** The folder of the results, where it is not that of this repository. */
  readonly into?: string;
}

const USUAL = { runs: '5', megabytes: '1000', large: '10000', images: '100' } as const;
const QUICK = { runs: '3', megabytes: '100', large: '1000', images: '10' } as const;

function chooseNames(option: string, given: string, known: readonly string[]): readonly string[] {
  const names = given.split(',');
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) throw new Error(`Cannot measure --${option} "${wrong}": there are ${known.join(', ')}`);
  return names;
}

function parseCount(option: string, text: string, least: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least) return count;
  throw new Error(`Cannot read --${option} "${text}": it is no whole number from ${least} on`);
}

/** Reads the options as they are written. */
function readOptions(args: readonly string[]) {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const;
  const names = { cases: text, delays: text, registries: text, tools: text, into: text };
  const counts = { runs: text, megabytes: text, large: text, images: text };
  const flags = { quick: flag, full: flag, waterfall: flag, report: flag };
  return parseArgs({ args: [...args], options: { ...names, ...counts, ...flags } }).values;
}

function planFrom({ cases, delays, registries, quick, full }: ReturnType<typeof readOptions>): readonly PlannedCase[] {
  const names = CASES.map(({ name }) => name);
  const chosen = registries === undefined ? undefined : chooseNames('registries', registries, REGISTRIES.map(String));
  return planCases({
    cases: cases === undefined ? names : chooseNames('cases', cases, names),
    ...(chosen === undefined ? {} : { registries: REGISTRIES.filter((id) => chosen.includes(String(id))) }),
    ...(delays === undefined ? {} : { delays: delays.split(',').map((delay) => parseCount('delays', delay, 0)) }),
    extent: full === true ? 'full' : quick === true ? 'quick' : 'usual',
  });
}

/**
 * Reads the command line.
 *
 * @example parseOptions(['--cases', 'cold,tag', '--delays', '50', '--runs', '5'])
 * @throws {Error} where an option is not known or has a value that it cannot have.
 */
export function parseOptions(args: readonly string[]): BenchOptions {
  const values = readOptions(args);
  const { tools, into } = values;
  const all = { ...(values.quick === true ? QUICK : USUAL), ...values };
  const known = TOOLS.map(({ name }) => name);
  return {
    plan: planFrom(values),
    runs: parseCount('runs', all.runs, 1),
    ...(tools === undefined ? {} : { tools: chooseNames('tools', tools, known) }),
    sizes: {
      megabytes: parseCount('megabytes', all.megabytes, 20),
      largeMegabytes: parseCount('large', all.large, 20),
      images: parseCount('images', all.images, 2),
    },
    waterfall: values.waterfall === true,
    report: values.report === true,
    ...(into === undefined ? {} : { into }),
  };
}
