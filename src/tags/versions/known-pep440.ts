import type { Affixes } from '../compose.ts';
import type { ExistingTags } from '../existing.ts';
import type { WantedTag } from '../tag-plan.ts';
import { comparePep440, type Pep440Version, tryParsePep440 } from './pep440.ts';

/** A tag that counts days, which PEP 440 would read as a version of the far future. */
const DAY = /^[0-9]{8}(?:[._-]|$)/;

/** The versions of PEP 440 that exist: every family is read from the names once. */
export class KnownPep440 {
  private readonly families = new Map<string, readonly Pep440Version[]>();
  private readonly existing: ExistingTags;
  private readonly own: readonly Pick<WantedTag, 'tag'>[];

  /** @param own tags of this run, those of its lines among them: they count as existing, so that a second run decides as the first one did. */
  constructor(existing: ExistingTags, own: readonly Pick<WantedTag, 'tag'>[]) {
    this.existing = existing;
    this.own = own;
  }

  /** Returns the highest version that counts among the names of tags with the same affixes. */
  highest({ prefix, suffix }: Affixes, counts: (version: Pep440Version) => boolean): Pep440Version | undefined {
    const key = JSON.stringify([prefix, suffix]);
    const known = this.families.get(key) ?? this.read({ prefix, suffix });
    this.families.set(key, known);
    return known
      .filter(counts)
      .reduce<Pep440Version | undefined>(
        (left, right) => (left === undefined || comparePep440(left, right) < 0 ? right : left),
        undefined,
      );
  }

  private read({ prefix, suffix }: Affixes): readonly Pep440Version[] {
    const versions: Pep440Version[] = [];
    const add = (text: string): void => {
      // What begins with no number is none; to say so is much quicker than to parse it.
      if (!/^[vV]?[0-9]/.test(text) || DAY.test(text)) return;
      // A local version has `_` for its plus sign in tags.
      const version = tryParsePep440(text) ?? tryParsePep440(text.replace('_', '+'));
      if (version !== undefined) versions.push(version);
    };
    const addTag = (name: string): void => {
      if (name.startsWith(prefix) && name.endsWith(suffix)) add(name.slice(prefix.length, name.length - suffix.length));
    };
    for (const name of this.existing.names) addTag(name);
    for (const { tag } of this.own) addTag(tag);
    for (const { text } of this.existing.versions ?? []) add(text);
    return versions;
  }
}
