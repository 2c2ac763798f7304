import type { Affixes } from './compose.ts';
import { type ExistingTags, fullVersions } from './existing.ts';
import type { VersionLine } from './rule-outcome.ts';
import type { TagContext } from './tag-context.ts';
import type { WantedTag, WithheldTag } from './tag-plan.ts';
import { compareVersions, isStable, type Version } from './version.ts';

/** What the lines of versions are compared with: every family is read from the names once. */
export class KnownVersions {
  private readonly families = new Map<string, readonly Version[]>();
  private readonly names: ReadonlySet<string>;
  private readonly elsewhere: readonly Version[];

  /** @param own tags of this run: they count as existing, so that a second run decides as the first one did. */
  constructor(existing: ExistingTags, own: readonly WantedTag[]) {
    this.names = new Set([...existing.names, ...own.map(({ tag }) => tag)]);
    this.elsewhere = existing.versions ?? [];
  }

  /** Returns all versions that exist with the same text before and after them (rule R2). */
  ofFamily(family: Affixes): readonly Version[] {
    const key = JSON.stringify([family.prefix, family.suffix]);
    const known = this.families.get(key) ?? [...fullVersions(this.names, family), ...this.elsewhere];
    this.families.set(key, known);
    return known;
  }
}

/** Returns the highest of versions, at least the given one. */
export function highestOf(version: Version, others: readonly Version[]): Version {
  return others.reduce((left, right) => (compareVersions(left, right) < 0 ? right : left), version);
}

/** Says why a version may not take the moving tag of a line, or undefined where it may (rules R3 and R4). */
function objectionTo(line: VersionLine, context: TagContext, known: KnownVersions): string | undefined {
  const { version } = line;
  const isChannel = line.kind === 'channel' && version.preRelease !== undefined;
  if (!isStable(version) && !isChannel) return `${version.text} is a pre-release`;
  if (context.preRelease && !isChannel) return `GitHub marks the release of ${version.text} as a pre-release`;
  if (line.kind === 'latest') {
    if (context.flavor.latest === 'false') return 'the flavor says latest=false';
    if (context.makeLatest === false) return `GitHub does not mark the release of ${version.text} as the latest`;
    if (!context.moves.allowed) return context.moves.reason;
  }
  const others = known.ofFamily(line.family).filter((other) => (isChannel || isStable(other)) && line.includes(other));
  const highest = highestOf(version, others);
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
    const { tag, kind, mutable, reason, original, priority, version, fullTag } = line;
    const objection = objectionTo(line, context, known);
    if (objection !== undefined) withheld.push({ tag, kind, mutable, reason: objection });
    else {
      const family = fullTag === undefined ? {} : { version: version.text, family: fullTag };
      wanted.push({ tag, kind, mutable, reason, original, priority, ...family });
    }
  }
  return { wanted, withheld };
}
