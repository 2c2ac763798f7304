import type { ImageLabels } from '../../image/labels.ts';
import type { Digest } from '../../oci/digest.ts';
import { PLACEMENT_ANNOTATIONS } from './promotion-annotations.ts';
import type { RollbackPredicate } from './rollback.ts';

/** What the annotations of a record show beside what it says. */
export interface RollbackContext {
  readonly labels: ImageLabels;
  /** What ran until now. */
  readonly previousDigest: Digest;
  /** The manifests of the records that this one corrects. */
  readonly replaces?: readonly Digest[];
}

/** Annotations stay short: lists of referrers carry them all (characters). */
const MAX_ANNOTATION = 1024;

/** Builds the annotations of a record of a rollback; what counts is in the statement. */
export function annotateRollback(
  { time, destination, run, reason, target }: RollbackPredicate,
  { labels, previousDigest, replaces = [] }: RollbackContext,
): ReadonlyMap<string, string> {
  const own: Readonly<Record<string, string | undefined>> = {
    to: destination.uri,
    environment: destination.environment,
    tags: destination.tags.join(' '),
    target: target.by,
    by: run.actor?.login,
    run: run.invocationId,
    reason,
    'previous-digest': previousDigest,
    corrects: replaces.join(' '),
  };
  const shown = Object.entries(own).flatMap(([name, value]) =>
    value ? [[PLACEMENT_ANNOTATIONS.rollback + name, value] as const] : [],
  );
  const all = [...labels, ...shown, ['org.opencontainers.image.created', time.toISOString()] as const];
  return new Map(all.map(([key, value]) => [key, value.slice(0, MAX_ANNOTATION)]));
}
