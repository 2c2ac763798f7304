import type { Digest } from '../oci/digest.ts';
import type { Passage } from '../policy/passage.ts';

/** The right of an image to enter an environment. */
export interface Grant {
  readonly passage: Passage;
  /** The record of the environment that it leaves; undefined where it was built there. */
  readonly evidence: { readonly digest: Digest; readonly isSigned: boolean } | undefined;
}
