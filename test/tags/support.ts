import { type Digest, digestOf } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/tag.ts';
import type { ExistingTags } from '../../src/tags/existing.ts';
import type { FoundVersion } from '../../src/tags/find-version.ts';
import type { TagContext } from '../../src/tags/tag-context.ts';
import type { ComputedTags } from '../../src/tags/tag-plan.ts';
import { parseVersion } from '../../src/tags/version.ts';

/** The revision of the reference's vectors (tags.md, section 2). */
export const REVISION = '860c1904a1ce19322e91ac35af1ab07466440c37';

/** The day of the reference's date_seq vectors. */
export const NOW = new Date('2020-01-02T00:00:00Z');

/** Two images. */
export const OURS: Digest = digestOf('ours');
export const THEIRS: Digest = digestOf('theirs');

/** Returns a version as if the input named it. */
export function foundVersion(text: string): FoundVersion {
  return { version: parseVersion(text, 'a test'), origin: 'the input "version"' };
}

/** Returns a context that knows nothing but what is given. */
export function contextOf(known: {
  readonly version?: string | undefined;
  readonly revision?: string;
  readonly sourceTag?: string;
  readonly preRelease?: boolean;
  readonly timeZone?: string;
  readonly digest?: Digest;
  readonly notes?: readonly string[];
}): TagContext {
  const { version, sourceTag, preRelease = false, timeZone = 'UTC', revision, digest, notes = [] } = known;
  return {
    version: version === undefined ? undefined : foundVersion(version),
    sourceTag: sourceTag === undefined ? undefined : parseTag(sourceTag),
    revision,
    preRelease,
    timeZone,
    digest,
    notes,
  };
}

/** Returns existing tags: names alone, or names with what they hold. */
export function existingOf(names: Iterable<string>, digests: Readonly<Record<string, Digest>> = {}): ExistingTags {
  return { names: new Set([...names, ...Object.keys(digests)]), digests: new Map(Object.entries(digests)) };
}

/** Lists the wanted tags in order, separated by blanks. */
export function wantedOf(computed: ComputedTags): string {
  return computed.wanted.map(({ tag }) => tag).join(' ');
}

/** Lists the withheld tags with their reasons. */
export function withheldOf(computed: ComputedTags): readonly string[] {
  return computed.withheld.map(({ tag, reason }) => `${tag}: ${reason}`);
}
