import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { computeTags } from '../../src/tags/compute.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { parseVersion } from '../../src/tags/version.ts';
import { compute, contextOf, existingOf, heldBackOf, type Known, NOW, setOf, unmatchedOf } from './support.ts';

const FULL = 'type=pep440,pattern={{version}}';
const MINOR = 'type=pep440,pattern={{major}}.{{minor}}';
const MAJOR = 'type=pep440,pattern={{major}}';

function release(tag: string, more: Known = {}): Known {
  return { ref: `refs/tags/${tag}`, ...more };
}

describe('pep440', () => {
  test.each<[string, string, string, string]>([
    [`${FULL}\n${MINOR}\n${MAJOR}`, 'v1.2.3', '', '1 1.2 1.2.3 latest'],
    [`${FULL}\n${MINOR}\n${MAJOR}`, '1.2.3', '1.3', '1.2 1.2.3'],
    [`${FULL}\n${MINOR}\n${MAJOR}`, '1.2.3', '1.2.4', '1.2.3'],
    [`${FULL}\n${MINOR}\n${MAJOR}`, '1.5.2', '2.0 1.5.3', '1.5.2'],
    [`${FULL}\n${MINOR}\n${MAJOR}`, '1.5.2', '2.0 1.4.3', '1 1.5 1.5.2'],
    [`${FULL}\n${MINOR}`, '1.2.3', '2.0rc1 2.0.dev1 2.0+local 2.0.post1', '1.2 1.2.3 latest'],
    [`${FULL}\n${MAJOR}`, '1.2.3', '20200102_01 20200102', '1 1.2.3 latest'],
    [`${FULL}\n${MINOR}`, '1.2.3rc1', '', '1.2.3rc1'],
    [`${FULL}\n${MINOR}`, '1.2.3.post1', '', '1.2.3.post1'],
    [`${FULL}\n${MINOR}`, '1.2.3+local.1', '', '1.2.3_local.1'],
    ['type=pep440,pattern={{raw}}', 'v1.2.3-RC.1', '', 'v1.2.3-RC.1'],
    ['type=pep440,pattern=v{{major}}.{{minor}}.{{patch}}', '1.2', '', 'latest v1.2.0'],
    ['type=pep440,pattern=v{{major}}', '1.2', '1.3', ''],
    ['type=pep440,pattern=v{{major}}', '1.2', 'v1.3', ''],
    ['type=pep440,pattern={{major}}-x', '1.2', '1.3', ''],
    ['type=pep440,pattern={{major}}-x', '1.2', '1.3-x', ''],
    ['type=pep440,pattern=stable', '1.2', '1.3', ''],
    ['type=pep440,pattern=stable', '1.4', '1.3', 'latest stable'],
    [`${FULL},prefix=py-\n${MAJOR},prefix=py/`, '1.2', 'py-1.3 2.0', 'py-1.2'],
    [`${FULL},suffix=-x`, '1.2', '1.3 1.1-x', '1.2-x'],
    [`${FULL},value=2.0`, 'v1', '', '2.0 latest'],
    [`${FULL},match=app-(.*)`, 'app-1.2', '', '1.2 latest'],
  ])('%j of %s where %j exists gives %j', (rules, tag, names, tags) => {
    expect(setOf(compute(rules, release(tag), names))).toBe(tags);
  });

  test('says what holds a line', () => {
    expect(heldBackOf(compute(MAJOR, release('1.2'), '1.3'))).toEqual(['latest: 1.3 is higher', '1: 1.3 is higher']);
  });

  test('GitHub marks a pre-release: neither line nor latest moves', () => {
    const computed = compute(`${FULL}\n${MAJOR}`, release('1.2', { preRelease: true }));
    expect(setOf(computed)).toBe('1.2');
    expect(heldBackOf(computed)).toEqual([
      'latest: GitHub marks the release as a pre-release',
      '1: GitHub marks the release of 1.2 as a pre-release',
    ]);
  });

  test('git tags count where they are read', () => {
    const existing = { ...existingOf([]), versions: [parseVersion('1.3.0', 'a test')] };
    const computed = computeTags(parseTagRules(MAJOR), contextOf(release('1.2')), existing, NOW);
    expect(heldBackOf(computed)).toEqual(['latest: 1.3.0 is higher', '1: 1.3.0 is higher']);
  });

  test.each<[string, Known, string]>([
    [FULL, release('nightly'), '"nightly" is not a PEP 440 version'],
    [FULL, { ref: 'refs/heads/main' }, 'no version is known'],
    [`${FULL},match=x`, release('1.2'), 'no version is known'],
    ['type=pep440,pattern=', release('1.2'), '"" has no character that a tag may have'],
  ])('%s with %j matches nothing: %s', (rules, known, reason) => {
    expect(unmatchedOf(compute(rules, known))).toEqual([reason]);
  });

  test.each<[string, string, boolean]>([
    [FULL, '1.2', false],
    [`${FULL},immutable=false`, '1.2', true],
    [MAJOR, '1.2', true],
    [`${MAJOR},immutable=true`, '1.2', false],
    [MAJOR, '1.2rc1', false],
  ])('%s of %s may move: %s', (rules, tag, mutable) => {
    expect(compute(rules, release(tag, { flavor: 'latest=false' })).candidates).toMatchObject([
      { kind: 'pep440', mutable },
    ]);
  });

  test('latest=true does not go back', () => {
    expect(setOf(compute(FULL, release('1.2rc1', { flavor: 'latest=true' }), '1.2'))).toBe('1.2rc1');
    expect(setOf(compute(FULL, release('1.2', { flavor: 'latest=true' }), '1.3'))).toBe('1.2');
  });

  test('a version with affixes that make it too long is refused', () => {
    expect(() => compute(`${FULL},suffix=${'x'.repeat(128)}`, release('1.2'))).toThrow(InputError);
  });
});
