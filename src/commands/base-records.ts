import { PROMOTION } from '../attestation/predicates/promotion.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import type { Place } from '../evidence/configs.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import { findEnvironments } from '../pipeline/environments.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { validPromotions } from '../policy/valid-promotions.ts';
import { enteredAt } from '../policy/verify-promotion.ts';
import { verifyRecord } from '../policy/verify-record.ts';
import { readRecords } from '../records/read.ts';

interface BaseTrust {
  readonly pipeline: Pipeline;
  readonly verify: BundleVerifier;
  readonly now: Date;
}

/**
 * Finds when a base image was promoted into its repository, as a signed record says; undefined if none that counts does.
 *
 * In an environment of the pipeline file its routes and signers decide. Elsewhere, the record must be signed by one of
 * the signers under `evidence`.
 */
export async function promotedAt(
  { client, repository }: Place,
  digest: Digest,
  { pipeline, verify, now }: BaseTrust,
): Promise<Date | undefined> {
  const uri = formatRepository(repository);
  const records = await readRecords(client, { repository, subject: digest });
  const placements = findEnvironments(pipeline, repository);
  const entered = placements.flatMap(
    ({ environment, image }) =>
      validPromotions(records, { pipeline, environment, image, digest, uri, verify, now }).promotions,
  );
  const [first] = pipeline.environments;
  const signers = [...pipeline.evidence.values()];
  const foreign =
    placements.length > 0 || signers.length === 0
      ? []
      : records.flatMap((stored) => {
          const environment = { ...first, name: uri, record: 'signed' as const, signers };
          const verdict = verifyRecord(stored, PROMOTION, { environment, digest, verify });
          return verdict.kind === 'valid' && verdict.record.predicate.destination.uri === uri ? [verdict.record] : [];
        });
  const times = [...entered, ...foreign]
    .filter(({ signature }) => signature !== undefined)
    .map((record) => enteredAt(record));
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}
