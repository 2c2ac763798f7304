import type { SignerIdentity } from '../attestation/sign/signer.ts';
import { PolicyError } from '../errors.ts';
import { formatRepository } from '../oci/reference.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { PlannedDestination } from './plan.ts';

/** What is looked at before it is attached. */
interface OwnRecord {
  readonly record: StoredRecord;
  /** The statement that it was made of. */
  readonly statement: Uint8Array;
  /** Who signed it; undefined if nobody did. */
  readonly who: SignerIdentity | undefined;
}

function remedyFor(reason: string, who: SignerIdentity | undefined): string {
  if (/yet to come|in the future|later than/.test(reason)) return "set the runner's clock, and run the step again";
  if (/pipeline file does not name/.test(reason)) return 'promote it by a workflow or key that is named there';
  if (who !== undefined && /trusted root|authority|log|timestamp|witness/.test(reason)) {
    return 'renew the trusted root that the pipeline file names ("trusted-root"), or name the Sigstore that it is of';
  }
  return 'correct the pipeline file or the workflow, so that they match';
}

function refuse(
  { plan, destination }: PlannedDestination,
  reason: string,
  who: SignerIdentity | undefined,
): PolicyError {
  return new PolicyError(
    `Cannot record the promotion of ${plan.source.reference} to ${formatRepository(destination.repository)}: its record could not be verified afterwards, since ${reason}; ${remedyFor(reason, who)}`,
  );
}

/** Verifies a record by the pipeline file, as the next promotion will; returns why it does not hold. */
async function verifyOwnRecord(
  { request, plan, destination }: PlannedDestination,
  { record, who }: OwnRecord,
): Promise<string | undefined> {
  const { policy, run } = request;
  const { route } = destination;
  if (policy === undefined || route === undefined) return undefined;
  const environment = route.destination;
  const isVerified = who !== undefined && environment.signers.length > 0;
  const verify = isVerified
    ? await policy.openVerifier()
    : () => ({ kind: 'refused', reason: 'it is signed' }) as const;
  // Where images are built no way leads to, so that the signature is all that there is to look at.
  if (route.source === undefined) {
    const verdict = isVerified ? verify(record.bytes, environment.signers) : undefined;
    return verdict?.kind === 'refused' ? verdict.reason : undefined;
  }
  const { verifyPromotion } = await import('../policy/verify-promotion.ts');
  const verdict = verifyPromotion(record, {
    ...{ pipeline: policy.pipeline, environment, image: route.image, digest: plan.image.digest, verify },
    uri: formatRepository(destination.repository),
    now: new Date(Math.max(Date.now(), run.now.getTime())),
  });
  if (verdict.kind === 'valid') return undefined;
  return verdict.kind === 'other' ? 'what it says cannot be read' : verdict.reason;
}

/**
 * Verifies a record before it is attached, by the same code, trusted roots, signers and pipeline file by which it will be
 * verified later: one that does not hold would keep the image from going on, and running again would write the same.
 *
 * Without a pipeline file its form, its signature and its subject are looked at, and nothing is fetched.
 *
 * @throws {PolicyError} if it does not hold.
 */
export async function checkOwnRecord(scope: PlannedDestination, own: OwnRecord): Promise<void> {
  const { record, statement, who } = own;
  if (who !== undefined) {
    const { checkOwnBundle } = await import('../attestation/verify/own-bundle.ts');
    const fault = checkOwnBundle(record.bytes, statement, who.kind === 'key' ? who.pem : undefined);
    if (fault !== undefined) throw refuse(scope, fault, who);
  }
  const reason = await verifyOwnRecord(scope, own);
  if (reason !== undefined) throw refuse(scope, reason, who);
}
