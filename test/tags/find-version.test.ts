import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { fillUp, findVersion, notesOnVersion, type VersionSources } from '../../src/tags/find-version.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { parseGitTagPattern } from '../../src/tags/rule.ts';
import { needsVersion } from '../../src/tags/rule-needs.ts';
import { REVISION } from './support.ts';

const OTHER_REVISION = 'f'.repeat(40);

function sources(known: Partial<VersionSources>): VersionSources {
  return {
    input: undefined,
    gitTag: undefined,
    imageRevision: undefined,
    sourceTag: undefined,
    label: undefined,
    ...known,
  };
}

function gitTag(name: string, commit: string | undefined = REVISION) {
  return { name, commit };
}

const everything = sources({
  input: '1.0.0',
  gitTag: gitTag('v2.0.0'),
  imageRevision: REVISION,
  sourceTag: parseTag('3.0.0'),
  label: '4.0.0',
});

describe('findVersion', () => {
  test.each<[string, VersionSources, string | undefined, string | undefined]>([
    ['the input before all', everything, '1.0.0', 'the input "version"'],
    ['an input with a v', sources({ input: 'V1.2.3' }), '1.2.3', 'the input "version"'],
    ['the git tag next', { ...everything, input: undefined }, '2.0.0', 'the git tag "v2.0.0"'],
    ['an empty input as none', { ...everything, input: '' }, '2.0.0', 'the git tag "v2.0.0"'],
    [
      'a git tag where the image has no revision',
      sources({ gitTag: { name: 'v2.0.0', commit: undefined } }),
      '2.0.0',
      'the git tag "v2.0.0"',
    ],
    [
      'the source tag where the git tag is on another commit',
      { ...everything, input: undefined, imageRevision: OTHER_REVISION },
      '3.0.0',
      'the source tag "3.0.0"',
    ],
    [
      'the source tag where the git tag has no known commit',
      { ...everything, input: '', gitTag: { name: 'v2.0.0', commit: undefined } },
      '3.0.0',
      'the source tag "3.0.0"',
    ],
    [
      'a source tag with build metadata',
      sources({ sourceTag: parseTag('v1.2.3_build.5') }),
      '1.2.3+build.5',
      'the source tag "v1.2.3_build.5"',
    ],
    [
      'the label where the source tag is no full version',
      sources({ sourceTag: parseTag('1.2'), label: 'v4.0.0' }),
      '4.0.0',
      'the label org.opencontainers.image.version',
    ],
    ['nothing in a label that is no version', sources({ label: 'main' }), undefined, undefined],
    ['nothing without sources', sources({}), undefined, undefined],
    ['nothing in a git tag that is no version', sources({ gitTag: gitTag('nightly') }), undefined, undefined],
    ['nothing in a git tag that is only a v', sources({ gitTag: gitTag('v') }), undefined, undefined],
    ['V in a git tag (vector 19)', sources({ gitTag: gitTag('V1.2.3') }), '1.2.3', 'the git tag "V1.2.3"'],
    [
      'a prefixed git tag (vector 21)',
      sources({ gitTag: gitTag('app/v1.2.3'), tagPrefix: 'app/' }),
      '1.2.3',
      'the git tag "app/v1.2.3"',
    ],
    [
      'a git tag with a long prefix (vector 25)',
      sources({ gitTag: gitTag('sdk/azcore/v1.4.0'), tagPrefix: 'sdk/azcore/' }),
      '1.4.0',
      'the git tag "sdk/azcore/v1.4.0"',
    ],
    [
      'nothing in the tag of another component (D16)',
      sources({ gitTag: gitTag('my-app/v2.0.0'), tagPrefix: 'app/' }),
      undefined,
      undefined,
    ],
    [
      'nothing in a git tag without the prefix, malformed or not',
      sources({ gitTag: gitTag('v1.2'), tagPrefix: 'app/' }),
      undefined,
      undefined,
    ],
    [
      'nothing in a prefix that would match as a pattern only',
      sources({ gitTag: gitTag('appX1.2.3'), tagPrefix: 'app.' }),
      undefined,
      undefined,
    ],
    [
      'no fault in a malformed git tag that is on another commit',
      sources({ gitTag: gitTag('v1.2', OTHER_REVISION), imageRevision: REVISION, label: '1.2.3' }),
      '1.2.3',
      'the label org.opencontainers.image.version',
    ],
  ])('finds %s', (_, from, version, origin) => {
    const found = findVersion(from);
    expect([found?.version.text, found?.origin]).toEqual([version, origin]);
  });

  test.each<[string, VersionSources, string]>([
    [
      'an input that is no version',
      { ...everything, input: '1.2' },
      'Cannot read version "1.2" of the input "version": it is not a semantic version MAJOR.MINOR.PATCH; write it in full, such as "1.2.0"',
    ],
    [
      'vector 16',
      sources({ gitTag: gitTag('v1.2') }),
      'Cannot read the version of the git tag "v1.2": it is not a semantic version MAJOR.MINOR.PATCH; push a tag such as "v1.2.0", or set the input "version"',
    ],
    [
      'vector 17',
      sources({ gitTag: gitTag('v1.2.3.4-rc1') }),
      'Cannot read the version of the git tag "v1.2.3.4-rc1": it is not a semantic version MAJOR.MINOR.PATCH; push a tag such as "v1.2.3", or set the input "version"',
    ],
    [
      'vector 20',
      sources({ gitTag: gitTag('1.0.9007199254740993') }),
      'Cannot read the version of the git tag "1.0.9007199254740993": a number in it is larger than 9007199254740991; push a tag such as "v1.2.3", or set the input "version"',
    ],
    [
      'a short version behind a prefix',
      sources({ gitTag: gitTag('app/v3'), tagPrefix: 'app/' }),
      'Cannot read the version of the git tag "app/v3": it is not a semantic version MAJOR.MINOR.PATCH; push a tag such as "app/v3.0.0", or set the input "version"',
    ],
  ])('refuses %s', (_, from, message) => {
    expect(() => findVersion(from)).toThrow(new InputError(message));
  });
});

