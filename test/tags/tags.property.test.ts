import { expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { type Digest, digestOf } from '../../src/oci/digest.ts';
import { isTag } from '../../src/oci/reference.ts';
import { computeTags } from '../../src/tags/compute.ts';
import type { TagContext } from '../../src/tags/context.ts';
import { nextInSequence } from '../../src/tags/daily-number.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { comparePep440, tryParsePep440 } from '../../src/tags/pep440.ts';
import { planTags } from '../../src/tags/plan.ts';
import { compareVersions, isStable, parseVersion, type Version } from '../../src/tags/version.ts';
import { fc, runs } from '../support/property.ts';
import { contextOf, NOW, OURS, REVISION, THEIRS } from './support.ts';

const small = fc.integer({ min: 0, max: 3 });

/** Versions from a small space, so that they meet often. */
const versions = fc
  .tuple(small, small, small, fc.constantFrom('', '', '', '-rc.1', '-rc.10', '+b.1', '-rc.2+b'))
  .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);

const ends = fc.constantFrom('', '', ',suffix=-alpine', ',prefix=app-', ',prefix=v,suffix=_x', ',prefix=app/');

const patterns = fc.constantFrom(
  ...['{{version}}', '{{raw}}', 'v{{version}}', '{{major}}.{{minor}}', '{{major}}', 'v{{major}}', '{{version}}-alpine'],
  ...['{{major}}-alpine', 'stable', 'latest', 'stable-{{major}}', '{{major}}.{{minor}}.{{patch}}', '{{build}}'],
);

const joined = (...parts: readonly fc.Arbitrary<string>[]) => fc.tuple(...parts).map((each) => each.join(''));

const rules = fc.oneof(
  joined(fc.constant('type=semver'), ends),
  joined(fc.constant('type=semver,pattern='), patterns, ends),
  joined(fc.constant('type=semver,value='), versions, ends),
  joined(fc.constant('type=semver,value='), versions, fc.constant(',pattern='), patterns, ends),
  joined(fc.constantFrom('type=channel', 'type=source', 'type=ref,event=branch', 'type=ref,event=tag'), ends),
  joined(fc.constantFrom('type=edge', 'type=ref,event=pr', 'type=match,pattern=[0-9].*', 'type=schedule'), ends),
  joined(fc.constant('type=pep440,pattern='), fc.constantFrom('{{version}}', '{{major}}', '{{major}}.{{minor}}'), ends),
  fc.constantFrom('type=sha', 'type=sha,format=long', 'type=sha,prefix=', 'type=sha,prefix={{branch}}-'),
  joined(fc.constant('type=date_seq'), fc.constantFrom('', ',width=3', ',tz=Asia/Tokyo'), ends),
  fc.constantFrom('latest', '1', '1.2', '1.2.3', '2.0.0', 'stable,immutable=true', 'x,priority=2000', '{{branch}}'),
);

const ruleLines = fc.array(rules, { maxLength: 6 });

const flavors = fc.constantFrom(
  ...['', '', 'latest=true', 'latest=false', 'suffix=-alpine', 'suffix=-alpine,onlatest=true'],
  'latest=true\nprefix={{branch}}-,onlatest=true',
);

const contexts: fc.Arbitrary<TagContext> = fc
  .record({
    version: fc.option(versions, { nil: undefined }),
    ref: fc.oneof(
      fc.constantFrom('', 'refs/heads/main', 'refs/heads/feature/x', 'refs/heads/1.2', 'refs/pull/7/merge'),
      versions.map((version) => `refs/tags/v${version}`),
    ),
    event: fc.constantFrom('push', 'schedule'),
    preRelease: fc.boolean(),
    sourceTag: fc.constantFrom('main', 'latest', '1.2.3', '3.0.0'),
    flavor: flavors,
  })
  .map((known) => contextOf({ ...known, revision: REVISION, digest: OURS }));

const names = fc.oneof(
  fc
    .tuple(fc.constantFrom('', 'app-', 'v'), versions, fc.constantFrom('', '-alpine', '_x'))
    .map((parts) => parts.join('').replace('+', '_')),
  fc.constantFrom('latest', 'latest-alpine', '1', '1.2', 'sha-860c190', 'stable', `sha256-${'a'.repeat(64)}`),
  fc.integer({ min: 0, max: 120 }).map((number) => `20200102_${number}`),
);

