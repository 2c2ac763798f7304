import { describe, expect, test } from 'vitest';
import { compute, heldBackOf, type Known, unmatchedOf } from './support.ts';

function one(pattern: string, version: string, names = '') {
  return compute(`type=semver,pattern=${pattern}`, { version, flavor: 'latest=false' }, names);
}

describe('a pattern', () => {
  test.each<[string, string, string, string, boolean]>([
    ['{{version}}', '1.2.3', '1.2.3', 'semver.full', false],
    ['{{raw}}', 'v1.2.3', 'v1.2.3', 'semver.full', false],
    ['{{raw}}', 'v1.2.3+b', 'v1.2.3_b', 'semver.full', false],
    ['v{{major}}.{{minor}}.{{patch}}', '1.2.3', 'v1.2.3', 'semver.full', false],
    ['{{major}}-{{build}}', '1.2.3+b.1', '1-b.1', 'semver.full', false],
    ['{{version}}-{{prerelease}}', '1.2.3', '1.2.3-', 'semver.full', false],
    ['{{major}}.{{minor}}', '1.2.3', '1.2', 'semver.minor', true],
    ['{{minor}}', '1.2.3', '2', 'semver.minor', true],
    ['v{{major}}', '1.2.3', 'v1', 'semver.major', true],
    ['{{major}}', '0.2.3', '0', 'semver.major', true],
    ['stable', '1.2.3', 'stable', 'channel', true],
    ['{{major}}', '1.2.3-rc.1+b', '1.2.3-rc.1_b', 'semver.full', false],
    ['stable', '1.2.3-rc.1', '1.2.3-rc.1', 'semver.full', false],
    ['{{raw}}', 'v1.2.3-rc.1', 'v1.2.3-rc.1', 'semver.full', false],
    ['x{{raw}}', 'v1.2.3-rc.1', '1.2.3-rc.1', 'semver.full', false],
  ])('%s of %s is %s, a %s that may move: %s', (pattern, version, tag, kind, mutable) => {
    expect(one(pattern, version).candidates).toMatchObject([{ tag, kind, mutable }]);
  });

  test('shows the label as it is', () => {
    expect(one('{{raw}}', 'v1.2.3+b')).toMatchObject({ version: 'v1.2.3_b', versionLabel: '1.2.3+b' });
    expect(one('{{major}}', '1.2.3')).toMatchObject({ version: '1', versionLabel: '1' });
  });

  test('that comes to nothing matches nothing', () => {
    expect(unmatchedOf(one('{{build}}', '1.2.3'))).toEqual(['"" has no character that a tag may have']);
    expect(unmatchedOf(one('', '1.2.3'))).toEqual(['"" has no character that a tag may have']);
  });

  test.each<[string, string, string, readonly string[]]>([
    ['{{major}}.{{minor}}', '1.2.3', '1.2.4 1.3.0', ['1.2: 1.2.4 is higher']],
    ['{{major}}.{{minor}}', '1.2.3', '1.3.0', []],
    ['{{major}}', '1.2.3', '1.3.0 2.0.0', ['1: 1.3.0 is higher']],
    ['stable', '1.2.3', '2.0.0 2.1.0-rc.1', ['stable: 2.0.0 is higher']],
    ['v{{major}}', '1.2.3', 'v1.3.0', ['v1: 1.3.0 is higher']],
    ['{{major}}-x', '1.2.3', '1.3.0-x', ['1-x: 1.3.0 is higher']],
    ['{{major}}-x', '1.2.3', '1.3.0', ['1-x: 1.3.0 is higher']],
    ['app-{{major}}', '1.2.3', 'app-1.3.0', ['app-1: 1.3.0 is higher']],
  ])('%s of %s where %s exists holds back %j', (pattern, version, names, heldBack) => {
    expect(heldBackOf(one(pattern, version, names))).toEqual(heldBack);
  });

  test('gives the same tag for a line and its family', () => {
    const rules = 'type=semver,pattern={{version}}\ntype=semver,pattern={{major}}';
    const { candidates } = compute(rules, { version: '1.2.3' });
    expect(candidates.map(({ tag, family, version }) => [tag, family, version])).toEqual([
      ['1.2.3', '1.2.3', '1.2.3'],
      ['1', '1.2.3', '1.2.3'],
      ['latest', '1.2.3', '1.2.3'],
    ]);
  });

  test('and its full tag with a v', () => {
    const rules = 'type=semver,pattern=v{{version}}\ntype=semver,pattern={{major}}';
    expect(compute(rules, { version: '1.2.3' }).candidates).toMatchObject([
      { tag: 'v1.2.3' },
      { tag: '1', family: 'v1.2.3' },
      { tag: 'latest', family: 'v1.2.3' },
    ]);
  });

  test.each<[string, Known, readonly string[]]>([
    ['{{major}}', { version: '1.2.3' }, []],
    ['{{major}}', { version: '1.2.3', preRelease: true }, ['1: GitHub marks the release of 1.2.3 as a pre-release']],
    ['stable', { version: '1.2.3', preRelease: true }, ['stable: GitHub marks the release of 1.2.3 as a pre-release']],
  ])('%s with %j holds back %j', (pattern, known, heldBack) => {
    const computed = compute(`type=semver,pattern=${pattern}`, { ...known, flavor: 'latest=false' });
    expect(heldBackOf(computed)).toEqual(heldBack);
  });
});

describe('coerce', () => {
  test.each([
    ['v1.2', '1.2.0 1.2 1 latest'],
    ['1', '1.0.0 1.0 1 latest'],
    ['v1.2.3', '1.2.3 1.2 1 latest'],
    ['12.1+ubu2604', '12.1.0_ubu2604 12.1 12 latest'],
    ['12+ubu2604', '12.0.0_ubu2604 12.0 12 latest'],
    ['v1.2-rc.1', '1.2.0-rc.1'],
  ])('fills %s up', (tag, tags) => {
    const { candidates } = compute('type=semver,coerce=true', { ref: `refs/tags/${tag}` });
    expect(candidates.map((each) => each.tag).join(' ')).toBe(tags);
  });

  test.each(['v1.2.3.4', 'v1.2rc1', '01.2', 'v1.2.'])('does not make a version of %s', (tag) => {
    expect(() => compute('type=semver,coerce=true', { ref: `refs/tags/${tag}` })).toThrow();
  });

  test('fills up a value too, in all that is shown of it', () => {
    const rules = 'type=semver,coerce=true,value=v1.2,pattern={{raw}}';
    expect(compute(rules, { flavor: 'latest=false' }).candidates).toMatchObject([{ tag: 'v1.2.0' }]);
  });
});
