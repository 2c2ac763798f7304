import { describe, expect, it } from 'vitest';
import { findDistance, readVersions } from '../../src/history/read.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { placement } from './histories.ts';

const VERSIONS = readVersions(
  ['1.0.0', '1.1.0-rc.1', '1.1.0', 'v1.1.0', '1.2.0', '1.2', 'latest', '2.0.0-rc.1'].map(parseTag),
);

describe('findDistance', () => {
  it.each([
    ['counts versions', ['1.2.0'], ['1.0.0'], { kind: 'ahead', versions: 2 }],
    ['counts them the other way', ['1.0.0'], ['1.1.0'], { kind: 'behind', versions: 1 }],
    ['counts pre-releases on the way to one', ['2.0.0-rc.1'], ['1.2.0'], { kind: 'ahead', versions: 1 }],
    ['sees another image of the same version', ['1.2.0'], ['1.2.0'], { kind: 'other', isSameVersion: true }],
    ['goes by days without versions', ['20261121_01'], ['20261120_09'], { kind: 'ahead', versions: undefined }],
    ['says no more than it knows', ['edge'], ['latest'], { kind: 'other', isSameVersion: false }],
  ] as const)('%s', (_, own, reference, expected) => {
    expect(findDistance(placement('a', own), placement('b', reference), VERSIONS)).toEqual(expected);
  });

  it('is nothing for the same image, whatever its tags are', () => {
    expect(findDistance(placement('a', ['2.0.0']), placement('a', ['1.0.0']), VERSIONS)).toEqual({ kind: 'same' });
  });
});
