import {
  FAILED_LEVELS,
  VERIFICATION_SUMMARY,
  type VerificationSummary,
} from '../attestation/predicates/verification-summary.ts';
import { verifierId } from '../attestation/verify/verifier-id.ts';
import type { Digest } from '../oci/digest.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { admissionCodecs, admissionState, admits, type VerifiedAdmission } from '../policy/verify-admission.ts';
import { putBlobs } from '../records/put-blobs.ts';
import { readStatementsOf } from '../records/statements.ts';
import { attachReferrer } from '../registry/referrers/attach.ts';
import { detachReferrers } from '../registry/referrers/detach.ts';
import { TOOL_VERSION } from '../version.ts';
import {
  type AdmissionLook,
  type AdmissionMeans,
  type AdmissionPlace,
  makeStatement,
  verifyOptions,
} from './write-admission.ts';

/** The statements about an image by which it may run in an environment. */
export async function readAdmission(
  place: AdmissionLook,
  means: Pick<AdmissionMeans, 'verify' | 'now'>,
): Promise<readonly VerifiedAdmission[]> {
  const { client, repository, image, environment } = place;
  const codecs = admissionCodecs(environment);
  const query = { repository, subject: image.digest };
  const types = codecs.map(({ type }) => type);
  const found = await readStatementsOf(client, query, types);
  const options = verifyOptions(place, means);
  return codecs.flatMap((codec) => {
    const { passed } = admissionState(found.get(codec.type) ?? [], codec, options);
    return passed.filter(({ predicate }) => admits(predicate, environment));
  });
}

/** What became of the admission of an image. */
export interface Withdrawal {
  /** The statements that were deleted. */
  readonly withdrawn: readonly Digest[];
  /** The statement that says so, a summary of SLSA that failed. */
  readonly record: Digest;
}

/**
 * Takes the admission of an image into an environment back: it deletes every statement that admits it, and attaches a
 * standard summary that failed, which records that. A failed statement beside one that passed would stop nobody, so that
 * nothing is recorded unless all of them are gone.
 *
 * @returns undefined if nothing admits the image.
 * @throws {RegistryError} that says which right is missing, if the registry does not delete them.
 */
export async function withdrawAdmission(
  place: AdmissionPlace,
  { path, digest }: Pick<Pipeline, 'path' | 'digest'>,
  means: AdmissionMeans,
): Promise<Withdrawal | undefined> {
  const { client, repository, image } = place;
  const { signer, now, warn } = means;
  const admitting = await readAdmission(place, means);
  const [first] = admitting;
  if (first === undefined) return undefined;
  const summary: VerificationSummary = {
    verifier: { id: verifierId(signer.who), version: TOOL_VERSION },
    time: now,
    resource: first.predicate.resource,
    policy: { uri: path, digest },
    result: 'FAILED',
    levels: FAILED_LEVELS,
  };
  // What could not be recorded afterwards is not taken back.
  const record = await makeStatement(place, means, VERIFICATION_SUMMARY, summary);
  const withdrawn = [...new Set(admitting.map(({ stored }) => stored.digest))];
  await detachReferrers(client, repository, { subject: image.digest, digests: withdrawn });
  await putBlobs(client, repository, record.blobs);
  await attachReferrer(client, repository, record, warn);
  return { withdrawn, record: record.manifest.digest };
}

/** At most this share of the images that an environment admits may be withdrawn in one run; a faulty scanner fails all. */
const MAX_SHARE = 0.1;

/** Whether so many of the images that an environment admits may be withdrawn in one run. */
export function mayWithdraw(count: number, { of }: { readonly of: number }): boolean {
  return count <= of * MAX_SHARE;
}
