import { X509Certificate } from 'node:crypto';
import { bundleFromJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle';
import { PROMOTION, type PromotionPredicate } from '../src/attestation/predicates/promotion.ts';
import { type Claim, readClaim, readStatement } from '../src/attestation/statement.ts';
import type { EmbeddedRegistry } from '../test/support/registry/registry.ts';
import { check } from './check.ts';

/** A signed record as the registry keeps it, taken apart without the action. */
export interface SignedRecord {
  readonly digest: string;
  /** The bytes of the Sigstore bundle. */
  readonly bundle: Uint8Array;
  /** Whom the certificate names. */
  readonly signer: string;
  /** How many entries of the transparency log come with it. */
  readonly logEntries: number;
  /** What was signed. */
  readonly claim: Claim<PromotionPredicate>;
}

/** Reads where the one layer of a manifest is. */
function layerOf(manifest: Uint8Array): string {
  const { layers }: { readonly layers?: readonly { readonly digest?: string }[] } = JSON.parse(
    Buffer.from(manifest).toString('utf8'),
  );
  return layers?.[0]?.digest ?? '';
}

/**
 * Reads a signed record from a repository.
 *
 * @param reference the action's output `record`: `registry/repository@digest`.
 */
export function readSignedRecord(registry: EmbeddedRegistry, reference: string): SignedRecord {
  const [place = '', digest = ''] = reference.split('@');
  const repository = place.slice(registry.host.length + 1);
  const manifest = registry.manifest(repository, digest);
  check(manifest !== undefined, `There is no record at "${reference}"`);
  const content = registry.blobs(repository).get(layerOf(manifest.bytes));
  check(content !== undefined, `The record ${reference} has no content`);
  const bundle = bundleFromJSON(JSON.parse(Buffer.from(content).toString('utf8')));
  check(isBundleWithDsseEnvelope(bundle), `The record ${reference} holds no signed statement`);
  const { content: key, tlogEntries } = bundle.verificationMaterial;
  check(key.$case === 'certificate', `The record ${reference} is not signed by a certificate`);
  const { subjectAltName = '' } = new X509Certificate(key.certificate.rawBytes);
  return {
    digest,
    bundle: content,
    signer: subjectAltName.replace(/^URI:/, ''),
    logEntries: tlogEntries.length,
    claim: readClaim(PROMOTION, readStatement(bundle.content.dsseEnvelope.payload)),
  };
}
