import type { Tag } from '../oci/reference.ts';
import { type Affixes, familyKey, inFamily, spellingsOf } from './affixes.ts';
import { type ExistingTags, fullVersions, mayBeginVersion } from './existing.ts';
import { comparePep440, type Pep440Version, tryParsePep440 } from './pep440.ts';
import type { TagCandidate, TagKind } from './planned-tag.ts';
import { type DottedNumber, dottedOfVersion, tryParseDotted } from './release.ts';
import { formatVersionTag, isStable, type Version } from './version.ts';

/** Reads each family from the names once. */
function oncePerFamily<Known>(read: (family: Affixes) => Known): (family: Affixes) => Known {
  const families = new Map<string, Known>();
  return (family) => {
    const key = familyKey(family);
    const known = families.get(key) ?? read(family);
    families.set(key, known);
    return known;
  };
}

/** Finds the texts between the affixes of a family in which a version may begin. */
function textsIn(names: Iterable<string>, family: Affixes): readonly string[] {
  const texts: string[] = [];
  for (const each of spellingsOf(family)) {
    for (const name of names) {
      // Most tags of a large repository are of commits: their first character tells, without a parser.
      if (!mayBeginVersion(name.charCodeAt(each.prefix.length))) continue;
      const text = inFamily(name, each);
      if (text !== undefined) texts.push(text);
    }
  }
  return texts;
}

/** The kinds of this run's own tags whose dotted numbers name a release. */
const NAMED: ReadonlySet<TagKind> = new Set<TagKind>(['git-tag', 'match', 'raw']);

/** What the lines of versions are compared with. */
export class KnownVersions {
  /** Returns all versions that exist with the same text before and after them, a `v` aside (rule R2). */
  readonly ofFamily: (family: Affixes) => readonly Version[];
  /** Returns all dotted numbers of a family, its stable full versions among them. */
  readonly dottedOf: (family: Affixes) => readonly DottedNumber[];
  private readonly own: readonly TagCandidate[];

  /** @param own tags of this run: they count as existing, so that a second run decides as the first one did. */
  constructor({ names, versions = [] }: ExistingTags, own: readonly TagCandidate[]) {
    this.own = own;
    const all = [...names, ...own.map(({ tag }) => tag)];
    const named = [...names, ...own.filter(({ kind }) => NAMED.has(kind)).map(({ tag }) => tag)];
    this.ofFamily = oncePerFamily((family) => [
      ...spellingsOf(family).flatMap((each) => fullVersions(all, each)),
      ...versions,
    ]);
    this.dottedOf = oncePerFamily((family) => [
      ...textsIn(named, family).flatMap((text) => tryParseDotted(text) ?? []),
      ...this.ofFamily(family).filter(isStable).map(dottedOfVersion),
    ]);
  }

  /** Returns the full tag that this run gives a version in a family, or undefined. */
  fullTag(version: Version, family: Affixes): Tag | undefined {
    const text = formatVersionTag(version);
    const names = spellingsOf(family).flatMap(({ prefix, suffix }) =>
      ['', 'v', 'V'].map((v) => `${prefix}${v}${text}${suffix}`),
    );
    const full = this.own.filter(({ kind }) => kind === 'semver.full').map(({ tag }) => tag);
    return names.flatMap((name) => full.find((tag) => tag === name) ?? [])[0];
  }

  /** Whether a rule of this run gives a tag as its own. */
  isOwn(tag: Tag): boolean {
    return this.own.some((each) => each.tag === tag);
  }
}

/** A tag that counts days, which PEP 440 would read as a version of the far future. */
const DAY = /^[0-9]{8}(?:[._-]|$)/;

function parsePep440(text: string): Pep440Version | readonly [] {
  // What begins with no number is none; to say so is much quicker than to parse it.
  if (!/^[vV]?[0-9]/.test(text) || DAY.test(text)) return [];
  // A local version has `_` for its plus sign in tags.
  return tryParsePep440(text) ?? tryParsePep440(text.replace('_', '+')) ?? [];
}

/** The versions of PEP 440 that exist. */
export class KnownPep440 {
  private readonly ofFamily: (family: Affixes) => readonly Pep440Version[];
  private readonly whole: readonly Tag[];

  /** @param own tags of this run, those of its lines among them: they count as existing, so that a second run decides as the first one did. */
  constructor({ names, versions = [] }: ExistingTags, own: readonly Pick<TagCandidate, 'tag' | 'kind' | 'mutable'>[]) {
    this.whole = own.flatMap(({ tag, kind, mutable }) => (kind === 'pep440' && !mutable ? tag : []));
    const all = [...names, ...own.map(({ tag }) => tag)];
    this.ofFamily = oncePerFamily((family) =>
      [...textsIn(all, family), ...versions.map(({ text }) => text)].flatMap(parsePep440),
    );
  }

  /** Whether this run gives a version a tag with the affixes of a family that shows the whole of it. */
  isGiven(version: Pep440Version, family: Affixes): boolean {
    return textsIn(this.whole, family)
      .flatMap(parsePep440)
      .some((other) => comparePep440(other, version) === 0);
  }

  /** Returns the highest version that counts among the names of tags with the same affixes, a `v` aside. */
  highest(family: Affixes, counts: (version: Pep440Version) => boolean): Pep440Version | undefined {
    const [first, ...others] = this.ofFamily(family).filter(counts);
    return others.reduce((left, right) => (left && comparePep440(left, right) < 0 ? right : left), first);
  }
}
