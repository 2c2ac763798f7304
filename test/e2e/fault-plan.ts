import { NOW } from '../promotion/support.ts';
import { type FaultKind, faultKinds } from '../support/registry/faults/fault-kinds.ts';
import { sample } from '../support/sample.ts';
import type { Batch } from './fault-batch.ts';
import type { FaultCase } from './fault-case.ts';
import { VARIANTS, type Variant } from './fault-world.ts';

/** What cases are of which kind, by the table. */
export const KINDS: readonly FaultKind[] = faultKinds(NOW);
/** Those that strike once. A registry that is down for good can neither complete a run nor take tags back. */
export const PASSING_KINDS: readonly FaultKind[] = KINDS.filter(({ times = 1 }) => Number.isFinite(times));
/** Of failed runs, one of so many is run again without faults. */
const REPEAT_EVERY = 5;
/** The cases of a batch. */
const BATCH = 50;

/** How many requests a promotion takes without faults. */
export type Lengths = Readonly<Record<Variant, number>>;

function inBatches(cases: readonly FaultCase[]): readonly Batch[] {
  return Array.from({ length: Math.ceil(cases.length / BATCH) }, (_, index) => ({
    repeatEvery: REPEAT_EVERY,
    cases: cases.slice(index * BATCH, (index + 1) * BATCH),
  }));
}

/** In runs that are not full, each kind of fault strikes one of so many requests. */
export const STRIDE = 4;

/** Plans every kind of fault at every request in turn, or at a sample of them. */
export function planSweep(lengths: Lengths): readonly Batch[] {
  const cases = VARIANTS.flatMap((variant) => {
    const requests = Array.from({ length: lengths[variant] }, (_, index) => index + 1);
    return KINDS.flatMap(({ name, fault, times = 1 }) =>
      sample(requests, STRIDE, `${name} with ${variant}`).map(
        (request): FaultCase => ({ variant, kind: name, faults: [{ at: { request }, fault, times }] }),
      ),
    );
  });
  return inBatches(cases);
}

/** Plans cases of two to five faults at random requests, each of which strikes once. */
export function planRandom(lengths: Lengths, count: number, random: () => number): readonly Batch[] {
  const below = (limit: number): number => Math.floor(random() * limit);
  function draw(): FaultCase {
    const variant = VARIANTS[below(VARIANTS.length)] ?? 'one registry';
    const drawn = Array.from({ length: 2 + below(4) }, () => {
      const kind = PASSING_KINDS[below(PASSING_KINDS.length)];
      if (kind === undefined) throw new Error('there are no kinds of faults');
      // Requests that are sent again make a run longer.
      return { kind, request: 1 + below(Math.ceil(lengths[variant] * 1.2)) };
    });
    const kind = drawn.map(({ kind, request }) => `${kind.name} @${request}`).join(', ');
    const faults = drawn.map(({ kind: { fault, times = 1 }, request }) => ({ at: { request }, fault, times }));
    return { variant, kind, faults };
  }
  return inBatches(Array.from({ length: count }, draw));
}
