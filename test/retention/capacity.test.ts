import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { type CapacityPlace, chooseByCapacity, placeKey } from '../../src/retention/capacity.ts';
import type { RetentionRule } from '../../src/retention/keep.ts';

const RULES = { max: 350, target: 250, scope: 'registry' } as const;

const shared = digestOf('a layer of all');

function placeOf(name: string, since: number, rule: RetentionRule, more: Partial<CapacityPlace> = {}): CapacityPlace {
  return {
    ...{ uri: 'r.io/p/app', image: 'app', environments: ['p'], digest: digestOf(name), since },
    ...{ because: [{ rule, detail: rule }], isRetired: false, isKnown: true, ordered: [] },
    ...more,
  };
}

/** Each has 90 bytes of its own, and 10 that all have. */
function choose(places: readonly CapacityPlace[]) {
  const contents = new Map(
    places.map(
      ({ digest }) =>
        [
          digest,
          new Map([
            [digest, 90],
            [shared, 10],
          ]),
        ] as const,
    ),
  );
  const { due, lacks } = chooseByCapacity(places, contents, RULES);
  return { due: places.filter((each) => due.has(placeKey(each))).map(({ since }) => since), lacks };
}

describe('chooseByCapacity', () => {
  it('takes the oldest that only age or number keeps, until the target is met', () => {
    const places = [
      placeOf('a', 3, 'days'),
      placeOf('b', 1, 'days'),
      placeOf('c', 2, 'downstream'),
      placeOf('d', 4, 'days'),
    ];
    expect(choose(places)).toEqual({ due: [1, 2], lacks: [] });
  });

  it('takes nothing as long as there is space', () => {
    expect(choose([placeOf('a', 1, 'days'), placeOf('b', 2, 'days')])).toEqual({ due: [], lacks: [] });
  });

  it.each(['moving', 'held', 'in-use', 'in-flight', 'no-image', 'unread', 'popped', 'tags'] as const)(
    'never takes what is kept by %s, and says how much is missing and why',
    (rule) => {
      const places = ['a', 'b', 'c', 'd'].map((name, index) => placeOf(name, index, rule));
      expect(choose(places)).toEqual({ due: [], lacks: [{ scope: 'r.io', missing: 120, rule }] });
    },
  );

  it('takes no image that was not looked at closely, nor one that a bound place needs', () => {
    const unknown = ['a', 'b', 'c', 'd'].map((name, index) => placeOf(name, index, 'days', { isKnown: false }));
    expect(choose(unknown).due).toEqual([]);
    const sites = ['a', 'b', 'c', 'd'].flatMap((name, index) => [
      placeOf(name, index, 'days'),
      placeOf(name, index, 'held', { uri: 'r.io/p2/app' }),
    ]);
    expect(choose(sites).due).toEqual([]);
  });
});