describe('findVersion with the reading of a rule', () => {
  test.each<[string, string, string, string | undefined, string | undefined]>([
    ['v(.*)', '', 'v1.2.3', '1.2.3', '1.2.3'],
    ['app/v(.*)', '', 'app/v1.2.3', '1.2.3', '1.2.3'],
    [String.raw`\d+\.\d+\.\d+`, '', 'app-v1.2.3-x', '1.2.3', '1.2.3'],
    ['(a)?v(.*)', '', 'v1.2.3', 'v1.2.3', '1.2.3'],
    ['app/v(.*)', '', 'my-app/v1.2.3', undefined, undefined],
    ['x(.*)', '', 'v1.2.3', undefined, undefined],
    ['v(.*)', 'app/', 'app/v1.2.3', '1.2.3', '1.2.3'],
    ['v(.*)', 'app/', 'v1.2.3', undefined, undefined],
    ['(.*)', '', 'nightly', undefined, undefined],
  ])('match=%s behind %j finds in %s: %s', (pattern, tagPrefix, name, raw, text) => {
    const found = findVersion(sources({ gitTag: gitTag(name), tagPrefix }), { match: parseGitTagPattern(pattern) });
    expect([found?.raw, found?.version.text]).toEqual([raw, text]);
  });

  test('takes the label where the pattern finds nothing', () => {
    const from = sources({ gitTag: gitTag('x'), label: '1.2.3' });
    expect(findVersion(from, { match: parseGitTagPattern('v(.*)') })?.version.text).toBe('1.2.3');
  });

  test('fills up the input and the git tag, where it should', () => {
    expect(findVersion(sources({ input: '1.2' }), { coerce: true })?.version.text).toBe('1.2.0');
    expect(findVersion(sources({ gitTag: gitTag('v1') }), { coerce: true })).toMatchObject({ raw: 'v1.0.0' });
    expect(findVersion(sources({ gitTag: gitTag('v12.1+a') }), { coerce: true })?.version.text).toBe('12.1.0+a');
    expect(() => findVersion(sources({ gitTag: gitTag('v1') }), { coerce: false })).toThrow(InputError);
    expect(() => findVersion(sources({ gitTag: gitTag('12.1+a') }), { coerce: false })).toThrow(InputError);
  });

  test.each([
    ['1', '1.0.0'],
    ['V1.2', 'V1.2.0'],
    ['1.2.3', '1.2.3'],
    ['1.2-rc', '1.2.0-rc'],
    ['v1-rc.1', 'v1.0.0-rc.1'],
    ['12.1+ubu2604', '12.1.0+ubu2604'],
    ['12+ubu2604', '12.0.0+ubu2604'],
    ['1.2-rc.1+5', '1.2.0-rc.1+5'],
    ['1.2.3+5', '1.2.3+5'],
    ['1.2.3.4-rc', '1.2.3.4-rc'],
    ['1.2rc1', '1.2rc1'],
    ['nightly', 'nightly'],
    ['', ''],
  ])('fillUp makes %j %j', (text, filled) => {
    expect(fillUp(text, { coerce: true })).toBe(filled);
    expect(fillUp(text, {})).toBe(text);
  });
});

test.each([
  ['type=semver', true],
  ['type=sha\ntype=channel', true],
  ['type=semver,value=1.2.3', false],
  ['type=pep440,pattern={{version}}', true],
  ['type=match,pattern=x', true],
  ['type=match,pattern=x,value={{tag}}', false],
  ['type=raw,value=v{{version}}', true],
  ['type=sha,prefix={{major}}-', true],
  ['type=sha,suffix=-{{patch}}', true],
  ['type=raw,value=x,enable={{minor}}', true],
  ['type=ref,event=tag\ntype=sha,prefix={{tag}}-\ntype=date_seq', false],
  ['', false],
])('whether %j needs the version: %s', (rules, needs) => {
  expect(needsVersion(parseTagRules(rules))).toBe(needs);
});

describe('notesOnVersion', () => {
  test.each<[string, VersionSources, readonly string[]]>([
    ['nothing where there was nothing', sources({}), []],
    ['nothing where a version was found', sources({ input: '1.2.3', label: 'main' }), []],
    ['nothing where the git tag names one', sources({ gitTag: gitTag('v1.2.3'), label: 'main' }), []],
    ['nothing where the source tag is one', sources({ sourceTag: parseTag('1.2.3'), label: 'main' }), []],
    [
      'nothing where the label names one',
      sources({ gitTag: gitTag('v1.0.0', OTHER_REVISION), imageRevision: REVISION, label: '1.2.3' }),
      [],
    ],
    ['nothing of a git tag that is refused', sources({ gitTag: gitTag('v1.2'), label: 'main' }), []],
    [
      'a label that is no version',
      sources({ label: 'main' }),
      ['the label org.opencontainers.image.version "main" is not a semantic version'],
    ],
    [
      'a git tag of another component',
      sources({ gitTag: gitTag('web/v1.0.0'), tagPrefix: 'app/' }),
      ['the git tag "web/v1.0.0" does not begin with the tag prefix "app/"'],
    ],
    [
      'a git tag of another commit',
      sources({ gitTag: gitTag('v1.0.0', OTHER_REVISION), imageRevision: REVISION }),
      [`the git tag "v1.0.0" is not on the image's revision "${REVISION}"`],
    ],
  ])('tells of %s', (_, from, notes) => {
    expect(notesOnVersion(from)).toEqual(notes);
  });
});
