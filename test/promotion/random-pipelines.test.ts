import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { fc, runs } from '../support/property.ts';
import { sizeOf } from '../support/sample.ts';
import { IS_FULL } from '../support/seed.ts';
import { pipelines, type Step, steps } from './random-pipeline.ts';
import { imageOf, NAMES, RandomWorld } from './random-world.ts';

const forge = await startForge();
/** How many worlds are drawn, and how long drawing and shrinking may take (milliseconds). */
const RUNS = runs(100);
const LIMIT = sizeOf({ every: 300_000, full: 3_600_000 });

describe('the routes of a random pipeline', () => {
  it(
    'let through what they allow, and nothing gets into an environment by promotions without a chain that verifies',
    async () => {
      const seen = { permitted: 0, refused: 0, deep: 0 };
      async function tryPromotion(random: RandomWorld, step: Extract<Step, { kind: 'promote' }>): Promise<void> {
        const { allowed, refusal, ends } = await random.promote(step);
        const what = `${JSON.stringify(step)} ${ends.from} → ${ends.to.join(', ')}: ${refusal ?? 'permitted'}`;
        expect(refusal === undefined, what).toBe(allowed);
        seen[allowed ? 'permitted' : 'refused']++;
        if (refusal !== undefined) expect(refusal).toMatch(/^Cannot /);
        if (!allowed) return;
        for (const place of ends.destination === undefined ? [] : ends.to) {
          if (ends.destination === undefined) continue;
          const chain = await random.walk(ends.destination, place, imageOf(step.image).image);
          expect(chain.broken, what).toBeUndefined();
          if (chain.promotions.length > 1) seen.deep++;
        }
      }

      /** Looks everywhere: a chain verifies exactly where a record of a permitted promotion is. */
      async function lookEverywhere(random: RandomWorld): Promise<void> {
        for (const environment of random.pipeline.environments) {
          if (environment.from.length === 0) continue;
          for (const place of environment.repositories.flatMap((each) => NAMES.map((name) => `${each}/${name}`))) {
            for (const number of [0, 1]) {
              const { image } = imageOf(number);
              const chain = await random.walk(environment, place, image);
              const isProven = random
                .entriesAt(place, image)
                .some((entry) => entry.environment === environment.name && entry.place === place);
              expect(chain.broken === undefined, `${place} ${number}: ${chain.broken?.reason}`).toBe(isProven);
            }
          }
        }
      }

      await fc.assert(
        fc.asyncProperty(pipelines, steps, async (pipeline, todo) => {
          await using random = await RandomWorld.start(pipeline, forge);
          const [first] = pipeline.environments;
          for (const number of [0, 1]) {
            await random.tamper({ kind: 'push', to: 0, pick: 0, image: number, name: 'app' });
          }
          expect(first?.from).toEqual([]);
          for (const step of todo) {
            if (step.kind === 'promote') await tryPromotion(random, step);
            else await random.tamper(step);
          }
          await lookEverywhere(random);
        }),
        { numRuns: RUNS, interruptAfterTimeLimit: LIMIT / 2, markInterruptAsFailure: true },
      );
      // What is never permitted, or never goes far, proves nothing.
      expect(seen.permitted).toBeGreaterThan(sizeOf({ every: 0, full: RUNS }));
      expect(seen.refused).toBeGreaterThan(sizeOf({ every: 0, full: RUNS }));
      // A sample may hold none that goes far.
      if (IS_FULL) expect(seen.deep).toBeGreaterThan(RUNS / 20);
    },
    LIMIT,
  );
});
