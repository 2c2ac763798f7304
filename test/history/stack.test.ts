import { describe, expect, it } from 'vitest';
import {
  beginWalk,
  findPrevious,
  isSettled,
  type Placing,
  placementsBack,
  replay,
  stepBack,
  type Walk,
} from '../../src/history/stack.ts';
import { type Digest, digestOf } from '../../src/oci/digest.ts';
import { fc, runs } from '../support/property.ts';

const NAMES = 'ABCDEFXZ';
const [A, B, C, D, Z] = [digestOf('A'), digestOf('B'), digestOf('C'), digestOf('D'), digestOf('Z')];

function nameOf(digest: Digest | undefined): string | undefined {
  return digest && [...NAMES].find((name) => digestOf(name) === digest);
}

/** `B<A@10` is a promotion of B that replaced A in minute 10, `B<<C@20` a rollback, and `A@0` has replaced nothing. */
function events(text: string): readonly Placing[] {
  return text.split(' ').map((each) => {
    const [, to = '', arrow, from, minute] = /^(\w)(?:(<<?)(\w))?@([\d.]+)$/.exec(each) ?? [];
    return {
      kind: arrow === '<<' ? 'rollback' : 'promote',
      to: digestOf(to),
      from: from === undefined ? undefined : digestOf(from),
      time: Number(minute) * 60_000,
    };
  });
}

function walkBack(now: Digest, all: readonly Placing[], isEnough: (walk: Walk) => boolean = () => false): Walk {
  let walk = beginWalk(now);
  while (walk.end === undefined && !isEnough(walk)) {
    const { cursor } = walk;
    walk = stepBack(
      walk,
      all.filter(({ to }) => to === cursor),
    );
  }
  return walk;
}

function previousOf(now: Digest, text: string, ...held: readonly Digest[]) {
  const isHeld = (digest: Digest) => held.includes(digest);
  const walk = walkBack(now, events(text), (each) => isSettled(each, isHeld));
  return { previous: nameOf(findPrevious(replay(walk), isHeld)), end: walk.end };
}

describe('what ran before', () => {
  it.each([
    ['1', 'what the promotion replaced', C, 'A@0 B<A@10 C<B@20', [], 'B', undefined],
    ['2', 'what is below, once C was popped', B, 'A@0 B<A@10 C<B@20 B<<C@30', [C], 'A', undefined],
    ['2, at once', 'what is below, in the same minutes', B, 'A@0 B<A@1 C<B@2 B<<C@3', [C], 'A', undefined],
    ['3', 'what the fix replaced', D, 'A@0 B<A@10 C<B@20 B<<C@30 D<B@40', [C], 'B', undefined],
    ['5', 'never an image whose run died before its tags', C, 'A@0 B<A@10 X<B@15 C<B@20', [], 'B', undefined],
    ['5, again', 'nor after a rollback', B, 'A@0 B<A@10 X<B@15 C<B@20 B<<C@30', [C], 'A', undefined],
    ['6', 'by the chain, whatever the clocks say', C, 'A@0 B<A@13 C<B@10', [], 'B', undefined],
    ['7', 'unknown without a record', Z, 'A@0 B<A@10', [], undefined, 'unknown'],
    ['9', 'nothing, at the first image', A, 'A@0', [], undefined, 'bottom'],
    [
      '28',
      'by the record that says so, and not by one of a new number',
      C,
      'A@0 B<A@10 C<B@20 C@999',
      [],
      'B',
      undefined,
    ],
    ['50', 'what it is, where somebody moved the tag by hand', B, 'A@0 B<A@10 C<B@20', [], 'A', undefined],
    ['held', 'not an image that is held', D, 'A@0 B<A@10 C<B@20 D<C@30', [C], 'B', undefined],
    [
      'twice',
      'ambiguous where two records contradict each other',
      C,
      'A@0 B@0 C<B@20 C<A@22',
      [],
      undefined,
      'ambiguous',
    ],
    ['far', 'clear where they are further apart', C, 'A@0 B@0 C<B@20 C<A@26', [], 'A', undefined],
  ] as const)('is, by vector %s, %s', (_, __, now, text, held, previous, end) => {
    expect(previousOf(now, text, ...held)).toEqual({ previous, end });
  });

  it('is looked for no further than 20 placements back', () => {
    const flips = Array.from({ length: 30 }, (_, at) => `${at % 2 === 0 ? 'B<A' : 'A<B'}@${at * 10}`).join(' ');
    const walk = walkBack(A, events(flips));
    expect([walk.end, walk.path.length]).toEqual(['limit', 20]);
  });

  it('is counted in placements, also along what was popped', () => {
    const walk = walkBack(B, events('A@0 B<A@10 C<B@20 B<<C@30'));
    expect([B, A, C, D].map((digest) => placementsBack(walk, digest))).toEqual([0, 1, 1, undefined]);
    expect(replay(walk)).toMatchObject({ popped: [C], isWhole: true });
  });

  it('is that of a simple model, whatever happened', () => {
    const step = fc.record({
      does: fc.constantFrom<'promote' | 'promote' | 'rollback' | 'die'>('promote', 'promote', 'rollback', 'die'),
      image: fc.integer({ min: 0, max: NAMES.length - 1 }),
      isHeld: fc.boolean(),
      // Clocks differ by less than half of what lies between two steps.
      skew: fc.integer({ min: -2, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const first = digestOf(NAMES[0] ?? '');
        const all: Placing[] = [{ kind: 'promote', to: first, from: undefined, time: 0 }];
        let stack: Digest[] = [first];
        const held = new Set<Digest>();
        for (const [index, { does, image, isHeld, skew }] of steps.entries()) {
          const time = ((index + 1) * 30 + skew) * 60_000;
          const now = stack.at(-1) ?? first;
          const named = digestOf(NAMES[image] ?? '');
          if (does === 'rollback') {
            if (isHeld) held.add(now);
            const to = stack.slice(0, -1).findLast((each) => !held.has(each));
            if (to === undefined) continue;
            stack = stack.slice(0, stack.indexOf(to) + 1);
            all.push({ kind: 'rollback', to, from: now, time });
          } else if (named !== now && !held.has(named)) {
            all.push({ kind: 'promote', to: named, from: now, time });
            // A run that dies before its tags has left its record.
            if (does === 'promote') stack = [...stack.filter((each) => each !== named), named];
          }
        }
        const isHeld = (digest: Digest) => held.has(digest);
        const now = stack.at(-1) ?? first;
        const walk = walkBack(now, all, (each) => isSettled(each, isHeld));
        const expected = stack.slice(0, -1).findLast((each) => !held.has(each));
        const found = walk.end === 'limit' ? expected : findPrevious(replay(walk), isHeld);
        expect(nameOf(found)).toBe(nameOf(expected));
      }),
      { numRuns: runs(1000) },
    );
  });
});
