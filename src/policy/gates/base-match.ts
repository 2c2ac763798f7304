import gt from 'semver/functions/gt.js';
import valid from 'semver/functions/valid.js';
import { type BaseVersion, chainIds } from '../../evidence/formats/base-version.ts';

/** The layer of an empty tar, which everybody may have at the bottom. */
const EMPTY_LAYER = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef';

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

/** Finds the newest of some versions. */
export function newestOf(versions: readonly BaseVersion[]): BaseVersion | undefined {
  return versions.toSorted((left, right) => (isNewer(left, right) ? -1 : isNewer(right, left) ? 1 : 0))[0];
}

/** Lists the newer versions of the same base with another chain, each chain once, the newest first. */
export function newerVersions(base: BaseVersion, bases: readonly BaseVersion[]): readonly BaseVersion[] {
  const newer = bases
    .filter(({ repository, platform }) => repository === base.repository && platform === base.platform)
    .filter((each) => each.chainId !== base.chainId && isNewer(each, base))
    .toSorted((left, right) => (isNewer(left, right) ? -1 : isNewer(right, left) ? 1 : 0));
  return [...new Map(newer.toReversed().map((each) => [each.chainId, each])).values()].toReversed();
}
