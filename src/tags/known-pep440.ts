import { type ExistingTags, inFamily, mayBeginVersion } from './existing.ts';
import { familyKey, spellingsOf } from './family.ts';
import { comparePep440, type Pep440Version, tryParsePep440 } from './pep440.ts';
import type { Affixes, TagCandidate } from './planned-tag.ts';

/** A tag that counts days, which PEP 440 would read as a version of the far future. */
const DAY = /^[0-9]{8}(?:[._-]|$)/;

/** The versions of PEP 440 that exist: every family is read from the names once. */
export class KnownPep440 {
  private readonly families = new Map<string, readonly Pep440Version[]>();
  private readonly existing: ExistingTags;
  private readonly own: readonly Pick<TagCandidate, 'tag' | 'kind' | 'mutable'>[];

  /** @param own tags of this run, those of its lines among them: they count as existing, so that a second run decides as the first one did. */
  constructor(existing: ExistingTags, own: readonly Pick<TagCandidate, 'tag' | 'kind' | 'mutable'>[]) {
    this.existing = existing;
    this.own = own;
  }

  /** Whether this run gives a version a tag with the affixes of a family that shows the whole of it. */
  isGiven(version: Pep440Version, family: Affixes): boolean {
    const own = this.own.filter(({ kind, mutable }) => kind === 'pep440' && mutable === false);
    return own.some(({ tag }) =>
      spellingsOf(family).some((each) => versionOf(tag, each).some((other) => comparePep440(other, version) === 0)),
    );
  }

  /** Returns the highest version that counts among the names of tags with the same affixes, a `v` aside. */
  highest(family: Affixes, counts: (version: Pep440Version) => boolean): Pep440Version | undefined {
    const key = familyKey(family);
    const known = this.families.get(key) ?? this.read(family);
    this.families.set(key, known);
    return known
      .filter(counts)
      .reduce<Pep440Version | undefined>(
        (left, right) => (left === undefined || comparePep440(left, right) < 0 ? right : left),
        undefined,
      );
  }

  private read(family: Affixes): readonly Pep440Version[] {
    const versions: Pep440Version[] = [];
    for (const each of spellingsOf(family)) {
      for (const name of this.existing.names) versions.push(...versionOf(name, each));
      for (const { tag } of this.own) versions.push(...versionOf(tag, each));
    }
    for (const { text } of this.existing.versions ?? []) versions.push(...parse(text));
    return versions;
  }
}

const NONE: readonly Pep440Version[] = [];

function parse(text: string): readonly Pep440Version[] {
  // What begins with no number is none; to say so is much quicker than to parse it.
  if (!/^[vV]?[0-9]/.test(text) || DAY.test(text)) return NONE;
  // A local version has `_` for its plus sign in tags.
  const version = tryParsePep440(text) ?? tryParsePep440(text.replace('_', '+'));
  return version === undefined ? NONE : [version];
}

/** Reads the version of a tag in one spelling of its family. */
function versionOf(name: string, family: Affixes): readonly Pep440Version[] {
  // Most tags of a large repository are of commits: their first character tells, without a parser.
  if (!mayBeginVersion(name.charCodeAt(family.prefix.length))) return NONE;
  const text = inFamily(name, family);
  return text === undefined ? NONE : parse(text);
}
