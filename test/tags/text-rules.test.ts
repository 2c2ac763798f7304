import { describe, expect, test } from 'vitest';
import { compute, type Known, REVISION, unmatchedOf, wantedOf } from './support.ts';

function release(tag: string, more: Known = {}): Known {
  return { ref: `refs/tags/${tag}`, revision: REVISION, flavor: 'latest=false', ...more };
}

describe('match', () => {
  test.each<[string, string, string]>([
    ['v(.*)', 'v1.2.3', 'v1.2.3'],
    ['v(.*),group=1', 'v1.2.3', '1.2.3'],
    ['app/v(.*),group=1', 'app/v1.2.3', '1.2.3'],
    ['app/(.*)', 'app/v1.2.3', 'app-v1.2.3'],
    ['/V(.*)/i,group=1', 'v1', '1'],
    ['v(.*),group=1,value=v9', 'x', '9'],
    ['v(.*),group=1,value={{tag}}', 'v1', '1'],
    ['v(.*),group=1,value=', 'v1', '1'],
    ['v(.*),group=1,prefix=p-,suffix=-s', 'v1', 'p-1-s'],
  ])('pattern=%s of %s gives %s', (pattern, tag, expected) => {
    expect(wantedOf(compute(`type=match,pattern=${pattern}`, release(tag)))).toBe(expected);
  });

  test.each<[string, Known, string]>([
    ['v(.*)', { ref: 'refs/heads/main' }, 'the event has no git tag'],
    ['x(.*)', release('v1'), '"x(.*)" finds nothing in "v1"'],
    ['app/v(.*)', release('my-app/v1'), '"app/v(.*)" finds nothing in "my-app/v1"'],
    ['v(.*),group=2', release('v1'), '"v(.*)" has no group 2 in "v1"'],
    ['(a)|(v),group=1', release('v1'), '"(a)|(v)" has no group 1 in "v1"'],
    ['v(.*),group=1', release('v'), '"" has no character that a tag may have'],
    ['v(.*)', release('v1', { tagPrefix: 'app/' }), 'the event has no git tag'],
  ])('pattern=%s with %j matches nothing: %s', (pattern, known, reason) => {
    expect(unmatchedOf(compute(`type=match,pattern=${pattern}`, known))).toEqual([reason]);
  });

  test.each<[string, string, string]>([
    ['v1.9.1', '2.0.0', '1.9.1'],
    ['v2.0.0', '1.9.1', '2.0.0 latest'],
    ['v2.0.0-rc.1', '', '2.0.0-rc.1'],
    ['vx', '2.0.0', 'latest x'],
  ])('latest of %s where %j exists', (tag, names, tags) => {
    const { candidates } = compute('type=match,pattern=v(.*),group=1', release(tag, { flavor: '' }), names);
    expect(
      candidates
        .map((each) => each.tag)
        .toSorted()
        .join(' '),
    ).toBe(tags);
  });
});

describe('schedule', () => {
  const night: Known = { event: 'schedule', ref: 'refs/heads/main', commitDate: new Date('2015-06-01T00:00:00Z') };

  test.each<[string, string]>([
    ['type=schedule', 'nightly'],
    ["type=schedule,pattern={{date 'YYYYMMDD'}}", '20200102'],
    ["type=schedule,pattern=n-{{date 'YYYYMMDD HHmm' tz='Asia/Tokyo'}}", 'n-20200102-0900'],
    ["type=schedule,pattern={{commit_date 'YYYYMMDD'}},suffix=-x", '20150601-x'],
  ])('%s gives %s', (rules, tag) => {
    expect(wantedOf(compute(rules, night))).toBe(tag);
  });

  test.each<Known>([{}, { ref: 'refs/heads/main' }, { isPromotion: true }])('matches nothing with %j', (known) => {
    expect(unmatchedOf(compute('type=schedule', known))).toEqual(['the event is not a schedule']);
  });
});

describe('raw', () => {
  test.each<[string, Known, string]>([
    ['x', {}, 'x'],
    ['feature/x', {}, 'feature-x'],
    ['a b', {}, 'a-b'],
    ['{{branch}}-{{sha}}', { ref: 'refs/heads/fix/#', revision: REVISION }, 'fix-860c190'],
    ['{{version}}', { version: '1.2.3+b' }, '1.2.3_b'],
    ['{{major}}.{{minor}}-lts', { version: '1.2.3' }, '1.2-lts'],
  ])('%s with %j gives %s', (value, known, tag) => {
    expect(wantedOf(compute(`type=raw,value=${value}`, known))).toBe(tag);
  });

  test.each<[string, Known, string]>([
    ['', {}, 'its value is empty'],
    ['{{tag}}', {}, '{{tag}} is empty here'],
    ['a-{{tag}}-{{sha}}', {}, '{{tag}} and {{sha}} are empty here'],
    ['日本', {}, '"日本" has no character that a tag may have'],
    ['日本,prefix=a-', {}, '"a-日本" has no character that a tag may have'],
    ['日本,suffix=-a', {}, '"日本-a" has no character that a tag may have'],
    ['{{branch}}', { ref: 'refs/heads/日本' }, '{{branch}} is empty here'],
  ])('%j with %j matches nothing: %s', (value, known, reason) => {
    expect(unmatchedOf(compute(`type=raw,value=${value}`, known))).toEqual([reason]);
  });
});

describe('sha', () => {
  const sha = (start: string): string => `${start}${REVISION.slice(start.length)}`;

  test.each<[string, string, string]>([
    ['type=sha', REVISION, 'sha-860c190'],
    ['type=sha,format=long', REVISION, `sha-${REVISION}`],
    ['type=sha,prefix=', REVISION, '860c190'],
    ['type=sha,prefix=', sha('1234567'), '12345674a'],
    ['type=sha,prefix=', sha('12e4567'), '12e45674a'],
    ['type=sha,prefix=', sha('123456e'), '123456e4a'],
    ['type=sha,prefix=', sha('e234567'), 'e234567'],
    ['type=sha,prefix=,suffix=-x', sha('1234567'), '1234567-x'],
    ['type=sha,prefix=-', sha('1234567'), '12345674a'],
    ['type=sha,prefix=', '1'.repeat(40), '1'.repeat(40)],
    ['type=sha,prefix=,format=long', '1'.repeat(40), '1'.repeat(40)],
  ])('%s of %s is %s', (rules, revision, tag) => {
    expect(wantedOf(compute(rules, { revision }))).toBe(tag);
  });
});

test('a SHA says which revision it is and what says so', () => {
  expect(compute('type=sha', { revision: REVISION }).candidates).toMatchObject([
    { reason: "revision 860c1904a1ce from the event's commit" },
  ]);
});

describe('source', () => {
  test.each<[Known, string]>([
    [{ isPromotion: true }, 'the source was given by digest and has no tag'],
    [{}, 'a build has no source to take a tag from'],
  ])('matches nothing with %j: %s', (known, reason) => {
    expect(unmatchedOf(compute('type=source', known))).toEqual([reason]);
  });

  test('is the tag that the source was named by', () => {
    expect(wantedOf(compute('type=source,suffix=-x', { isPromotion: true, sourceTag: 'rc' }))).toBe('rc-x');
  });
});
