import type { TagKind, WantedTag } from './tag-plan.ts';

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

/**
 * Finds the tag that stands for the image, whatever the order of the rules was (rule R10): a full version, else a
 * number of the day, else by priority. `latest` and the lines of a version never do while another tag is there.
 */
export function mainTag(tags: readonly WantedTag[]): WantedTag | undefined {
  return tags.toSorted(
    (left, right) =>
      right.priority - left.priority || rank(left) - rank(right) || right.original.length - left.original.length,
  )[0];
}
