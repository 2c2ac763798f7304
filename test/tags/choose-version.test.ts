import { describe, expect, it, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { compute, type Known, REVISION, unmatchedOf, wantedOf } from './support.ts';

const OTHER = 'f'.repeat(40);
const GIT = { isPromotion: true, ref: 'refs/tags/v1.2.3', revision: REVISION };

function promoted(known: Known): Known {
  return { isPromotion: true, source: 'https://github.com/acme/shop', ...known };
}

function refusalOf(rules: string, known: Known): string {
  try {
    compute(rules, promoted(known));
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return '';
}

describe('a source tag that is the version of the label with something around it', () => {
  test.each([
    ['1.2.3-alpine', '1.2.3', 'suffix=-alpine'],
    ['v1.2.3-alpine', '1.2.3', 'prefix=v,suffix=-alpine'],
    ['app-1.2.3', '1.2.3', 'prefix=app-'],
    ['app-v1.2.3', '1.2.3', 'prefix=app-v'],
    ['app-1.2.3-alpine', 'v1.2.3', 'prefix=app-,suffix=-alpine'],
    ['1.2.3.4', '1.2.3', 'suffix=.4'],
    ['2.0.0-rc.1-slim', '2.0.0-rc.1', 'suffix=-slim'],
    ['1.2.3_5-alpine', '1.2.3+5', 'suffix=-alpine'],
    ['1.2.3-alpine', '1.2.3+5', 'suffix=-alpine'],
    ['1.2.3-1.2.3', '1.2.3', 'suffix=-1.2.3'],
  ])('%s of %s is refused, and the cure is %s', (sourceTag, label, remedy) => {
    const message = refusalOf('type=semver', { sourceTag, label });
    expect(message).toContain(`its tag "${sourceTag}" is the version`);
    expect(message).toContain(`; add "${remedy}" to the tag rule`);
    expect(message).toContain('or set the input "version"');
  });

  test.each([
    ['v1.2.3', '1.2.3', '1.2.3'],
    ['1.2.3', 'v1.2.3', '1.2.3'],
    ['1.2.3_build.5', '1.2.3', '1.2.3_build.5'],
    ['1.2.3', '1.2.3+build.5', '1.2.3'],
    ['1.2.30', '1.2.3', '1.2.30'],
    ['11.2.3', '1.2.3', '11.2.3'],
    ['2.0.0', '2.0.0-rc.1', '2.0.0'],
    ['main', '1.2.3', '1.2.3'],
    ['1.2', '1.2.3', '1.2.3'],
  ])('%s of %s is not: the version is %s', (sourceTag, label, full) => {
    const { candidates } = compute('type=semver', promoted({ sourceTag, label }));
    expect(candidates[0]).toMatchObject({ tag: full, kind: 'semver.full' });
  });

  test.each([
    'type=semver,pattern={{version}}',
    'type=channel',
    'type=pep440,pattern={{version}}',
    'type=raw,value=v{{version}}',
    'type=raw,value=x,suffix=-{{version}}',
    'type=sha,prefix={{major}}-',
    'type=match,pattern=.*',
  ])('is refused whichever rule asks: %s', (rule) => {
    expect(refusalOf(rule, { sourceTag: '1.2.3-alpine', label: '1.2.3', revision: REVISION })).toContain(
      'suffix=-alpine',
    );
  });

  it('is not refused where no rule asks for a version', () => {
    const known = promoted({ sourceTag: '1.2.3-alpine', label: '1.2.3', revision: REVISION });
    expect(
      wantedOf(
        compute('type=sha\nstable\ntype=semver,value=9.9.9,pattern={{version}}\ntype=semver,enable=false', known),
      ),
    ).toBe('9.9.9 latest sha-860c190 stable');
  });

  it('is not refused where another rule names what is around it', () => {
    const known = promoted({ sourceTag: '1.2.3-alpine', label: '1.2.3' });
    const rules = 'type=semver,suffix=-alpine\ntype=semver';
    expect(wantedOf(compute(rules, known))).toBe('1.2.3-alpine 1.2-alpine 1-alpine latest-alpine');
  });

  it('is refused with the git tag on its commit, too', () => {
    expect(refusalOf('type=semver', { ...GIT, sourceTag: 'alpine-1.2.3', label: '1.2.3' })).toContain('prefix=alpine-');
  });
});

describe('a git tag and a source tag', () => {
  test.each([
    ['type=semver', '4.5.6'],
    ['type=semver', '1.2.3-rc.1'],
    ['type=semver,suffix=-alpine', '4.5.6-alpine'],
    ['type=channel', '1.2.3-rc.1'],
    ['type=pep440,pattern={{version}}', '1.2.4rc1'],
    ['type=match,"pattern=v(\\d+\\.\\d+)",group=1', '4.5.6'],
    ['type=raw,value={{version}}', '4.5.6'],
    ['type=semver,match=v(.*)', '4.5.6'],
  ])('that differ are refused: %s from %s', (rule, sourceTag) => {
    expect(refusalOf(rule, { ...GIT, sourceTag })).toBe(
      `Cannot tell the version of registry.example.com/d/shop:${sourceTag}: the git tag "v1.2.3" on its commit and its tag "${sourceTag}" name different versions; set the input "version" to the right one, or "tag-prefix" to what the git tags of this image begin with`,
    );
  });

  test.each([
    ['1.2.3', {}],
    ['v1.2.3', {}],
    ['1.2.3_5', {}],
    ['1.2', {}],
    ['4.5.6', { version: '1.2.3' }],
  ])('agree: %s %o', (sourceTag, more) => {
    const computed = compute('type=semver', promoted({ ...GIT, sourceTag, ...more }));
    expect(wantedOf(computed)).toBe('1.2.3 1.2 1 latest');
    expect(computed.warnings).toEqual([]);
  });

  it('do not meet where the git tag is that of another image', () => {
    const computed = compute('type=semver', promoted({ ...GIT, sourceTag: '4.5.6', tagPrefix: 'app/' }));
    expect(wantedOf(computed)).toBe('4.5.6 4.5 4 latest');
    expect(computed.warnings).toEqual([]);
  });

  it('are compared in builds neither', () => {
    expect(wantedOf(compute('type=semver', { ref: 'refs/tags/v1.2.3' }))).toBe('1.2.3 1.2 1 latest');
  });

  it('two builds of one version differ', () => {
    const known = promoted({ ...GIT, ref: 'refs/tags/v1.2.3+5', sourceTag: '1.2.3_6' });
    expect(refusalOf('type=semver', known)).toContain('name different versions');
  });
});

describe('a git tag of an event whose image is of no known commit', () => {
  const known = promoted({ ref: 'refs/tags/v1.2.3', sourceTag: '7.2.4', label: '7.2.4' });
  const note =
    'The git tag "v1.2.3" does not count for registry.example.com/d/shop:7.2.4: nothing says which commit that image was built from; if it was the commit of that tag, give its full SHA by the input "revision"';

  it('does not count, and how to give the commit is said', () => {
    const computed = compute('type=semver', known);
    expect(wantedOf(computed)).toBe('7.2.4 7.2 7 latest');
    expect(computed.warnings).toEqual([note]);
  });

  it('is not read by a regular expression either', () => {
    const computed = compute('type=match,pattern=v(.*),group=1', known);
    expect([wantedOf(computed), unmatchedOf(computed)]).toEqual(['', ['the event has no git tag']]);
    expect(computed.warnings).toEqual([note]);
  });

  it('is said once, however many rules ask', () => {
    expect(compute('type=semver\ntype=channel\ntype=raw,value={{major}}', known).warnings).toEqual([note]);
  });

  it('stands in nobody’s way where it is no version', () => {
    expect(compute('type=semver', { ...known, ref: 'refs/tags/nightly' }).warnings).toEqual([]);
  });
});

describe('a version that the label alone gives', () => {
  const start =
    'The version 7.2.4 of registry.example.com/d/shop:main comes only from its label org.opencontainers.image.version';

  test.each<[string | undefined, string | undefined]>([
    ['https://github.com/acme/shop', undefined],
    ['https://github.com/Acme/Shop.git', undefined],
    ['git@github.com:acme/shop.git', undefined],
    [
      'https://github.com/docker-library/redis',
      `${start}, and its label org.opencontainers.image.source is "https://github.com/docker-library/redis" and not this repository: both may be the base image's; set the input "version", or promote from a tag that is the version, to be sure`,
    ],
    [
      undefined,
      `${start}, and no label names the repository that it was built from: it may be the base image's; set the input "version", or promote from a tag that is the version, to be sure`,
    ],
  ])('of an image from %s: %s', (source, warning) => {
    const computed = compute('type=semver', { isPromotion: true, label: '7.2.4', ...(source ? { source } : {}) });
    expect(wantedOf(computed)).toBe('7.2.4 7.2 7 latest');
    expect(computed.warnings).toEqual(warning === undefined ? [] : [warning]);
  });
});

test('a label that differs from the source tag is told, and does not count', () => {
  const computed = compute('type=semver', promoted({ sourceTag: '1.2.3', label: '7.2.4', revision: OTHER }));
  expect(wantedOf(computed)).toBe('1.2.3 1.2 1 latest');
  expect(computed.warnings).toEqual([
    'The tag of registry.example.com/d/shop:1.2.3 says that it is version 1.2.3, and its label org.opencontainers.image.version says 7.2.4: the tag counts, as labels are often those of the base image',
  ]);
});

test('all that contradicts itself is said at once', () => {
  const known = { ...GIT, sourceTag: '1.2.3-alpine' };
  expect(
    refusalOf('type=semver,suffix=-x\ntype=pep440,pattern={{version}}\ntype=semver', { ...known, label: '1.2.3' }),
  ).toMatch(/^Cannot tell the version of [^;]*"-alpine" behind it[^;]*; add "suffix=-alpine" [^;]*$/);
});

describe('a version of PEP 440 in a promotion', () => {
  test.each<[string, Known, string]>([
    ['a source tag', { sourceTag: '1.2.3rc1' }, '1.2.3rc1'],
    ['a source tag with a local part', { sourceTag: '1.2.3_local.1' }, '1.2.3_local.1'],
    ['a source tag behind a prefix', { sourceTag: 'py-1.2.3.post1', flavor: 'prefix=py-' }, 'py-1.2.3.post1'],
    ['the label where the source tag may be a line', { sourceTag: '1.2', label: '1.2.7' }, '1.2.7 latest'],
    [
      'the label where the source tag is a daily build number',
      { sourceTag: '20200102_01', label: '1.2.7' },
      '1.2.7 latest',
    ],
    ['a short pre-release', { sourceTag: '1.2rc1' }, '1.2rc1'],
    ['the git tag on its commit', { ...GIT, ref: 'refs/tags/1.2.3.dev4', sourceTag: 'main' }, '1.2.3.dev4'],
    [
      'the source tag where the git tag is no version',
      { ...GIT, ref: 'refs/tags/nightly', sourceTag: '1.2.3' },
      '1.2.3 latest',
    ],
  ])('comes from %s', (_, known, tags) => {
    expect(wantedOf(compute('type=pep440,pattern={{version}}', promoted(known)))).toBe(tags);
  });

  it('comes from the git tag alone in a build', () => {
    const computed = compute('type=pep440,pattern={{version}}', { sourceTag: '1.2.3', label: '1.2.3' });
    expect(wantedOf(computed)).toBe('');
  });
});

test('latest goes by the label too, where it is the only source of the version', () => {
  const known = promoted({ label: '1.2.2' });
  expect(wantedOf(compute('type=raw,value=latest\nstable', known, '2.0.0 latest'))).toBe('stable');
  expect(wantedOf(compute('type=raw,value=latest\nstable', known, '1.0.0 latest'))).toBe('latest stable');
});
