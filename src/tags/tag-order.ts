import { type HeldBackTag, rankOf, type TagCandidate, type TagKind, type TagSelection } from './planned-tag.ts';

/** The order in which kinds are shown (rule R10); those that are not named here follow in the order of the rules. */
const ORDER: readonly TagKind[] = ['semver.full', 'semver.minor', 'semver.major', 'latest', 'sha', 'date_seq'];

/** The kinds of moving tags that a version is compared for. */
const COMPARED: ReadonlySet<TagKind> = new Set<TagKind>(['semver.minor', 'semver.major', 'latest', 'channel']);

/**
 * Leaves each tag once, whatever the order of the rules was (rule R10).
 *
 * Of two rules that give one tag the first in order counts, but where one says that the tag may never move, it may not.
 * A tag that a higher version holds is not moved by a rule that does not compare versions either.
 */
export function settleTags({ candidates, heldBack }: TagSelection): TagSelection {
  const given = new Map<string, TagCandidate>();
  for (const each of inOrder(candidates)) {
    const first = given.get(each.tag);
    given.set(each.tag, first === undefined ? each : merge(first, each));
  }
  const held = new Map<string, HeldBackTag>();
  for (const each of inOrder(heldBack)) {
    const rival = given.get(each.tag);
    if (rival !== undefined && COMPARED.has(rival.kind)) continue;
    given.delete(each.tag);
    if (!held.has(each.tag)) held.set(each.tag, each);
  }
  return { candidates: [...given.values()], heldBack: [...held.values()] };
}

/**
 * Puts the main tag first where its kind has no place of its own in rule R10, because users take the first tag for the
 * image's name (docker/metadata-action: `tags[0]`); all others stay in the order of that rule.
 */
export function orderTags(settled: TagSelection, main: TagCandidate | undefined): TagSelection {
  if (main === undefined || ORDER.includes(main.kind)) return settled;
  const first = settled.candidates.find(({ tag }) => tag === main.tag);
  if (first === undefined) return settled;
  return { ...settled, candidates: [first, ...settled.candidates.filter((each) => each !== first)] };
}

/** Makes one tag of two that are the same; versions that differ in build metadata alone are told apart by their text. */
function merge(first: TagCandidate, second: TagCandidate): TagCandidate {
  const isSecond = first.kind === second.kind && (second.family ?? '') < (first.family ?? '');
  const priority = Math.max(first.priority, second.priority);
  return { ...(isSecond ? second : first), priority, mutable: first.mutable && second.mutable };
}

function inOrder<T extends { readonly kind: TagKind }>(tags: readonly T[]): readonly T[] {
  return tags.toSorted((left, right) => rankOf(left, ORDER) - rankOf(right, ORDER));
}

/** Of tags that stand for the image equally, which one does: the one that says most. */
const MAIN: readonly TagKind[] = [
  'semver.full',
  'pep440',
  'date_seq',
  'semver.minor',
  'semver.major',
  'channel',
  'latest',
];

/** Whether a tag is only a part of a version: of PEP 440 the kind does not say it. */
function isMoving({ kind, mutable }: TagCandidate): boolean {
  return kind === 'pep440' && mutable;
}

/**
 * Finds the tag that stands for the image (rule R10): the one with the highest priority, of equals a full version
 * whatever the order of the rules was, and of tags of one kind that of the first rule. `latest` and the lines of a
 * version never do while another tag of their priority is there.
 */
export function mainTag(tags: readonly TagCandidate[]): TagCandidate | undefined {
  return tags.toSorted(
    (left, right) =>
      right.priority - left.priority ||
      rankOf(left, MAIN) - rankOf(right, MAIN) ||
      Number(isMoving(left)) - Number(isMoving(right)),
  )[0];
}
