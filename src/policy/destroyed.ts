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

/** Says when, why and by which plan an image was destroyed, such as "destroyed on 2026-10-02 (keep.last, plan sha256:3f2a…)". */
export function describeDestroyed({ time, because, plan, archive }: RetirementPredicate): string {
  const why = [
    ...because.map(({ rule }) => safeText(rule, 50)),
    ...(plan === undefined ? [] : [`plan ${shortDigest(plan)}`]),
  ];
  const kept = archive === undefined ? '' : `, archived at ${safeText(archive, 300)}`;
  return `destroyed on ${time.toISOString().slice(0, 10)}${why.length === 0 ? '' : ` (${formatList(why)})`}${kept}`;
}
