import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/tag.ts';
import { compareVersions, isStable, type Version } from '../tags/version.ts';
import { readNewness, readTagName } from './current.ts';
import type { Distance, Placement } from './image-history.ts';

/** Lists the versions that tags name, each once. */
export function readVersions(names: Iterable<Tag>): readonly Version[] {
  const found = new Map<string, Version>();
  for (const tag of names) {
    const name = readTagName(tag);
    if (name.kind === 'version') found.set(name.version.text, name.version);
  }
  return [...found.values()];
}

/** Counts the versions above one, up to and with another; pre-releases only where they lead to one. */
function countBetween(versions: readonly Version[], low: Version, high: Version): number {
  return versions.filter(
    (version) =>
      compareVersions(version, low) > 0 &&
      compareVersions(version, high) <= 0 &&
      (isStable(version) || !isStable(high)),
  ).length;
}

function byVersion(versions: readonly Version[], own: Version, reference: Version): Distance {
  const order = compareVersions(own, reference);
  if (order === 0) return { kind: 'other', isSameVersion: true };
  return order > 0
    ? { kind: 'ahead', versions: countBetween(versions, reference, own) }
    : { kind: 'behind', versions: countBetween(versions, own, reference) };
}

/** An image as far as its distance from another matters. */
type Dated = Pick<Placement, 'tags'> & { readonly digest: Digest };

/**
 * Says how far an image is from another one: in versions where both have one, and otherwise by their days.
 *
 * @param versions all versions that exist somewhere in the pipeline.
 */
export function findDistance(own: Dated, reference: Dated, versions: readonly Version[]): Distance {
  if (own.digest === reference.digest) return { kind: 'same' };
  const [left, right] = [readNewness(own.tags), readNewness(reference.tags)];
  if (left.version !== undefined && right.version !== undefined)
    return byVersion(versions, left.version, right.version);
  if (left.day === undefined || right.day === undefined || left.day === right.day) {
    return { kind: 'other', isSameVersion: false };
  }
  return { kind: left.day > right.day ? 'ahead' : 'behind', versions: undefined };
}
