import type { TagKind, WantedTag, WithheldTag } from './tag-plan.ts';

/** The order in which kinds are shown (rule R10); those that are not named here follow in the order of the rules. */
const ORDER: readonly TagKind[] = ['semver.full', 'semver.minor', 'semver.major', 'latest', 'sha', 'date_seq'];

/** The kinds of moving tags that a version is compared for. */
const COMPARED: ReadonlySet<TagKind> = new Set<TagKind>(['semver.minor', 'semver.major', 'latest']);

/** Tags in the order of rule R10, each of them once. */
export interface SettledTags {
  readonly wanted: readonly WantedTag[];
  readonly withheld: readonly WithheldTag[];
}

/**
 * Orders tags and leaves each of them once, whatever the order of the rules was (rule R10).
 *
 * Of two rules that give one tag the first in order counts, but where one says that the tag may never move, it may not.
 * A tag that a higher version holds is not moved by a `raw` or `source` rule either.
 */
export function settleTags({ wanted, withheld }: SettledTags): SettledTags {
  const given = new Map<string, WantedTag>();
  for (const each of inOrder(wanted)) {
    const first = given.get(each.tag);
    given.set(each.tag, first === undefined ? each : merge(first, each));
  }
  const held = new Map<string, WithheldTag>();
  for (const each of inOrder(withheld)) {
    const rival = given.get(each.tag);
    if (rival !== undefined && COMPARED.has(rival.kind)) continue;
    given.delete(each.tag);
    if (!held.has(each.tag)) held.set(each.tag, each);
  }
  return { wanted: [...given.values()], withheld: [...held.values()] };
}

/** Makes one tag of two that are the same; versions that differ in build metadata alone are told apart by their text. */
function merge(first: WantedTag, second: WantedTag): WantedTag {
  const isSecond = first.kind === second.kind && (second.family ?? '') < (first.family ?? '');
  return { ...(isSecond ? second : first), mutable: first.mutable && second.mutable };
}

function inOrder<T extends { readonly kind: TagKind }>(tags: readonly T[]): readonly T[] {
  const rank = ({ kind }: T) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  return tags.toSorted((left, right) => rank(left) - rank(right));
}
