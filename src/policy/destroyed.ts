import { RETIREMENT, type RetirementPredicate } from '../attestation/predicates/retirement.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { formatList } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import { verifyRecord } from './verify-record.ts';

/** Where an image was. */
interface Grave {
  readonly environment: Environment;
  readonly digest: Digest;
  /** The repository. */
  readonly uri: string;
  readonly verify: BundleVerifier;
}

/** Finds the newest tombstone that a signer of the environment made of an image in its repository. */
export function findDestroyed(
  tombstones: readonly StoredRecord[],
  { environment, digest, uri, verify }: Grave,
): RetirementPredicate | undefined {
  const [newest] = tombstones
    .flatMap((stored) => {
      const verdict = verifyRecord(stored, RETIREMENT, { environment, digest, verify });
      return verdict.kind === 'valid' ? [verdict.record.predicate] : [];
    })
    .filter((predicate) => predicate.uri === uri && predicate.digests.root === digest)
    .toSorted((left, right) => right.time.getTime() - left.time.getTime());
  return newest?.action === 'destroy' ? newest : undefined;
}

/** Where a version is promoted to. */
interface VersionPlace {
  readonly environment: Environment;
  /** The repository. */
  readonly uri: string;
  /** The tag, such as `1.3.0`. */
  readonly version: string;
  readonly verify: BundleVerifier;
}

/**
 * Finds the image that had a version last, if it was retired or destroyed there, as a signer of the environment says it. A
 * version is given once: what others have deployed under that name must not become other bytes.
 */
export function findBurnt(
  tombstones: readonly StoredRecord[],
  { environment, uri, version, verify }: VersionPlace,
): RetirementPredicate | undefined {
  const valid = tombstones.flatMap((stored) => {
    const verdict = verifyRecord(stored, RETIREMENT, { environment, digest: stored.subject, verify });
    return verdict.kind === 'valid' ? [verdict.record.predicate] : [];
  });
  const own = valid
    .filter((predicate) => predicate.uri === uri || predicate.environments.includes(environment.name))
    .filter(({ tags }) => tags.includes(version))
    .toSorted((left, right) => right.time.getTime() - left.time.getTime());
  const newest = new Map(own.toReversed().map((predicate) => [predicate.digests.root, predicate]));
  return own.find((predicate) => newest.get(predicate.digests.root)?.action !== 'restore');
}

/**
 * Says when, why and by which plan an image was retired or destroyed, such as "destroyed on 2026-10-02 (keep.last, plan
 * sha256:3f2a…)".
 */
export function describeDestroyed({ action, time, because, plan, archive }: RetirementPredicate): string {
  const why = [
    ...because.map(({ rule }) => safeText(rule, 50)),
    ...(plan === undefined ? [] : [`plan ${shortDigest(plan)}`]),
  ];
  const kept = archive === undefined ? '' : `, archived at ${safeText(archive, 300)}`;
  const what = action === 'retire' ? 'retired' : 'destroyed';
  return `${what} on ${time.toISOString().slice(0, 10)}${why.length === 0 ? '' : ` (${formatList(why)})`}${kept}`;
}
