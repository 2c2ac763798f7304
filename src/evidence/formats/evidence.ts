import type { Digest } from '../../oci/digest.ts';

/** A piece of evidence, as a record names it. */
export interface EvidenceReference {
  readonly digest: Digest;
  readonly uri: string;
  readonly mediaType?: string | undefined;
  readonly predicateType?: string | undefined;
  /** The name under `evidence` in the pipeline file, or the identity if the file does not name it. */
  readonly signer?: string | undefined;
  readonly time?: Date | undefined;
}

/** Who signed a statement. */
export type Signature =
  | {
      readonly kind: 'signed';
      /** The names under `evidence` in the pipeline file that it is by; empty if it is by none of them. */
      readonly signers: readonly string[];
      /** The identity in the certificate, or the fingerprint of the key. */
      readonly identity: string;
      /** The earliest time that a witness proves. */
      readonly time: Date | undefined;
      /** What the certificate says of the run. */
      readonly repository?: string | undefined;
      readonly ref?: string | undefined;
    }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'unsigned' };
