import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Digest, digestOf } from '../../src/oci/digest.ts';
import { isTag } from '../../src/oci/tag.ts';
import { computeTags } from '../../src/tags/compute.ts';
import { nextInSequence } from '../../src/tags/date-seq.ts';
import { planTags } from '../../src/tags/plan.ts';
import { parseTagRules } from '../../src/tags/rule-parser.ts';
import type { TagContext } from '../../src/tags/tag-context.ts';
import { compareVersions, parseVersion, type Version } from '../../src/tags/version.ts';
import { contextOf, NOW, OURS, REVISION, THEIRS } from './support.ts';

const small = fc.integer({ min: 0, max: 3 });

/** Versions from a small space, so that they meet often. */
const versions = fc
  .tuple(small, small, small, fc.constantFrom('', '', '', '-rc.1', '-rc.10', '+b.1', '-rc.2+b'))
  .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);

const ends = fc.constantFrom('', ',suffix=-alpine', ',prefix=app-', ',prefix=v,suffix=_x');

const rules = fc.oneof(
  ends.map((end) => `type=semver${end}`),
  fc.tuple(versions, ends).map(([version, end]) => `type=semver,value=${version}${end}`),
  fc.constantFrom('type=sha', 'type=sha,format=long', 'type=sha,prefix='),
  fc.tuple(fc.constantFrom('', ',width=3', ',tz=Asia/Tokyo'), ends).map((each) => `type=date_seq${each.join('')}`),
  fc.constantFrom('type=source', 'latest', '1', '1.2', '1.2.3', '2.0.0', 'stable,immutable=true'),
);

const ruleLines = fc.array(rules, { maxLength: 6 });

const contexts: fc.Arbitrary<TagContext> = fc
  .record({
    version: fc.option(versions, { nil: undefined }),
    preRelease: fc.boolean(),
    sourceTag: fc.constantFrom('main', 'latest', '1.2.3', '3.0.0'),
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
    { numRuns: 1000 },
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
    { numRuns: 1000 },
  );
});

test('no order of releases leaves a moving tag on a lower version than it held, and the last word is the truth', () => {
  const stable = (releases: readonly Version[]) => releases.filter(({ preRelease }) => preRelease === undefined);
  fc.assert(
    fc.property(fc.array(versions, { minLength: 1, maxLength: 12 }), (texts) => {
      const releases = texts.map((text) => parseVersion(text, 'a test'));
      const versionOf = new Map(releases.map((version) => [digestOf(version.text), version]));
      let registry: ReadonlyMap<string, Digest> = new Map();
      const held = (digest: Digest | undefined) => (digest === undefined ? undefined : versionOf.get(digest));
      for (const version of releases) {
        const context = contextOf({ version: version.text, digest: digestOf(version.text) });
        const { plan, written } = run(['type=semver'], { context, registry });
        for (const { before, after } of plan.tags) {
          const [from, to] = [held(before), held(after)];
          if (from !== undefined && to !== undefined) expect(compareVersions(to, from)).toBeGreaterThanOrEqual(0);
        }
        registry = written;
      }
      const expectHighest = (tag: string, among: readonly Version[]) => {
        const highest = among.toSorted(compareVersions).at(-1);
        const now = held(registry.get(tag));
        expect(now === undefined).toBe(highest === undefined);
        if (now !== undefined && highest !== undefined) expect(compareVersions(now, highest)).toBe(0);
      };
      expectHighest('latest', stable(releases));
      for (const { major, minor } of releases) {
        const sameMajor = stable(releases).filter((other) => other.major === major);
        expectHighest(`${major}`, major === 0 ? [] : sameMajor);
        expectHighest(
          `${major}.${minor}`,
          sameMajor.filter((other) => other.minor === minor),
        );
      }
    }),
    { numRuns: 500 },
  );
});

test('date_seq never uses a number twice, and a re-run keeps its own', () => {
  const images = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.boolean()), { maxLength: 20 });
  fc.assert(
    fc.property(images, fc.integer({ min: 0, max: 100 }), (runs, start) => {
      const digestOfImage = (image: number) => digestOf(`image ${image}`);
      let registry: ReadonlyMap<string, Digest> = new Map([[`20200102_${start}`, THEIRS]]);
      const given = new Map<string, Digest>();
      let highest = start;
      for (const [image, isRaced] of runs) {
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
