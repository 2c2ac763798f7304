import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';

/** A record or attestation as a registry keeps it: nothing in it is believed yet. */
export interface StoredRecord {
  /** The digest of its manifest. */
  readonly digest: Digest;
  /** Where it was read. */
  readonly repository: Repository;
  /** What it is attached to, as its manifest says. */
  readonly subject: Digest;
  /** A Sigstore bundle, or a bare in-toto statement, which nobody signed. */
  readonly form: 'bundle' | 'statement';
  /** The bundle's JSON, or the statement's. */
  readonly bytes: Uint8Array;
}
