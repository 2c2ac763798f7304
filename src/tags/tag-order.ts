import type { HeldBackTag, TagCandidate, TagKind } from './planned-tag.ts';

/** The order in which kinds are shown (rule R10); those that are not named here follow in the order of the rules. */
const ORDER: readonly TagKind[] = ['semver.full', 'semver.minor', 'semver.major', 'latest', 'sha', 'date_seq'];

/** The kinds of moving tags that a version is compared for. */
const COMPARED: ReadonlySet<TagKind> = new Set<TagKind>(['semver.minor', 'semver.major', 'latest', 'channel']);

/** Tags, each of them once. */
export interface SettledTags {
  readonly wanted: readonly TagCandidate[];
  readonly withheld: readonly HeldBackTag[];
}

/**
 * Leaves each tag once, whatever the order of the rules was (rule R10).
 *
 * Of two rules that give one tag the first in order counts, but where one says that the tag may never move, it may not.
 * A tag that a higher version holds is not moved by a rule that does not compare versions either.
 */
export function settleTags({ wanted, withheld }: SettledTags): SettledTags {
  const given = new Map<string, TagCandidate>();
  for (const each of inOrder(wanted)) {
    const first = given.get(each.tag);
    given.set(each.tag, first === undefined ? each : merge(first, each));
  }
  const held = new Map<string, HeldBackTag>();
  for (const each of inOrder(withheld)) {
    const rival = given.get(each.tag);
    if (rival !== undefined && COMPARED.has(rival.kind)) continue;
    given.delete(each.tag);
    if (!held.has(each.tag)) held.set(each.tag, each);
  }
  return { wanted: [...given.values()], withheld: [...held.values()] };
}

/**
 * Puts the main tag first where its kind has no place of its own in rule R10, because users take the first tag for the
 * image's name (docker/metadata-action: `tags[0]`); all others stay in the order of that rule.
 */
export function orderTags(settled: SettledTags, main: TagCandidate | undefined): SettledTags {
  if (main === undefined || ORDER.includes(main.kind)) return settled;
  const first = settled.wanted.find(({ tag }) => tag === main.tag);
  if (first === undefined) return settled;
  return { ...settled, wanted: [first, ...settled.wanted.filter((each) => each !== first)] };
}

/** Makes one tag of two that are the same; versions that differ in build metadata alone are told apart by their text. */
function merge(first: TagCandidate, second: TagCandidate): TagCandidate {
  const isSecond = first.kind === second.kind && (second.family ?? '') < (first.family ?? '');
  const priority = Math.max(first.priority, second.priority);
  return { ...(isSecond ? second : first), priority, mutable: first.mutable && second.mutable };
}

function inOrder<T extends { readonly kind: TagKind }>(tags: readonly T[]): readonly T[] {
  const rank = ({ kind }: T) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  return tags.toSorted((left, right) => rank(left) - rank(right));
}
