import { expect, test } from 'vitest';
import { compute, heldBackOf, type Known, unmatchedOf, wantedOf } from './support.ts';

test.each<[string, string, string, string]>([
  ['type=channel', '1.3.0-rc.2', '', 'rc'],
  ['type=channel', '1.3.0-rc.2', '1.3.0-rc.1', 'rc'],
  ['type=channel', '1.3.0-rc.10', '1.3.0-rc.9', 'rc'],
  ['type=channel', '1.3.0-rc2', '1.3.0-beta.9', 'rc'],
  ['type=channel', '1.3.0-beta', '1.3.0-rc.1', 'beta'],
  ['type=channel', '1.3.0-rc.2', '1.3.0 2.0.0', 'rc'],
  ['type=channel', '1.3.0-SNAPSHOT', '', 'SNAPSHOT'],
  ['type=channel,prefix=app-,suffix=-x', '1.3.0-rc.2', '1.4.0-rc.1', 'app-rc-x'],
  ['type=channel,value=2.0.0-next.1', '1.3.0-rc.2', '', 'next'],
  ['type=channel,match=v(.*)', '1.3.0-rc.2', '', 'rc'],
])('%s of %s where %j exists gives %s', (rules, version, names, tag) => {
  expect(wantedOf(compute(rules, { version }, names))).toBe(tag);
});

test.each<[string, string, string]>([
  ['1.3.0-rc.2', '1.3.0-rc.10', 'rc: 1.3.0-rc.10 is higher'],
  ['1.3.0-rc.2', '1.4.0-rc.1', 'rc: 1.4.0-rc.1 is higher'],
])('of %s where %s exists stays', (version, names, heldBack) => {
  expect(heldBackOf(compute('type=channel', { version }, names))).toEqual([heldBack]);
});

test.each<[Known, string]>([
  [{ version: '1.3.0' }, '1.3.0 is not a pre-release'],
  [{ version: '1.3.0-1' }, '1.3.0-1 names no line such as "rc"'],
  [{ version: '1.3.0-latest.1' }, 'the line of 1.3.0-latest.1 would look like the highest version'],
  [{}, 'no version is known'],
])('with %j matches nothing: %s', (known, reason) => {
  expect(unmatchedOf(compute('type=channel', known))).toEqual([reason]);
});

test('a channel moves for a release that GitHub marks as a pre-release too', () => {
  expect(wantedOf(compute('type=channel', { version: '1.3.0-rc.2', preRelease: true }))).toBe('rc');
});

test('a channel may be declared immutable', () => {
  expect(compute('type=channel,immutable=true', { version: '1.3.0-rc.2' }).candidates).toMatchObject([
    { mutable: false },
  ]);
});

test('latest=true does not go back for a channel', () => {
  const known: Known = { version: '1.3.0-rc.2', flavor: 'latest=true' };
  expect(wantedOf(compute('type=channel', known, '1.3.0'))).toBe('rc');
  expect(wantedOf(compute('type=channel', known, '1.2.0'))).toBe('rc latest');
});
