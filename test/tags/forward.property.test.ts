import { expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { type Digest, digestOf } from '../../src/oci/digest.ts';
import { computeTags } from '../../src/tags/compute.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { planTags } from '../../src/tags/plan.ts';
import { fc, runs } from '../support/property.ts';
import { contextOf, type Known, NOW, REVISION } from './support.ts';

/** Affixes of tags as this test reads them: a `v` at the end of a prefix is part of the version. */
const PREFIXES = ['', 'app-'];
const SUFFIXES = ['', '-alpine', '_x'];

/** A version or dotted numbers as this test reads them, with no help from what it tests. */
interface Release {
  readonly numbers: readonly number[];
  readonly isStable: boolean;
  readonly isFull: boolean;
}

function readRelease(text: string): Release | undefined {
  const [, dotted, preRelease] = /^[vV]?([0-9]+(?:\.[0-9]+)*)(-[a-z]+\.[0-9]+)?(?:[+_]b\.[0-9]+)?$/.exec(text) ?? [];
  if (dotted === undefined) return undefined;
  const isFull = /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}$/.test(dotted);
  return { numbers: dotted.split('.').map(Number), isStable: preRelease === undefined, isFull };
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((part, at) => part !== right[at]);
  if (index < 0) return left.length - right.length;
  return (left[index] ?? 0) - (right[index] ?? -1);
}

/** Reads a tag in each family that it may be of: what stands between the affixes. */
function inFamilies(tag: string): readonly { readonly family: string; readonly text: string }[] {
  return PREFIXES.flatMap((prefix) =>
    SUFFIXES.flatMap((suffix) =>
      tag.startsWith(prefix) && tag.endsWith(suffix) && tag.length > prefix.length + suffix.length
        ? [{ family: `${prefix}*${suffix}`, text: tag.slice(prefix.length, tag.length - suffix.length) }]
        : [],
    ),
  );
}

/** The numbers that versions of a line begin with, none for `latest`; undefined for what reads as no line. */
function readLine(text: string): readonly number[] | undefined {
  if (/^[vV]?latest$/.test(text)) return [];
  return /^[vV]?[0-9]+(?:\.[0-9]+)?$/.test(text) ? text.replace(/^v/i, '').split('.').map(Number) : undefined;
}

/** Lists the stable releases of a line in a family among tags. */
function releasesOf(names: Iterable<string>, family: string, line: readonly number[]): readonly Release[] {
  return [...names].flatMap((name) =>
    inFamilies(name)
      .filter((each) => each.family === family)
      .flatMap(({ text }) => readRelease(text) ?? [])
      .filter(({ numbers, isStable }) => isStable && line.every((part, index) => numbers[index] === part)),
  );
}

const small = fc.integer({ min: 0, max: 2 });

function versionsWith(...ends: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.integer({ min: 1, max: 2 }), small, small, fc.constantFrom('', '', '', ...ends))
    .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);
}

const semver = versionsWith('', '-rc.1', '+b.1', '+b.10');

const dotted = fc
  .tuple(fc.integer({ min: 1, max: 2 }), small, small, small)
  .map((parts) => parts.map((part) => `${part}`))
  .chain((parts) => fc.constantFrom(parts.join('.'), parts.slice(0, 3).join('.0')));

const affixes = fc
  .tuple(
    fc.constantFrom('', '', ',prefix=v', ',prefix=app-', ',prefix=app-v'),
    fc.constantFrom('', '', ',suffix=-alpine', ',suffix=_x'),
  )
  .map((parts) => parts.join(''));

