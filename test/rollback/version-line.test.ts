import { describe, expect, it } from 'vitest';
import { parseTag } from '../../src/oci/reference.ts';
import { decideFollowers } from '../../src/rollback/moving-tags.ts';
import { findLine, highestFirst, isFixedName } from '../../src/rollback/version-line.ts';

describe('a tag', () => {
  it.each([
    ['1.2.3', true],
    ['v1.2.3', true],
    ['1.3.0-rc.1', true],
    ['app-1.2.3-alpine', true],
    ['20261130_01', true],
    ['sha-860c190', true],
    ['860c1904a1ce19322e91ac35af1ab07466440c37', true],
    ['latest', false],
    ['1', false],
    ['1.2', false],
    ['1.2-alpine', false],
    ['rc', false],
    ['main', false],
    ['feature-12', false],
    ['decade', false],
  ])('%s never moves: %s', (tag, isFixed) => {
    expect(isFixedName(tag)).toBe(isFixed);
  });
});

describe('the line of a moving tag', () => {
  it.each([
    ['1', ['1.3.0'], ['1.0.0', '1.9.9'], ['2.0.0', '1.3.0-alpine', '1.3.0-rc.1']],
    ['1.3', ['1.3.0'], ['1.3.9'], ['1.2.0', '1.3.9-alpine']],
    ['1.3-alpine', ['1.3.0-alpine'], ['1.3.9-alpine'], ['1.3.9', '1.4.0-alpine']],
    ['v1', ['v1.3.0'], ['v1.0.0'], ['1.0.0']],
    ['v1.3', ['1.3.0'], ['1.3.9'], ['1.2.9', 'v1.3.9']],
    ['app-1', ['app-v1.3.0'], ['app-v1.0.0'], ['app-v2.0.0', '1.0.0']],
    ['latest', ['1.3.0'], ['0.9.0'], ['1.4.0-rc.1']],
    ['latest-alpine', ['1.3.0-alpine'], ['0.9.0-alpine'], ['0.9.0']],
    ['rc', ['1.3.0-rc.2'], ['1.2.0-rc.1'], ['1.3.0', '1.3.0-beta.1']],
  ])('%s of %j has %j and not %j', (tag, own, members, others) => {
    const line = findLine(tag, own);
    expect(members.map((each) => line?.includes(each))).toEqual(members.map(() => true));
    expect(others.map((each) => line?.includes(each))).toEqual(others.map(() => false));
  });

  it.each([
    ['main', ['1.3.0']],
    ['feature-12', ['1.3.0']],
    ['2', ['1.3.0']],
    ['latest', []],
  ])('is none of %s, of an image with %j', (tag, own) => {
    expect(findLine(tag, own)).toBeUndefined();
  });

  it('is ordered by versions', () => {
    expect(highestFirst(['1.9.0', '1.10.0', '1.2.3-alpine', 'x'])).toEqual(['1.10.0', '1.9.0', '1.2.3-alpine']);
  });
});

describe('what follows the marker', () => {
  it('is what the old image may carry; branches and other names always', () => {
    const held = ['latest', '1', '1.3', 'main', 'p'].map(parseTag);
    const follows = decideFollowers(held, parseTag('p'), {
      lineOf: (tag) => findLine(tag, ['1.3.0']),
      targetVersions: ['1.2.4'],
    });
    expect(Object.fromEntries(follows.map(({ tag, to }) => [tag, to]))).toEqual({
      ...{ latest: 'target', '1': 'target', '1.3': 'line', main: 'target', p: 'target' },
    });
  });
});
