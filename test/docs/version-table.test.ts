import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { readEvent } from '../../src/event/event.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseReference } from '../../src/oci/reference.ts';
import { planDestinationTags } from '../../src/promotion/plan.ts';
import type { PromotionRequest } from '../../src/promotion/request.ts';
import { buildContext } from '../../src/promotion/tag-context.ts';
import type { GitTag } from '../../src/tags/find-version.ts';
import { parseFlavor } from '../../src/tags/flavor.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { HEAD } from '../event/event-contexts.ts';
import { requestOf, taggedBy } from '../promotion/support.ts';
import { EVENT_FIXTURES, readRecordedEvent } from '../support/events.ts';
import { codes, rowsBelow } from './markdown-tables.ts';

const TABLE = rowsBelow('docs/reference/image-version.md', '`version`');
const OTHER = 'f'.repeat(40);
const DIGEST = digestOf('image');
const OWN = 'https://github.com/acme/shop';
const FOREIGN = 'https://github.com/docker-library/redis';

/** The values of each of the first five columns, as the table writes them. */
const VALUES = [
  ['none', '`9.9.9`'],
  ['none', '`v1.2.3`'],
  ['that of the git tag', 'unknown', 'another'],
  ['`main`', '`1.2.3`', '`4.5.6`', '`1.2.3-alpine`'],
  ['none', '`1.2.3`', '`4.5.6`'],
] as const;

/** All recorded events with the git tag v1.2.3 on the commit of the tests, and some without any. */
const GIT_TAGS: ReadonlyMap<string, readonly (readonly [string, GitTag | undefined])[]> = new Map(
  ['none', '`v1.2.3`'].map((value) => {
    const events = EVENT_FIXTURES.map((name) => {
      const { environment, payload } = readRecordedEvent(name);
      return [name, readEvent(environment, payload).gitTag] as const;
    });
    const isMeant = (tag: GitTag | undefined) =>
      value === 'none' ? tag === undefined : tag?.name === 'v1.2.3' && tag.commit === HEAD;
    return [value, events.filter(([, tag]) => isMeant(tag))] as const;
  }),
);

/** Ways to know the commit of an image: an input, or a label. */
const COMMITS: Readonly<Record<string, readonly (readonly [string | undefined, string | undefined])[]>> = {
  'that of the git tag': [
    [HEAD, undefined],
    [HEAD, OTHER],
    [undefined, HEAD],
  ],
  unknown: [
    [undefined, undefined],
    [undefined, 'main'],
  ],
  another: [
    [OTHER, HEAD],
    [undefined, OTHER],
  ],
};

/** Ways to name a source that say the same of its version. */
const SOURCES: Readonly<Record<string, readonly string[]>> = { '`main`': [':main', ':latest', ':1.2', `@${DIGEST}`] };

/** A label that is no version says nothing. */
const LABELS: Readonly<Record<string, readonly (string | undefined)[]>> = { none: [undefined] };

interface Image {
  readonly request: PromotionRequest;
  readonly labels: ReadonlyMap<string, string>;
}

function combine<Item>(lists: readonly (readonly Item[])[]): readonly (readonly Item[])[] {
  return lists.reduce<readonly (readonly Item[])[]>(
    (all, list) => all.flatMap((start) => list.map((item) => [...start, item])),
    [[]],
  );
}

function covers(cell: string, value: string): boolean {
  return cell === 'any' || cell.split(', ').includes(value);
}

/** Lists the git tags of the events, each once. */
function gitTagsOf(value: string): readonly (GitTag | undefined)[] {
  const tags = (GIT_TAGS.get(value) ?? []).map(([, gitTag]) => gitTag);
  return [...new Map(tags.map((tag) => [JSON.stringify(tag), tag])).values()];
}

/** Makes the images that a combination stands for: every git tag of an event, every way to know the commit, every name. */
function imagesOf(
  [version = '', tag = '', commit = '', source = '', label = '']: readonly string[],
  own: string,
): readonly Image[] {
  return gitTagsOf(tag).flatMap((gitTag) =>
    (COMMITS[commit] ?? []).flatMap(([revision, revisionLabel]) =>
      (SOURCES[source] ?? [`:${codes(source)[0]}`]).flatMap((name) =>
        (LABELS[label] ?? codes(label)).map((versionLabel) => ({
          request: requestOf('registry.example.com', {
            from: parseReference(`registry.example.com/d/app${name}`),
            rules: parseTagRules('type=semver'),
            version: codes(version)[0],
            ...{ revision, gitTag },
            repositoryUrl: OWN,
          }),
          labels: new Map(
            Object.entries({
              'org.opencontainers.image.revision': revisionLabel ?? '',
              'org.opencontainers.image.version': versionLabel ?? '',
              'org.opencontainers.image.source': own,
            }).filter(([, value]) => value !== ''),
          ),
        })),
      ),
    ),
  );
}