/** Rules that name the version whole, a line of it, `latest`, or a line as it is written. */
const VERSIONED = [
  ...['type=semver', 'type=semver,pattern={{version}}', 'type=semver,pattern=v{{version}}'],
  ...['type=semver,pattern={{major}}.{{minor}}', 'type=semver,pattern={{major}}', 'type=semver,pattern=v{{major}}'],
  ...['type=raw,value={{major}}.{{minor}}', 'type=raw,value=v{{major}}', 'type=raw,value={{version}}'],
  ...['type=raw,value=latest', 'type=raw,value=1', 'type=raw,value=1.2', 'type=raw,value=2-alpine'],
  ...['type=raw,value=latest-alpine', 'type=semver,pattern=latest-alpine', 'type=semver,pattern={{major}}-alpine'],
];
/** PEP 440 takes builds for local versions, which have no lines: a history has the one or the other. */
const PYTHON = [
  ...['type=pep440,pattern={{version}}', 'type=pep440,pattern={{major}}', 'type=pep440,pattern={{major}}.{{minor}}'],
  ...['type=pep440,pattern=v{{version}}', 'type=pep440,pattern={{major}}-alpine', ...['type=raw,value=latest']],
];
const NAMED = [
  ...['type=ref,event=tag', 'type=match,pattern=v?(.*),group=1', String.raw`type=match,pattern=\d+\.\d+`],
  ...[String.raw`type=match,pattern=v?\d+`, 'type=raw,value={{tag}}', 'type=raw,value=latest'],
];

const flavors = fc.constantFrom(
  ...['', '', 'latest=true', 'latest=false', 'prefix=v', 'suffix=-alpine', 'suffix=-alpine,onlatest=true'],
  ...['prefix=app-', 'prefix=app-,onlatest=true', 'prefix=v,onlatest=true'],
);

function rulesFrom(rules: readonly string[]): fc.Arbitrary<readonly string[]> {
  const rule = fc.tuple(fc.constantFrom(...rules), affixes).map((parts) => parts.join(''));
  return fc.array(rule, { minLength: 1, maxLength: 4 });
}

interface Run {
  readonly version: string;
  readonly known: Known;
  readonly rules: readonly string[];
}

function runsOf(semverTexts: fc.Arbitrary<string>, versioned: readonly string[]): fc.Arbitrary<Run> {
  return fc.oneof(
    fc
      .tuple(
        semverTexts,
        fc.constantFrom('tag', 'input', 'promotion', 'label', 'source'),
        rulesFrom([...versioned, ...NAMED]),
        flavors,
      )
      .map(([version, by, rules, flavor]): Run => {
        if (by === 'tag') return { version, rules, known: { ref: `refs/tags/v${version}`, flavor } };
        if (by === 'input') return { version, rules, known: { version, ref: 'refs/heads/main', flavor } };
        if (by === 'promotion') return { version, rules, known: { version, isPromotion: true, flavor } };
        if (by === 'label') return { version, rules, known: { label: version, isPromotion: true, flavor } };
        const sourceTag = version.replace('+', '_');
        return { version, rules: [...rules, 'type=source'], known: { sourceTag, isPromotion: true, flavor } };
      }),
    fc
      .tuple(dotted, fc.constantFrom('', 'v'), rulesFrom(NAMED), flavors)
      .map(
        ([version, v, rules, flavor]): Run => ({ version, rules, known: { ref: `refs/tags/${v}${version}`, flavor } }),
      ),
  );
}

/** Plans and writes the tags of an image; undefined if the run is refused. */
function write(rules: readonly string[], known: Known, registry: ReadonlyMap<string, Digest>, digest: Digest) {
  const existing = { names: new Set(registry.keys()), digests: registry };
  const context = contextOf({ revision: REVISION, ...known, digest });
  try {
    const computed = computeTags(parseTagRules(rules.join('\n')), context, existing, NOW);
    return planTags(computed, existing, digest, { ifTagExists: 'skip' }).tags;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return undefined;
  }
}

/** The families in which the one rule of a run writes its tags: those of a rule are its own, or else the flavor's. */
function familyOfRule(rule: string, flavor: string): string {
  const affix = (name: string): string =>
    (new RegExp(`,${name}=([^,]*)`).exec(rule) ?? new RegExp(`${name}=([^,]*)`).exec(flavor))?.[1] ?? '';
  return `${affix('prefix').replace(/v$/, '')}*${affix('suffix')}`;
}

