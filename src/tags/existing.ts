import type { Digest } from '../oci/digest.ts';
import { type Affixes, inFamily } from './affixes.ts';
import { tryParseVersionTag, type Version } from './version.ts';

/** How a commit relates to another: `ahead` descends from it, `behind` is an ancestor of it. */
export type CommitRelation = 'identical' | 'ahead' | 'behind' | 'diverged' | 'unknown';

/** The tags that exist in the destination, as far as known. */
export interface ExistingTags {
  /** Every tag of the list; empty if existing tags are not read (`existing-tags: none`). */
  readonly names: ReadonlySet<string>;
  /** Of the tags that were looked up. */
  readonly digests: ReadonlyMap<string, Digest>;
  /** Those of versions that are held: they keep no moving tag from another version. */
  readonly held?: ReadonlySet<string> | undefined;
  /** Versions that exist elsewhere, as git tags (`existing-tags: git`): they count in every family. */
  readonly versions?: readonly Version[];
  /** How the image's commit relates to those of branch tags (rule R6). */
  readonly relations?: ReadonlyMap<string, CommitRelation>;
}

interface TakenNumber {
  readonly number: number;
  readonly name: string;
}

/** Digits of the longest number of a day: more would exceed exact arithmetic. */
const MAX_DIGITS = 15;

/** Whether a character is a digit, `v` or `V`. */
function mayBeginVersion(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 118 || code === 86;
}

/** A text between the affixes of a family, and the tag that it is in. */
export interface TextInTag {
  readonly text: string;
  readonly tag: string;
}

/** The texts between the affixes of a family that may begin a version. */
export function textsIn(names: Iterable<string>, family: Affixes): readonly TextInTag[] {
  const texts: TextInTag[] = [];
  for (const name of names) {
    // Most tags of a large repository are of commits: their first character tells, without a parser.
    if (!mayBeginVersion(name.charCodeAt(family.prefix.length))) continue;
    const text = inFamily(name, family);
    if (text !== undefined) texts.push({ text, tag: name });
  }
  return texts;
}

/** Something that tags are compared by, and the tag that it was read from; undefined if that is none of the destination. */
export type FromTag<Compared> = Compared & { readonly tag?: string | undefined };

/** Reads texts in tags; what cannot be read is left out. */
export function readTexts<Read extends object>(
  texts: readonly TextInTag[],
  parse: (text: string) => Read | undefined,
): readonly FromTag<Read>[] {
  return texts.flatMap(({ text, tag }) => {
    const read = parse(text);
    return read === undefined ? [] : [{ ...read, tag }];
  });
}

/** Returns the full versions of a family among the names of tags (rule R2). */
export function fullVersions(names: Iterable<string>, family: Affixes): readonly FromTag<Version>[] {
  return readTexts(textsIn(names, family), tryParseVersionTag);
}

/** The taken numbers of a day, ascending; `prefix` includes date and separator (rule R7). */
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
