import type { SignerIdentity } from '../attestation/sign/signer.ts';
import { PolicyError } from '../errors.ts';
import { formatRepository } from '../oci/reference.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { PlannedDestination } from './plan.ts';

interface OwnRecord {
  readonly record: StoredRecord;
  readonly statement: Uint8Array;
  /** Undefined if it is not signed. */
  readonly who: SignerIdentity | undefined;
}

/** What to do if what this run signed would not be believed afterwards. */
export function remedyFor(reason: string, who: SignerIdentity | undefined): string {
  if (/in the future|later than/.test(reason)) return "set the runner's clock, and run the step again";
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

/** Returns why the next promotion would refuse the record. */
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
    : () => ({ kind: 'rejected', reason: 'it is signed' }) as const;
  // No route leads to where images are built, so that only the signature is left to check.
  if (route.source === undefined) {
    const verdict = isVerified ? verify(record.bytes, environment.signers) : undefined;
    return verdict?.kind === 'rejected' ? verdict.reason : undefined;
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
 * Verifies a record before it is attached, exactly as it will be verified later: an invalid one would block the image,
 * and running again would write the same. Without a pipeline file only its form, signature and subject are checked, and
 * nothing is fetched.
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