test('no line of a version and no latest ever goes below a version of its own or its rule’s family', () => {
  const histories = fc.oneof(
    fc.array(runsOf(semver, VERSIONED), { minLength: 1, maxLength: 8 }),
    fc.array(runsOf(versionsWith('-rc.1'), [...PYTHON, ...VERSIONED]), { minLength: 1, maxLength: 8 }),
  );
  let moved = 0;
  fc.assert(
    fc.property(histories, (history) => {
      let registry: ReadonlyMap<string, Digest> = new Map();
      for (const { version, known, rules } of history) {
        const ours = readRelease(version);
        if (ours === undefined) throw new Error(`this test cannot read ${version}`);
        const digest = digestOf(version);
        const planned = write(rules, known, registry, digest) ?? [];
        const [only, ...more] = rules;
        for (const { tag, action, mutable } of planned) {
          if (!mutable || (action !== 'create' && action !== 'move')) continue;
          const own = inFamilies(tag).flatMap(({ family, text }) => {
            const line = readLine(text);
            return line === undefined ? [] : [{ family, line }];
          });
          const ofRule =
            only === undefined || more.length > 0 || own[0] === undefined
              ? []
              : [{ family: familyOfRule(only, known.flavor ?? ''), line: own[0].line }];
          // The latest of a git tag with a name in front goes by that name alone; there is none in this test.
          for (const { family, line } of [...own, ...ofRule]) {
            const others = releasesOf(registry.keys(), family, line).filter(({ isFull }) => isFull || !ours.isFull);
            const higher = others.filter(({ numbers }) => compareNumbers(numbers, ours.numbers) > 0);
            if (higher.length > 0) {
              const facts = { rules, known, tag, version, family, names: [...registry.keys()] };
              throw new Error(`a tag goes back: ${JSON.stringify(facts)}`);
            }
            moved += others.length;
          }
        }
        const written = new Map(registry);
        for (const { tag, after } of planned) if (after !== undefined) written.set(tag, after);
        registry = written;
      }
    }),
    { numRuns: runs(1000) },
  );
  // A property that nothing moves would hold, too.
  expect(moved).toBeGreaterThan(runs(1000) / 2);
});

test('no branch, pull request or date takes the line of a version that exists', () => {
  const names = fc.oneof(
    fc.constantFrom('1', '1.2', 'v1', 'v1.2', 'latest', '1.2.3', 'main', '1-alpine', 'latest-alpine', '2020', '2020.1'),
    semver,
  );
  const foreign = [
    ...['type=ref,event=branch', 'type=raw,value={{branch}}', 'type=edge', 'type=ref,event=pr,prefix='],
    ...['type=ref,event=pr', 'type=raw,value={{base_ref}}', 'type=match,pattern=.*,value={{branch}}'],
    ...["type=schedule,pattern={{date 'YYYY'}}", "type=raw,value={{date 'YYYY.M'}}"],
  ];
  const known = fc.tuple(names, fc.constantFrom('branch', 'pull'), flavors).map(([name, kind, flavor]): Known => {
    const quiet = flavor.startsWith('latest=true') ? '' : flavor;
    const event = 'schedule';
    if (kind === 'branch') return { ref: `refs/heads/${name}`, event, defaultBranch: name, flavor: quiet };
    return { ref: 'refs/pull/1/merge', baseRef: name, event, flavor: quiet };
  });
  const existing = fc.array(
    fc
      .tuple(
        fc.constantFrom('', 'v', 'app-'),
        fc.oneof(semver, fc.constantFrom('2020.1.3')),
        fc.constantFrom(...SUFFIXES),
      )
      .map(([prefix, version, suffix]) => `${prefix}${version.replace('+', '_')}${suffix}`),
    { maxLength: 8 },
  );
  let given = 0;
  fc.assert(
    fc.property(rulesFrom(foreign), known, existing, (rules, facts, tags) => {
      const registry = new Map(tags.map((tag) => [tag, digestOf(tag)]));
      for (const { tag, action } of write(rules, facts, registry, digestOf('a branch')) ?? []) {
        if (action === 'skip') continue;
        given += 1;
        for (const { family, text } of inFamilies(tag)) {
          const line = readLine(text);
          if (line === undefined) continue;
          const owners = releasesOf(tags, family, line).filter(({ isFull }) => isFull);
          if (owners.length > 0)
            throw new Error(`a name takes a line: ${JSON.stringify({ rules, facts, tag, family, tags })}`);
          expect(tag).not.toBe('latest');
        }
      }
    }),
    { numRuns: runs(1500) },
  );
  expect(given).toBeGreaterThan(runs(1500) / 3);
});