/** A registry: what each tag holds. */
const registries = fc
  .array(fc.tuple(names, fc.constantFrom(OURS, THEIRS)), { maxLength: 12 })
  .map((entries): ReadonlyMap<string, Digest> => new Map(entries));

function existingIn(registry: ReadonlyMap<string, Digest>) {
  return { names: new Set(registry.keys()), digests: registry };
}

/** Computes and plans the tags of our image in a registry, and writes them. */
function run(
  lines: readonly string[],
  { context, registry }: { context: TagContext; registry: ReadonlyMap<string, Digest> },
) {
  const existing = existingIn(registry);
  const computed = computeTags(parseTagRules(lines.join('\n')), context, existing, NOW);
  const plan = planTags(computed, existing, context.digest, { ifTagExists: 'skip' });
  const written = new Map(registry);
  for (const { tag, after } of plan.tags) if (after !== undefined) written.set(tag, after);
  return { computed, plan, written };
}

test('every tag matches the grammar and is there once', () => {
  fc.assert(
    fc.property(ruleLines, contexts, registries, (lines, context, registry) => {
      const { plan } = run(lines, { context, registry });
      const tags = plan.tags.map(({ tag }) => tag);
      expect(tags.filter((tag) => !isTag(tag))).toEqual([]);
      expect(new Set(tags).size).toBe(tags.length);
    }),
  );
});

test('an immutable tag never changes what it holds', () => {
  fc.assert(
    fc.property(ruleLines, contexts, registries, (lines, context, registry) => {
      const { plan, written } = run(lines, { context, registry });
      for (const { tag, mutable } of plan.tags) {
        if (!mutable && registry.has(tag)) expect(written.get(tag)).toBe(registry.get(tag));
      }
    }),
  );
});

test('a second run finds nothing to do', () => {
  fc.assert(
    fc.property(ruleLines, contexts, registries, (lines, context, registry) => {
      const first = run(lines, { context, registry });
      const second = run(lines, { context, registry: first.written });
      const tags = ({ plan }: typeof first) => plan.tags.map(({ tag, action }) => [tag, action === 'skip']);
      expect(tags(second)).toEqual(tags(first));
      expect(second.plan.tags.filter(({ action }) => action !== 'keep' && action !== 'skip')).toEqual([]);
    }),
    { numRuns: runs(1000) },
  );
});

test('the order of the rules does not change the set of tags', () => {
  const shuffled = ruleLines.chain((lines) =>
    fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length })),
  );
  fc.assert(
    fc.property(shuffled, contexts, registries, ([lines, others], context, registry) => {
      const view = (text: readonly string[]) => {
        const { plan } = run(text, { context, registry });
        return plan.tags.map(({ tag, action, mutable }) => `${tag} ${action} ${mutable}`).sort();
      };
      expect(view(others)).toEqual(view(lines));
    }),
    { numRuns: runs(1000) },
  );
});

/** Rules that are run for every release, each set with the affixes of its full tags. */
const releaseRules: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  ['type=semver', [['', '']]],
  [
    'type=semver\ntype=semver,suffix=-alpine',
    [
      ['', ''],
      ['', '-alpine'],
    ],
  ],
  ['type=semver,prefix=app/', [['app-', '']]],
  [
    'type=semver,pattern={{major}}\ntype=semver,pattern={{major}}.{{minor}}\ntype=semver,pattern={{version}}',
    [['', '']],
  ],
  [
    [
      'type=semver,pattern=v{{version}}',
      'type=semver,pattern={{major}}.{{minor}}',
      'type=semver,pattern={{major}}',
      'type=semver,pattern=release-{{major}}',
      'type=semver,pattern=stable',
    ].join('\n'),
    [['', '']],
  ],
  [
    'type=semver,pattern={{version}}-alpine\ntype=semver,pattern={{major}}.{{minor}}-alpine\ntype=semver',
    [
      ['', ''],
      ['', '-alpine'],
    ],
  ],
  ['type=semver\ntype=channel\nlatest', [['', '']]],
  ['type=ref,event=tag\ntype=semver,pattern={{major}}', [['', '']]],
  ['type=match,pattern=v(.*),group=1\nlatest', [['', '']]],
];

