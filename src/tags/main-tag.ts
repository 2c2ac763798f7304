import type { TagKind, WantedTag } from './planned-tag.ts';

/** Of tags that stand for the image equally, which one does: the one that says most. */
const RANK: readonly TagKind[] = [
  'semver.full',
  'pep440',
  'date_seq',
  'semver.minor',
  'semver.major',
  'channel',
  'latest',
];

function rank({ kind }: WantedTag): number {
  const position = RANK.indexOf(kind);
  return position < 0 ? RANK.length : position;
}

/** Tells whether a tag is only a part of a version: of PEP 440 the kind does not say it. */
function isMoving({ kind, mutable }: WantedTag): boolean {
  return kind === 'pep440' && mutable;
}

/**
 * Finds the tag that stands for the image, (rule R10): the one with the highest priority, of equals a full version
 * whatever the order of the rules was, and of tags of one kind that of the first rule. `latest` and the lines of a
 * version never do while another tag of their priority is there.
 */
export function mainTag(tags: readonly WantedTag[]): WantedTag | undefined {
  return tags.toSorted(
    (left, right) =>
      right.priority - left.priority || rank(left) - rank(right) || Number(isMoving(left)) - Number(isMoving(right)),
  )[0];
}