/** What the real code makes of an image in a promotion. */
function promote({ request, labels }: Image): { readonly version: string; readonly says: readonly string[] } {
  const tagged = taggedBy(request);
  const asked = { ...tagged, context: buildContext(tagged, DIGEST, labels) };
  const existing = { names: new Set<string>(), digests: new Map(), versions: [] };
  try {
    const { computed, tags } = planDestinationTags(asked, existing, DIGEST);
    const [full] = computed.candidates.filter(({ kind }) => kind === 'semver.full');
    expect(tags.tags.filter(({ mutable }) => !mutable).map(({ tag }) => tag)).toEqual(full ? [full.tag] : []);
    return { version: full?.tag ?? 'none', says: computed.warnings };
  } catch (error) {
    if (error instanceof InputError) return { version: 'refused', says: [error.message] };
    throw error;
  }
}

describe('the table of versions in docs/reference/image-version.md', () => {
  const combinations = combine(VALUES.map((values) => [...values] as string[]));

  it('says of every combination once what comes of it', () => {
    expect(combinations).toHaveLength(144);
    for (const combination of combinations) {
      const rows = TABLE.filter((row) => combination.every((value, index) => covers(row[index] ?? '', value)));
      expect([combination, rows.length]).toEqual([combination, 1]);
    }
  });

  it('speaks of events of every kind', () => {
    const names = (GIT_TAGS.get('`v1.2.3`') ?? []).map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining(['push-tag', 'release-published', 'workflow-dispatch-tag', 'workflow-call', 'create-tag']),
    );
  });

  it.each(TABLE.map((row) => [row.slice(0, 5).join(' | '), row] as const))('%s', (_, row) => {
    const [expected = '', says = ''] = row.slice(5);
    const rows = combinations.filter((each) => each.every((value, index) => covers(row[index] ?? '', value)));
    const images = rows.flatMap((each) => imagesOf(each, FOREIGN));
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) {
      const result = promote(image);
      expect(result).toMatchObject({ version: codes(expected)[0] ?? expected });
      const text = result.says.join('\n');
      for (const code of codes(says)) expect(text).toContain(code);
      const clauses = says === 'nothing' ? 0 : says.split(';').length;
      if (expected !== 'refused') expect(result.says).toHaveLength(clauses);
    }
  });

  it('does not doubt a label of this repository', () => {
    const doubted = TABLE.filter((row) => row[6]?.includes('base image'));
    expect(doubted).not.toEqual([]);
    for (const row of doubted) {
      const rows = combinations.filter((each) => each.every((value, index) => covers(row[index] ?? '', value)));
      for (const image of rows.flatMap((each) => imagesOf(each, `${OWN}.git`))) {
        expect(promote(image).says.join('\n')).not.toContain('base image');
      }
    }
  });
});

describe('the table of families in docs/reference/image-version.md', () => {
  it.each(rowsBelow('docs/reference/image-version.md', 'Promoted from'))(
    '%s, label %s, by %s %s',
    (source, label, rule, flavor, gives) => {
      const [tag = ''] = codes(source);
      const request = requestOf('registry.example.com', {
        from: parseReference(`registry.example.com/d/app:${tag}`),
        rules: parseTagRules(codes(rule).join('\n')),
        flavor: parseFlavor(codes(flavor).join('\n')),
      });
      const labels = new Map([['org.opencontainers.image.version', codes(label)[0] ?? '']]);
      const tagged = taggedBy(request);
      const asked = { ...tagged, context: buildContext(tagged, DIGEST, labels) };
      const { computed } = planDestinationTags(asked, { names: new Set(), digests: new Map() }, DIGEST);
      expect(computed.candidates.map((each) => each.tag)).toEqual(codes(gives));
      expect(computed.warnings).toEqual([]);
    },
  );
});