test('no order of releases leaves a moving tag on a lower version than it held', () => {
  const which = fc.constantFrom(...releaseRules);
  const marked = fc.array(fc.tuple(versions, fc.boolean()), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(which, fc.constantFrom('', 'latest=true', 'latest=false'), marked, ([lines], flavor, releases) => {
      const versionOf = new Map(releases.map(([text]) => [digestOf(text), parseVersion(text, 'a test')]));
      let registry: ReadonlyMap<string, Digest> = new Map();
      for (const [text, preRelease] of releases) {
        const context = contextOf({ ref: `refs/tags/v${text}`, preRelease, flavor, digest: digestOf(text) });
        const { plan, written } = run(lines.split('\n'), { context, registry });
        for (const { tag, before, after } of plan.tags) {
          const [from, to] = [before, after].map((digest) =>
            digest === undefined ? undefined : versionOf.get(digest),
          );
          // A pre-release that was made the latest by force may be followed by any stable version.
          if (from === undefined || to === undefined || (isStable(to) && !isStable(from))) continue;
          expect([tag, text, compareVersions(to, from) >= 0]).toEqual([tag, text, true]);
        }
        registry = written;
      }
    }),
    { numRuns: runs(1500) },
  );
});

test('no order of releases of PEP 440 leaves a moving tag on a lower version than it held', () => {
  const numbers = fc.array(small, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
  const release = joined(numbers, fc.constantFrom('', '', '', 'rc1', '.dev2', '.post1', '+local.1'));
  const patternsOfLines = ['{{version}}', '{{major}}.{{minor}}', '{{major}}', 'v{{major}}', 'stable'];
  const lines = patternsOfLines.map((pattern) => `type=pep440,pattern=${pattern},prefix=py/`);
  fc.assert(
    fc.property(fc.array(release, { minLength: 1, maxLength: 12 }), (releases) => {
      const parsed = releases.flatMap((text) => tryParsePep440(text) ?? []);
      const versionOf = new Map(parsed.map((version) => [digestOf(version.raw), version]));
      let registry: ReadonlyMap<string, Digest> = new Map();
      for (const { raw } of parsed) {
        const context = contextOf({ ref: `refs/tags/${raw}`, digest: digestOf(raw) });
        const { plan, written } = run(lines, { context, registry });
        for (const { tag, before, after } of plan.tags) {
          const [from, to] = [before, after].map((digest) =>
            digest === undefined ? undefined : versionOf.get(digest),
          );
          if (from === undefined || to === undefined) continue;
          expect([tag, raw, comparePep440(to, from) >= 0]).toEqual([tag, raw, true]);
        }
        registry = written;
      }
    }),
    { numRuns: runs(500) },
  );
});

test('the last word of any order of releases is the truth', () => {
  const which = fc.constantFrom(...releaseRules.slice(0, 4));
  fc.assert(
    fc.property(which, fc.array(versions, { minLength: 1, maxLength: 12 }), ([lines, families], texts) => {
      const releases = texts.map((text) => parseVersion(text, 'a test'));
      const versionOf = new Map(releases.map((version) => [digestOf(version.text), version]));
      let registry: ReadonlyMap<string, Digest> = new Map();
      for (const version of releases) {
        const context = contextOf({ version: version.text, digest: digestOf(version.text) });
        registry = run(lines.split('\n'), { context, registry }).written;
      }
      const expectHighest = (tag: string, among: readonly Version[]) => {
        const highest = among.filter(isStable).toSorted(compareVersions).at(-1);
        const digest = registry.get(tag);
        const now = digest === undefined ? undefined : versionOf.get(digest);
        expect([tag, now === undefined]).toEqual([tag, highest === undefined]);
        if (now !== undefined && highest !== undefined) expect(compareVersions(now, highest)).toBe(0);
      };
      const hasFamily = !lines.includes('pattern');
      for (const [prefix, suffix] of families) {
        expectHighest(`${prefix}latest${suffix}`, releases);
        for (const { major, minor } of releases) {
          const sameMajor = releases.filter((other) => other.major === major);
          expectHighest(`${prefix}${major}${suffix}`, major === 0 && hasFamily ? [] : sameMajor);
          const sameMinor = sameMajor.filter((other) => other.minor === minor);
          expectHighest(`${prefix}${major}.${minor}${suffix}`, sameMinor);
        }
      }
    }),
    { numRuns: runs(500) },
  );
});

/** Names with all that tags cannot hold, and with what templates and lists are made of. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 150 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.constantFrom('a', '1', '.', '-', '_', '/', '+', '#', ' ', '日', 'v', 'latest', '😀', ','), {
      maxLength: 140,
    })
    .map((parts) => parts.join('')),
);

test('no branch, git tag, prefix, suffix or value ever gives an invalid tag', () => {
  const literal = anyText.map((text) => text.replaceAll(/[\r\n]/g, ' ').replaceAll('{{', '[['));
  const attribute = (name: string, text: string) => `"${name}=${text.replaceAll('"', '""')}"`;
  const lines = [
    ...['type=ref,event=branch', 'type=ref,event=tag', 'type=edge', 'type=sha', 'type=date_seq', 'type=source'],
    ...['type=semver,value=1.2.3', 'type=semver,value=1.2.3,pattern={{major}}', 'type=channel,value=1.2.3-rc.1'],
    ...[
      'type=pep440,value=1.2,pattern={{major}}',
      'type=match,pattern=.*',
      'type=raw,value={{branch}}',
      'type=schedule',
    ],
    ...['type=raw,value=x-{{tag}}-x', 'type=ref,event=branch,unique=true', 'type=raw,value={{branch}},unique=true'],
  ];
  const rule = fc.tuple(fc.constantFrom(...lines), literal, literal);
  fc.assert(
    fc.property(rule, anyText, fc.tuple(literal, literal, fc.constantFrom('heads', 'tags')), (one, name, two) => {
      const [line, prefix, suffix] = one;
      const [before, value, folder] = two;
      const text = [line, attribute('prefix', prefix), attribute('suffix', suffix)].join(',');
      const known = {
        ...{ ref: `refs/${folder}/${name}`, event: 'schedule', revision: REVISION, defaultBranch: name },
        flavor: `latest=true\n${attribute('prefix', before)},onlatest=true`,
        sourceTag: 'main',
      };
      try {
        const existing = existingIn(new Map());
        const parsed = parseTagRules(`${text}\ntype=raw,${attribute('value', value)}`);
        const { candidates, heldBack } = computeTags(parsed, contextOf(known), existing, NOW);
        for (const { tag } of [...candidates, ...heldBack]) expect([tag, isTag(tag)]).toEqual([tag, true]);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
    { numRuns: runs(3000) },
  );
});

test('branches that differ never share a tag where that is asked for', () => {
  fc.assert(
    fc.property(anyText, anyText, (left, right) => {
      const tagOf = (name: string) => {
        const context = contextOf({ ref: `refs/heads/${name}` });
        const parsed = parseTagRules('type=ref,event=branch,unique=true');
        return computeTags(parsed, context, existingIn(new Map()), NOW).candidates[0]?.tag;
      };
      const [ours, theirs] = [tagOf(left), tagOf(right)];
      if (left !== right && ours !== undefined) expect(ours).not.toBe(theirs);
    }),
    { numRuns: runs(1000) },
  );
});

test('date_seq never uses a number twice, and a re-run keeps its own', () => {
  const images = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.boolean()), { maxLength: 20 });
  fc.assert(
    fc.property(images, fc.integer({ min: 0, max: 100 }), (raced, start) => {
      const digestOfImage = (image: number) => digestOf(`image ${image}`);
      let registry: ReadonlyMap<string, Digest> = new Map([[`20200102_${start}`, THEIRS]]);
      const given = new Map<string, Digest>();
      let highest = start;
      for (const [image, isRaced] of raced) {
        const digest = digestOfImage(image);
        const isKnown = [...given.values()].includes(digest);
        const { plan, written } = run(['type=date_seq'], { context: contextOf({ digest }), registry });
        const [planned] = plan.tags;
        const sequence = planned?.sequence;
        if (planned === undefined || sequence === undefined) throw new Error('no date_seq tag');
        expect(planned.action).toBe(isKnown ? 'keep' : 'create');
        if (isKnown) continue;
        expect(sequence.number).toBe(highest + 1);
        if (!isRaced) registry = written;
        else {
          // Another writer took the number between our reading and our writing.
          registry = new Map(registry).set(planned.tag, THEIRS);
          const next = nextInSequence(sequence, registry.keys());
          expect(registry.has(next.tag)).toBe(false);
          expect(next.sequence.number).toBe(highest + 2);
          registry = new Map(registry).set(next.tag, digest);
          highest += 1;
        }
        highest += 1;
        given.set(planned.tag, digest);
      }
    }),
  );
});
