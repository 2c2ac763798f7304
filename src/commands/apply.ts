import { isOwnPin } from '../attestation/sign/allowed-signer.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import { explainMiss } from '../attestation/verify/trusted-signer.ts';
import { PolicyError } from '../errors.ts';
import { formatRepository } from '../oci/reference.ts';
import type { SetItem } from '../promotion/promotion-set.ts';
import { isChange } from '../tags/planned-tag.ts';
import { safeText } from '../util/text-safe-text.ts';

/** Tells whether an image has anything to be written in a destination where its record is signed. */
function willSign({ plan }: SetItem): boolean {
  return plan.destinations.some(
    ({ record, tags, copy }) => record === 'signed' && (tags.tags.some(isChange) || copy.manifests.length > 0),
  );
}

/**
 * Refuses to sign what nobody would believe: a record by a signer whom the environment does not name would keep the image
 * from going on.
 */
function requirePinned(items: readonly SetItem[], { who, name }: RecordSigner): void {
  for (const { plan } of items) {
    for (const { repository, record } of plan.destinations) {
      const passage = plan.grants?.get(formatRepository(repository))?.passage;
      if (passage === undefined || record !== 'signed') continue;
      const { signers, name: environment } = passage.destination;
      if (signers.length === 0 || signers.some((pin) => isOwnPin(who, pin))) continue;
      const miss = who.kind === 'identity' ? explainMiss(who, signers) : undefined;
      const why = miss === undefined ? '' : ` (${miss})`;
      throw new PolicyError(
        `Cannot promote ${plan.source.reference} to ${environment}: its record would be signed by ${safeText(name, 300)}, whom the pipeline file does not name among the signers of ${environment}${why}; promote it by a workflow or key that is named there`,
      );
    }
  }
}

/**
 * Opens what signs, where anything may be signed, and gets a certificate where something will be: nothing is written
 * to a registry by a run that cannot sign, or may not.
 *
 * @throws {InputError} where key, token, certificate or trusted root cannot be had.
 * @throws {PolicyError} where an environment does not name whoever signs here.
 */
export async function readySigner(items: readonly SetItem[]): Promise<void> {
  const signing = items.filter(({ plan }) => plan.destinations.some(({ record }) => record === 'signed'));
  const signer = await signing[0]?.request.signer?.open();
  if (signer === undefined) return;
  requirePinned(signing, signer);
  const writing = items.filter(willSign);
  if (writing.length === 0) return;
  // What records are verified by before they are attached is read while the certificate is asked for.
  const pinned = writing.find(({ request: { governance } }) =>
    [...(governance?.passages.values() ?? [])].some(({ destination }) => destination.signers.length > 0),
  );
  await Promise.all([signer.prepare(), pinned?.request.governance?.openVerifier()]);
}
