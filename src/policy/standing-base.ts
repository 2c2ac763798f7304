import { type BaseVersion, chainIds } from '../evidence/formats/base-version.ts';
import { findBase, newerVersions, newestOf } from './gates/base-match.ts';

/** One platform of an image, by its layers. */
export interface PlatformStack {
  /** Such as `linux/arm64`. */
  readonly platform: string;
  /** Bottom first. */
  readonly diffIds: readonly string[];
  /** How many layers its manifest has. */
  readonly layers: number;
}

/** What one platform of an image stands on. */
export interface StandingPlatform {
  readonly platform: string;
  /** Undefined if it stands on no base that is known. */
  readonly base: BaseVersion | undefined;
  /** Whether a gate denies the base. */
  readonly isDenied: boolean;
  /** Newer versions of the base that are there, newest first. */
  readonly newer: readonly BaseVersion[];
  /** When the first of them was made: since then the image is behind. */
  readonly behindSince: Date | undefined;
  /** Why there is no base, as a clause. */
  readonly reason: string | undefined;
}

/** By which bases images are looked at. */
export interface KnownBases {
  readonly bases: readonly BaseVersion[];
  readonly denied: ReadonlySet<string>;
  /** The bases that were asked for; undefined: whichever an image stands on. */
  readonly asked: readonly BaseVersion[] | undefined;
}

/** Finds the base that counts: the one that was asked for, wherever it is below; else the longest that matches. */
function choose({ platform, diffIds }: PlatformStack, { bases, denied, asked }: KnownBases): BaseVersion | undefined {
  if (asked !== undefined) {
    const chains = new Set(chainIds(diffIds));
    return newestOf(asked.filter((each) => each.platform === platform && chains.has(each.chainId)));
  }
  const versions = findBase(diffIds, platform, bases)?.versions ?? [];
  return newestOf(versions.filter(({ repository }) => denied.has(repository))) ?? newestOf(versions);
}

/** Finds what a platform stands on, and how far behind that is. */
export function findStandingBase(stack: PlatformStack, known: KnownBases): StandingPlatform {
  const { platform, diffIds, layers } = stack;
  const none = { platform, base: undefined, isDenied: false, newer: [], behindSince: undefined };
  if (diffIds.length !== layers) {
    return { ...none, reason: `its config has ${diffIds.length} layers and its manifest ${layers}` };
  }
  const base = choose(stack, known);
  if (base === undefined) {
    return {
      ...none,
      reason: known.asked === undefined ? 'it stands on no approved base' : 'it stands on another base',
    };
  }
  const there = known.bases.filter(({ isThere }) => isThere);
  const newer = newerVersions(base, there);
  const since = newer.flatMap(({ created }) => (created === undefined ? [] : [created.getTime()]));
  return {
    ...{ platform, base, newer, reason: undefined },
    isDenied: known.denied.has(base.repository),
    behindSince: since.length === newer.length && since.length > 0 ? new Date(Math.min(...since)) : undefined,
  };
}
