import type { Tag } from '../../oci/tag.ts';
import type { Affixes } from '../compose.ts';
import { type ExistingTags, fullVersions } from '../existing.ts';
import type { VersionLine } from '../rules/rule-outcome.ts';
import type { TagContext } from '../tag-context.ts';
import type { WantedTag, WithheldTag } from '../tag-plan.ts';
import { compareVersions, formatVersionTag, isStable, type Version } from './version.ts';

/** What the lines of versions are compared with: every family is read from the names once. */
export class KnownVersions {
  private readonly families = new Map<string, readonly Version[]>();
  private readonly existing: ExistingTags;
  private readonly own: readonly WantedTag[];

  /** @param own tags of this run: they count as existing, so that a second run decides as the first one did. */
  constructor(existing: ExistingTags, own: readonly WantedTag[]) {
    this.existing = existing;
    this.own = own;
  }

  /** Returns all versions that exist with the same text before and after them (rule R2). */
  ofFamily(family: Affixes): readonly Version[] {
    const key = JSON.stringify([family.prefix, family.suffix]);
    const known = this.families.get(key) ?? [
      ...fullVersions(this.existing.names, family),
      ...fullVersions(
        this.own.map(({ tag }) => tag),
        family,
      ),
      ...(this.existing.versions ?? []),
    ];
    this.families.set(key, known);
    return known;
  }

  /** Returns the full tag that this run gives a version in a family, or undefined. */
  fullTag(version: Version, { prefix, suffix }: Affixes): Tag | undefined {
    const text = formatVersionTag(version);
    const names = [`${prefix}${text}${suffix}`, `${prefix}v${text}${suffix}`, `${prefix}V${text}${suffix}`];
    const full = this.own.filter(({ kind }) => kind === 'semver.full').map(({ tag }) => tag);
    return names.flatMap((name) => full.find((tag) => tag === name) ?? [])[0];
  }

  /** Tells whether a rule of this run gives a tag as its own. */
  isOwn(tag: Tag): boolean {
    return this.own.some((each) => each.tag === tag);
  }
}

/** Returns the highest of a version and those of others that count. */
export function highestOf(
  version: Version,
  others: readonly Version[],
  counts: (other: Version) => boolean = () => true,
): Version {
  return others.reduce((left, right) => (counts(right) && compareVersions(left, right) < 0 ? right : left), version);
}

/** Says why a version may not take the moving tag of a line, or undefined where it may (rules R3 and R4). */
function objectionTo(
  line: VersionLine,
  family: Affixes,
  context: TagContext,
  known: KnownVersions,
): string | undefined {
  const { version } = line;
  const isChannel = line.kind === 'channel' && version.preRelease !== undefined;
  if (!isStable(version) && !isChannel) return `${version.text} is a pre-release`;
  if (context.preRelease && !isChannel) return `GitHub marks the release of ${version.text} as a pre-release`;
  if (line.kind === 'latest') {
    if (context.flavor.latest === 'false') return 'the flavor says latest=false';
    if (context.makeLatest === 'unknown') return 'GitHub did not tell whether the release is the latest';
    if (context.makeLatest === false) return `GitHub does not mark the release of ${version.text} as the latest`;
    if (!context.moves.allowed) return context.moves.reason;
  }
  const counts = (other: Version): boolean => (isChannel || isStable(other)) && line.includes(other);
  const highest = highestOf(version, known.ofFamily(family), counts);
  return compareVersions(highest, version) > 0 ? `${highest.text} is higher` : undefined;
}

/** Decides which lines a version takes, now that it is known what exists. */
export function decideLines(
  lines: readonly VersionLine[],
  context: TagContext,
  known: KnownVersions,
): { readonly wanted: readonly WantedTag[]; readonly withheld: readonly WithheldTag[] } {
  const wanted: WantedTag[] = [];
  const withheld: WithheldTag[] = [];
  for (const line of lines) {
    const { tag, kind, mutable, reason, original, priority, version, wider = line.family } = line;
    const nearest = known.fullTag(version, line.family);
    const fullTag = nearest ?? known.fullTag(version, wider);
    const isWider = nearest === undefined && fullTag !== undefined;
    const objection = objectionTo(line, isWider ? wider : line.family, context, known);
    // A rule that names `latest` by itself is not overruled by the flavor, as in docker/metadata-action.
    if (objection !== undefined && kind === 'latest' && context.flavor.latest === 'false' && known.isOwn(tag)) continue;
    if (objection !== undefined) withheld.push({ tag, kind, mutable, reason: objection });
    else {
      const family = fullTag === undefined ? {} : { version: version.text, family: fullTag };
      wanted.push({ tag, kind, mutable, reason, original, priority, ...family });
    }
  }
  return { wanted, withheld };
}
