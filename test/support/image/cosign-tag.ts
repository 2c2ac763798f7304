import type { Loadable } from '../registry/load.ts';
import { ContentSet, jsonBytes } from './content.ts';

/** A statement as cosign keeps it under its tag: an envelope, and what is said of it beside. */
export interface KeptEnvelope {
  readonly envelope: object;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The tag under which cosign keeps statements about a digest. */
export function attestationTag(digest: string): string {
  return `${digest.replace(':', '-')}.att`;
}

/** Builds what stands under cosign's tag for statements (sigstore/cosign, specs/ATTESTATION_SPEC.md). */
export function buildCosignAttestations(
  kept: readonly KeptEnvelope[],
): Loadable & { readonly index: { readonly digest: string } } {
  const set = new ContentSet();
  const layers = kept.map(({ envelope, annotations }) => ({
    ...set.addBlob('application/vnd.dsse.envelope.v1+json', jsonBytes(envelope)),
    annotations: { 'dev.cosignproject.cosign/signature': '', ...annotations },
  }));
  const config = set.addBlob('application/vnd.oci.image.config.v1+json', jsonBytes({ rootfs: { diff_ids: [] } }));
  const index = set.addManifest('application/vnd.oci.image.manifest.v1+json', { config, layers });
  return { index, manifests: set.manifests, blobs: set.blobs };
}
