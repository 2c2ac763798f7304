import { type HeldBackTag, rankOf, type TagCandidate, type TagKind, type TagSelection } from './planned-tag.ts';

/** The order of kinds (rule R10); others follow in the order of the rules. */
const ORDER: readonly TagKind[] = ['semver.full', 'semver.minor', 'semver.major', 'latest', 'sha', 'date_seq'];

/** The kinds of moving tags that a version is compared for. */
const COMPARED: ReadonlySet<TagKind> = new Set<TagKind>(['semver.minor', 'semver.major', 'latest', 'channel']);

/**
 * Leaves each tag once, whatever the order of the rules (rule R10): the first in order counts, but if any says that the
 * tag may never move, it may not. What a higher version holds is not moved by a rule that does not compare either.
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

/** The main tag comes first if its kind has no place in rule R10: users take the first one (docker/metadata-action). */
export function orderTags(settled: TagSelection, main: TagCandidate | undefined): TagSelection {
  if (main === undefined || ORDER.includes(main.kind)) return settled;
  const first = settled.candidates.find(({ tag }) => tag === main.tag);
  if (first === undefined) return settled;
  return { ...settled, candidates: [first, ...settled.candidates.filter((each) => each !== first)] };
}

/** Merges equal tags; versions that differ only in build metadata are distinguished by their text. */
function merge(first: TagCandidate, second: TagCandidate): TagCandidate {
  const isSecond = first.kind === second.kind && (second.family ?? '') < (first.family ?? '');
  const priority = Math.max(first.priority, second.priority);
  return { ...(isSecond ? second : first), priority, mutable: first.mutable && second.mutable };
}

function inOrder<T extends { readonly kind: TagKind }>(tags: readonly T[]): readonly T[] {
  return tags.toSorted((left, right) => rankOf(left, ORDER) - rankOf(right, ORDER));
}

/** Of tags with equal priority, the first of these is the main one. */
const MAIN: readonly TagKind[] = [
  'semver.full',
  'pep440',
  'date_seq',
  'semver.minor',
  'semver.major',
  'channel',
  'latest',
];

/** Whether a tag is a line of PEP 440, which the kind does not say. */
function isMoving({ kind, mutable }: TagCandidate): boolean {
  return kind === 'pep440' && mutable;
}

/** The tag that represents the image (rule R10): by priority, then by kind, full versions first, then by rule. */
export function mainTag(tags: readonly TagCandidate[]): TagCandidate | undefined {
  return tags.toSorted(
    (left, right) =>
      right.priority - left.priority ||
      rankOf(left, MAIN) - rankOf(right, MAIN) ||
      Number(isMoving(left)) - Number(isMoving(right)),
  )[0];
}
