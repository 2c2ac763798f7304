import type { Tag } from '../oci/reference.ts';
import { type Affixes, familyKey, spellingsOf } from './affixes.ts';
import { type ExistingTags, type FromTag, fullVersions, readTexts, type TextInTag, textsIn } from './existing.ts';
import { comparePep440, type Pep440Version, tryParsePep440 } from './pep440.ts';
import type { TagCandidate, TagKind } from './planned-tag.ts';
import { type DottedNumber, dottedOfVersion, tryParseDotted } from './release.ts';
import { formatVersionTag, isStable, type Version } from './version.ts';

function oncePerFamily<Known>(read: (family: Affixes) => Known): (family: Affixes) => Known {
  const families = new Map<string, Known>();
  return (family) => {
    const key = familyKey(family);
    const known = families.get(key) ?? read(family);
    families.set(key, known);
    return known;
  };
}

/** The tags whose versions count: those that are held do not. */
function countedNames({ names, held }: ExistingTags): readonly string[] {
  return held === undefined ? [...names] : [...names].filter((name) => !held.has(name));
}

function textsOf(names: readonly string[], family: Affixes): readonly TextInTag[] {
  return spellingsOf(family).flatMap((each) => textsIn(names, each));
}

/** The kinds of this run's own tags whose dotted numbers name a release. */
const NAMED: ReadonlySet<TagKind> = new Set<TagKind>(['git-tag', 'match', 'raw']);

/** The versions that lines are compared with. */
export class KnownVersions {
  /** All versions of a family, whatever its `v` (rule R2). */
  readonly ofFamily: (family: Affixes) => readonly FromTag<Version>[];
  /** All dotted numbers of a family, including its stable full versions. */
  readonly dottedOf: (family: Affixes) => readonly FromTag<DottedNumber>[];
  private readonly own: readonly TagCandidate[];

  /** @param own tags of this run: they count as existing, so that a second run decides as the first one did. */
  constructor(existing: ExistingTags, own: readonly TagCandidate[]) {
    this.own = own;
    const { versions = [] } = existing;
    const names = countedNames(existing);
    const all = [...names, ...own.map(({ tag }) => tag)];
    const named = [...names, ...own.filter(({ kind }) => NAMED.has(kind)).map(({ tag }) => tag)];
    this.ofFamily = oncePerFamily((family) => [
      ...spellingsOf(family).flatMap((each) => fullVersions(all, each)),
      ...versions,
    ]);
    this.dottedOf = oncePerFamily((family) => [
      ...readTexts(textsOf(named, family), tryParseDotted),
      ...this.ofFamily(family)
        .filter(isStable)
        .map((version) => ({ ...dottedOfVersion(version), tag: version.tag })),
    ]);
  }

  /** The full tag that this run gives a version in a family. */
  fullTag(version: Version, family: Affixes): Tag | undefined {
    const text = formatVersionTag(version);
    const names = spellingsOf(family).flatMap(({ prefix, suffix }) =>
      ['', 'v', 'V'].map((v) => `${prefix}${v}${text}${suffix}`),
    );
    const full = this.own.filter(({ kind }) => kind === 'semver.full').map(({ tag }) => tag);
    return names.flatMap((name) => full.find((tag) => tag === name) ?? [])[0];
  }

  /** Whether a rule of this run gives a tag. */
  isOwn(tag: Tag): boolean {
    return this.own.some((each) => each.tag === tag);
  }
}

/** A day, which PEP 440 would read as a version of the far future. */
const DAY = /^[0-9]{8}(?:[._-]|$)/;

function parsePep440(text: string): Pep440Version | undefined {
  // What begins with no number is none; to say so is much quicker than to parse it.
  if (!/^[vV]?[0-9]/.test(text) || DAY.test(text)) return undefined;
  // A local version has `_` for its plus sign in tags.
  return tryParsePep440(text) ?? tryParsePep440(text.replace('_', '+'));
}

/** The versions of PEP 440 that exist. */
export class KnownPep440 {
  private readonly ofFamily: (family: Affixes) => readonly FromTag<Pep440Version>[];
  private readonly whole: readonly Tag[];

  /** @param own tags of this run, including its lines: they count as existing, as above. */
  constructor(existing: ExistingTags, own: readonly Pick<TagCandidate, 'tag' | 'kind' | 'mutable'>[]) {
    const { versions = [] } = existing;
    this.whole = own.flatMap(({ tag, kind, mutable }) => (kind === 'pep440' && !mutable ? tag : []));
    const all = [...countedNames(existing), ...own.map(({ tag }) => tag)];
    this.ofFamily = oncePerFamily((family) => [
      ...readTexts(textsOf(all, family), parsePep440),
      ...versions.flatMap(({ text }) => parsePep440(text) ?? []),
    ]);
  }

  /** Whether this run gives a version a tag of a family that shows the whole of it. */
  isGiven(version: Pep440Version, family: Affixes): boolean {
    return readTexts(textsOf(this.whole, family), parsePep440).some((other) => comparePep440(other, version) === 0);
  }

  /** The highest version of a family that counts. */
  highest(family: Affixes, counts: (version: Pep440Version) => boolean): FromTag<Pep440Version> | undefined {
    const [first, ...others] = this.ofFamily(family).filter(counts);
    return others.reduce((left, right) => (left && comparePep440(left, right) < 0 ? right : left), first);
  }
}
