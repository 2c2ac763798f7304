import type { Digest } from '../oci/digest.ts';
import type { PlannedTag, TagKind } from '../tags/planned-tag.ts';

/** The moving tags from the one that says most about "what was here before" downwards. */
const RANK: readonly TagKind[] = ['latest', 'semver.major', 'semver.minor'];

function rank({ kind }: PlannedTag): number {
  const position = RANK.indexOf(kind);
  return position < 0 ? RANK.length : position;
}

/** Finds what the highest moving tag of a plan pointed at before, where it moves: the output `previous-digest`. */
export function previousDigest(tags: readonly PlannedTag[]): Digest | undefined {
  const moved = tags.filter(({ action, mutable }) => mutable && action === 'move');
  return moved.sort((left, right) => rank(left) - rank(right))[0]?.before;
}
