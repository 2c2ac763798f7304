import { describe, expect, it } from 'vitest';
import { findCurrent } from '../../src/history/current.ts';
import { digest, placement, recorded } from './histories.ts';

const NONE = { kind: 'none' } as const;
const at = (day: string) => recorded({ time: new Date(`2026-11-${day}T00:00:00Z`) });

describe('findCurrent', () => {
  const low = placement('low', ['1.0.0', 'p'], at('01'));
  const high = placement('high', ['2.0.0', 'latest'], at('02'));
  const late = placement('late', ['1.5.0'], at('03'));
  const untagged = placement('untagged', [], at('04'));
  const all = [untagged, late, high, low];

  it.each([
    ['the tag of the environment', all, 'p', 'low', 'tag'],
    ['latest', all, undefined, 'high', 'latest'],
    ['the newest record of an image that has a tag', [untagged, late, low], undefined, 'late', 'record'],
    [
      'the highest number of a day',
      [placement('a', ['2.0.0', '20261119_02'], NONE), placement('b', ['1.0.0', '20261119_10'], NONE)],
      undefined,
      'b',
      'day',
    ],
    [
      'the highest version',
      [placement('a', ['1.9.0'], NONE), placement('b', ['1.10.0'], NONE)],
      undefined,
      'b',
      'version',
    ],
  ] as const)('goes by %s', (_, placements, tag, expected, by) => {
    const current = findCurrent(placements, tag);
    expect([current?.placement.digest, current?.by]).toEqual([digest(expected), by]);
  });

  it('finds nothing where the tag of the environment is not there, whatever else is', () => {
    expect(findCurrent([high, late], 'p')).toBeUndefined();
  });

  it('finds nothing among tags that say nothing', () => {
    expect(findCurrent([placement('a', ['sha-860c190'], NONE), placement('b', [], NONE)], undefined)).toBeUndefined();
  });
});
