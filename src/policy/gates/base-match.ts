import { createHash } from 'node:crypto';
import { gt, valid } from 'semver';
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

/** The layer of an empty tar, which everybody may have at the bottom. */
const EMPTY_LAYER = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef';

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

/** The variant that all of arm64 has may be written or not (image-spec, image-index.md, "Platform Variants"). */
function comparablePlatform(platform: string): string {
  return platform === 'linux/arm64/v8' ? 'linux/arm64' : platform;
}

/** The longest prefix of an image that is a base. */
export interface MatchedBase {
  /** How many layers it has. */
  readonly length: number;
  /** All versions of bases that are this prefix. */
  readonly versions: readonly BaseVersion[];
}

/** Finds the bases that an image stands on: those with the longest chain, of the same platform. */
export function findBase(
  diffIds: readonly string[],
  platform: string,
  bases: readonly BaseVersion[],
): MatchedBase | undefined {
  const byChain = new Map<string, BaseVersion[]>();
  for (const base of bases) {
    if (comparablePlatform(base.platform) !== comparablePlatform(platform)) continue;
    const known = byChain.get(base.chainId);
    if (known === undefined) byChain.set(base.chainId, [base]);
    else known.push(base);
  }
  const chains = chainIds(diffIds);
  // Below the first layer with content, any image stands on any base.
  const lowest = diffIds.findIndex((diffId) => diffId !== EMPTY_LAYER);
  if (lowest < 0) return undefined;
  for (let at = chains.length - 1; at >= lowest; at--) {
    const versions = byChain.get(chains[at] ?? '');
    if (versions !== undefined) return { length: at + 1, versions };
  }
  return undefined;
}

/** Whether a version of a base is newer than another: by semantic versions where both are, else by when they were made. */
export function isNewer(left: BaseVersion, right: BaseVersion): boolean {
  const [a, b] = [valid(left.version), valid(right.version)];
  if (a !== null && b !== null) return gt(a, b);
  return left.created !== undefined && right.created !== undefined && left.created > right.created;
}

/** Lists the newer versions of the same base with another chain, each chain once, the newest first. */
export function newerVersions(base: BaseVersion, bases: readonly BaseVersion[]): readonly BaseVersion[] {
  const newer = bases
    .filter(({ repository, platform }) => repository === base.repository && platform === base.platform)
    .filter((each) => each.chainId !== base.chainId && isNewer(each, base))
    .toSorted((left, right) => (isNewer(left, right) ? -1 : isNewer(right, left) ? 1 : 0));
  return [...new Map(newer.toReversed().map((each) => [each.chainId, each])).values()].toReversed();
}
