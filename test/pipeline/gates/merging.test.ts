import { describe, expect, it } from 'vitest';
import { mergeGates } from '../../../src/pipeline/gates/gates.ts';
import { fc, runs } from '../../support/property.ts';
import { readGates } from './support.ts';

/** Gates that can be told apart by the number in them. */
const KINDS = {
  config: (number: number) => `{ max-layers: ${number} }`,
  labels: (number: number) => `{ number: "${number}" }`,
  base: (number: number) => `{ allow: [r.example.com/base], max-behind: ${number} }`,
  people: (number: number) => `{ approvals: ${number} }`,
  vulnerabilities: (number: number) => `{ signed-by: scanner, fail: { critical: ${number} } }`,
} as const;

type Kind = keyof typeof KINDS;

const kinds = Object.keys(KINDS) as readonly Kind[];

/** Some gates, each with its number. */
const part = fc.dictionary(fc.constantFrom(...kinds), fc.integer({ min: 1, max: 100 }), { noNullPrototype: true });

function write(gates: Readonly<Partial<Record<string, number>>>): string {
  return kinds
    .flatMap((kind) => {
      const number = gates[kind];
      return number === undefined ? [] : [`${kind}: ${KINDS[kind](number)}`];
    })
    .join(', ');
}

describe('gates that are put together', () => {
  it('are those of the last that has each', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const merged = mergeGates(parts);
        for (const kind of kinds) {
          expect(merged[kind]).toBe(parts.findLast((each) => each[kind] !== undefined)?.[kind]);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('come to the same, however they are grouped, and one that is undefined replaces nothing', () => {
    fc.assert(
      fc.property(part, part, part, (first, second, third) => {
        const whole = mergeGates([first, second, third]);
        expect(mergeGates([mergeGates([first, second]), third])).toEqual(whole);
        expect(mergeGates([first, mergeGates([second, third])])).toEqual(whole);
        expect(mergeGates([first, { config: undefined }, first])).toEqual(mergeGates([first]));
      }),
      { numRuns: runs(500) },
    );
  });

  it('are read as if the environment had written the last of each itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), part, async (sets, own) => {
        const names = sets.map((_, index) => `s${index}`);
        const text = `gate-sets:\n${sets.map((each, index) => `  s${index}: { ${write(each)} }\n`).join('')}`;
        const used = await readGates(`{ use: [${names.join(', ')}], ${write(own)} }\n`, text);
        expect(used).toEqual(await readGates(`{ ${write(mergeGates([...sets, own]))} }\n`));
      }),
      { numRuns: runs(40) },
    );
  });

  it('take nothing from the gate that they replace', async () => {
    const set =
      'gate-sets:\n  s: { vulnerabilities: { signed-by: scanner, max-age: 1h, mode: warn, deny: [CVE-1] } }\n';
    const { vulnerabilities } = await readGates('use: s\nvulnerabilities: { signed-by: builder }\n', set);
    expect(vulnerabilities).toMatchObject({ signedBy: ['builder'], maxAge: 7 * 86_400_000, mode: 'enforce', deny: [] });
  });
});
