import type { SignerIdentity } from '../attestation/sign/signer.ts';
import { PolicyError } from '../errors.ts';
import { formatRepository } from '../oci/reference.ts';
import type { StoredRecord } from '../records/chain-stored-record.ts';
import type { RecordScope } from './record.ts';
import { passageTo } from './request.ts';

/** What is looked at before it is attached. */
export interface OwnRecord {
  readonly record: StoredRecord;
  /** The statement that it was made of. */
  readonly statement: Uint8Array;
  /** Who signed it; undefined where nobody did. */
  readonly who: SignerIdentity | undefined;
}

function cureFor(reason: string, who: SignerIdentity | undefined): string {
  if (/yet to come|in the future|later than/.test(reason)) return "set the runner's clock, and run the step again";
  if (/pipeline file does not name/.test(reason)) return 'promote it by a workflow or key that is named there';
  if (who !== undefined && /trusted root|authority|log|timestamp|witness/.test(reason)) {
    return 'renew the trusted root that the pipeline file names ("trusted-root"), or name the Sigstore that it is of';
  }
  return 'correct the pipeline file, or the workflow, so that they fit each other';
}

function refuse({ plan, destination }: RecordScope, reason: string, who: SignerIdentity | undefined): PolicyError {
  return new PolicyError(
    `Cannot record the promotion of ${plan.source.reference} to ${formatRepository(destination.repository)}: its record could not be verified afterwards, since ${reason}; ${cureFor(reason, who)}`,
  );
}

/** Judges a record by the pipeline file, as the next promotion will; undefined if it holds, or nothing is asked of it. */
async function judge(
  { request, plan, destination }: RecordScope,
  { record, who }: OwnRecord,
): Promise<string | undefined> {
  const { governance } = request;
  const passage = passageTo(request, destination.repository);
  if (governance === undefined || passage === undefined) return undefined;
  const environment = passage.destination;
  const isJudged = who !== undefined && environment.signers.length > 0;
  const verify = isJudged
    ? await governance.openVerifier()
    : () => ({ kind: 'refused', reason: 'it is signed' }) as const;
  // Where images are built no way leads to, so that the signature is all that there is to look at.
  if (passage.source === undefined) {
    const verdict = isJudged ? verify(record.bytes, environment.signers) : undefined;
    return verdict?.kind === 'refused' ? verdict.reason : undefined;
  }
  const { judgeEntry } = await import('../policy/verify-record.ts');
  const finding = judgeEntry(record, {
    ...{ pipeline: governance.pipeline, environment, image: passage.image, digest: plan.image.digest, verify },
    uri: formatRepository(destination.repository),
    now: new Date(Math.max(Date.now(), request.now.getTime())),
  });
  if (finding.kind === 'valid') return undefined;
  return finding.kind === 'other' ? 'what it says cannot be read' : finding.reason;
}

/**
 * Verifies a record before it is attached, by the same code, trusted roots, pins and pipeline file by which it will be
 * verified later: one that does not hold would keep the image from going on, and running again would write the same.
 *
 * Without a pipeline file its form, its signature and its subject are looked at, and nothing is fetched.
 *
 * @throws {PolicyError} if it does not hold.
 */
export async function checkOwnRecord(scope: RecordScope, own: OwnRecord): Promise<void> {
  const { record, statement, who } = own;
  if (who !== undefined) {
    const { checkOwnBundle } = await import('../attestation/verify/own-bundle.ts');
    const fault = checkOwnBundle(record.bytes, statement, who.kind === 'key' ? who.pem : undefined);
    if (fault !== undefined) throw refuse(scope, fault, who);
  }
  const reason = await judge(scope, own);
  if (reason !== undefined) throw refuse(scope, reason, who);
}
