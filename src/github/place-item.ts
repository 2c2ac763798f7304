import type { Digest } from '../oci/digest.ts';

/** One image that goes to one repository of an environment, as the places at GitHub hear of it. */
export interface PlaceItem {
  /** The image's name, such as `shop/app`. */
  readonly image: string;
  readonly digest: Digest;
  readonly source: {
    readonly environment?: string | undefined;
    /** The repository, such as `registry.example.com/s2/app`. */
    readonly uri: string;
  };
  readonly destination: {
    readonly environment: string;
    /** The repository with its registry, such as `registry.example.com/p/app`. */
    readonly uri: string;
    /** The registry's host, such as `registry.example.com`. */
    readonly registry: string;
  };
  readonly tags: readonly string[];
  /** What the destination's highest moving tag pointed at before. */
  readonly previousDigest?: Digest | undefined;
  readonly version?: string | undefined;
  /** The digest of the promotion record, once it is written. */
  readonly record?: Digest | undefined;
  /** The JSON of the record's Sigstore bundle, where the record is signed. */
  readonly bundle?: Uint8Array | undefined;
}
