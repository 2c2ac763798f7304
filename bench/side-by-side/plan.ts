import { type BenchCase, CASES } from './cases.ts';
import { REGISTRIES, type RegistryId } from './registries.ts';

/** One case on one kind of registry, with what each request takes longer in turn (ms). */
export interface PlannedCase {
  readonly registry: RegistryId;
  readonly benchCase: BenchCase;
  readonly delays: readonly number[];
  /** The tools that are asked for it; undefined for all. */
  readonly tools?: readonly string[];
}

/** What the command line chooses; undefined where it leaves it open. */
export interface Choice {
  readonly cases: readonly string[];
  readonly registries?: readonly RegistryId[];
  readonly delays?: readonly number[];
  readonly extent: 'quick' | 'usual' | 'full';
}

/** Delays (ms): in full, of cases that have targets at several, and of all others. */
const DELAYS = { every: [0, 20, 50, 100], curve: [0, 50, 100], one: [50], none: [0] } as const;

/** Where the number of bytes is what takes time, and not the number of requests. */
const HEAVY = ['between', 'memory', 'memory-large'];

/** The cases that have targets at several delays. */
const CURVES = ['cold', 'unchanged', 'tag'];

/** What is measured usually on the registries that are there to confirm what Distribution 2 says. */
const CONFIRMED: Readonly<Partial<Record<RegistryId, readonly string[]>>> = {
  3: CURVES,
  olareg: [...CURVES, 'referrers'],
};

/** The tools that are asked there: the slow ones are not the fastest there either. */
const CONFIRMING = ['sealift', 'crane', 'regctl', 'oras'];

function delaysOf(name: string, registry: RegistryId, { delays, extent }: Choice): readonly number[] {
  if (delays !== undefined) return delays;
  if (registry === 'stream') return DELAYS.none;
  if (extent === 'full') return DELAYS.every;
  if (HEAVY.includes(name)) return DELAYS.none;
  return CURVES.includes(name) && registry === 2 && extent === 'usual' ? DELAYS.curve : DELAYS.one;
}

function isChosen({ name, registries }: BenchCase, registry: RegistryId, choice: Choice): boolean {
  if (!registries.includes(registry) || !choice.cases.includes(name)) return false;
  if (choice.registries !== undefined) return registry === 'stream' || choice.registries.includes(registry);
  return choice.extent === 'full' || CONFIRMED[registry]?.includes(name) !== false;
}

function toolsOf({ tools }: BenchCase, registry: RegistryId, { extent }: Choice): readonly string[] | undefined {
  return extent !== 'full' && CONFIRMED[registry] !== undefined ? (tools ?? CONFIRMING) : tools;
}

/** Decides what is measured, in which order: usually what has a target, in full every case everywhere. */
export function planCases(choice: Choice): readonly PlannedCase[] {
  return REGISTRIES.flatMap((registry) =>
    CASES.filter((benchCase) => isChosen(benchCase, registry, choice)).map((benchCase) => {
      const tools = toolsOf(benchCase, registry, choice);
      const delays = delaysOf(benchCase.name, registry, choice);
      return { registry, benchCase, delays, ...(tools === undefined ? {} : { tools }) };
    }),
  );
}
