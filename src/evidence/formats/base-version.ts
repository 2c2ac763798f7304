import { createHash } from 'node:crypto';
import type { Digest } from '../../oci/digest.ts';

/** A version of a base on one platform: a line of the ledger, or what a listing found. */
export interface BaseVersion {
  /** Its repository, such as `registry.example.com/base/prod-osbase`. */
  readonly repository: string;
  readonly version: string;
  readonly digest: Digest;
  /** Such as `linux/arm64`. */
  readonly platform: string;
  /** Of all of its layers (image-spec, config.md, "Layer ChainID"). */
  readonly chainId: string;
  /** When it was made, or recorded; undefined if unknown. */
  readonly created: Date | undefined;
  /** Whether a record says that it was promoted into that repository. */
  readonly isSigned: boolean;
  /** Whether the repository has it now. */
  readonly isThere: boolean;
}

/**
 * Computes the ChainIDs of layers, from the bottom: one for each prefix (image-spec, config.md, "Layer ChainID").
 *
 * @param diffIds bottom first.
 */
export function chainIds(diffIds: readonly string[]): readonly string[] {
  let chain = '';
  return diffIds.map((diffId) => {
    chain = chain === '' ? diffId : `sha256:${createHash('sha256').update(`${chain} ${diffId}`).digest('hex')}`;
    return chain;
  });
}
