import type { Digest } from '../oci/digest.ts';
import { type Affixes, inFamily } from './affixes.ts';
import { tryParseVersionTag, type Version } from './version.ts';

/** How a commit stands to another: `ahead` has the other among its ancestors, `behind` is one of the other's. */
export type CommitRelation = 'identical' | 'ahead' | 'behind' | 'diverged' | 'unknown';

/** What is known of the tags that exist in the destination. */
export interface ExistingTags {
  /** Every tag of the list; empty if existing tags are not read (`existing-tags: none`). */
  readonly names: ReadonlySet<string>;
  /** What the tags point at that were looked up. */
  readonly digests: ReadonlyMap<string, Digest>;
  /** Versions that exist elsewhere, as git tags (`existing-tags: git`): they count in every family. */
  readonly versions?: readonly Version[];
  /** How the image's commit stands to those that tags of branches hold (rule R6). */
  readonly relations?: ReadonlyMap<string, CommitRelation>;
}

/** A number of a day that is taken, and the tag that takes it. */
interface TakenNumber {
  readonly number: number;
  readonly name: string;
}

/** The longest number that is taken for one of a day, in digits: more are beyond exact arithmetic, and no count of a day. */
const MAX_DIGITS = 15;

/** Whether a character is a digit, `v` or `V`. */
export function mayBeginVersion(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 118 || code === 86;
}

/** Returns the full versions of a family among the names of tags (rule R2). */
export function fullVersions(names: Iterable<string>, family: Affixes): readonly Version[] {
  const versions: Version[] = [];
  for (const name of names) {
    // Most tags of a large repository are of commits: their first character tells, without a parser.
    if (!mayBeginVersion(name.charCodeAt(family.prefix.length))) continue;
    const text = inFamily(name, family);
    const version = text === undefined ? undefined : tryParseVersionTag(text);
    if (version !== undefined) versions.push(version);
  }
  return versions;
}

/** Returns the numbers of a day that are taken, in ascending order; `prefix` is the stem with its date and separator (rule R7). */
export function takenNumbers(names: Iterable<string>, stem: Affixes): readonly TakenNumber[] {
  const taken: TakenNumber[] = [];
  for (const name of names) {
    const digits = inFamily(name, stem);
    if (digits !== undefined && digits.length <= MAX_DIGITS && /^[0-9]+$/.test(digits)) {
      taken.push({ number: Number(digits), name });
    }
  }
  return taken.sort((left, right) => left.number - right.number || (left.name < right.name ? -1 : 1));
}
