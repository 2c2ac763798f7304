import type { BaseVersion } from '../evidence/formats/base-version.ts';
import type { StandingPlatform } from '../policy/standing-base.ts';
import type { OutdatedImageReport, PlatformReport } from '../report/outdated.ts';
import type { Stake } from './image-stakes.ts';
import type { StandingImage } from './standing-images.ts';

/** What was found of an image, or why nothing was. */
type Found =
  | { readonly error: string }
  | {
      readonly owner: string | undefined;
      readonly standing: readonly StandingPlatform[];
      /** In the order of the platforms. */
      readonly stakes: readonly (Stake | undefined)[];
    };

function describeBase({ repository, version, digest, created }: BaseVersion): PlatformReport['base'] {
  return { repository, version, digest, created: created?.toISOString() ?? null };
}

function describePlatform(
  { platform, base, isDenied, newer, behindSince, reason }: StandingPlatform,
  stake: Stake | undefined,
): PlatformReport {
  const [newest] = newer;
  const why = typeof stake === 'string' ? stake : undefined;
  return {
    platform,
    base: base === undefined ? null : describeBase(base),
    denied: isDenied,
    behind: base === undefined ? null : newer.length,
    behindSince: behindSince?.toISOString() ?? null,
    newest: base === undefined ? null : describeBase(newest ?? base),
    stake: stake === undefined || typeof stake === 'string' || base === undefined ? null : stake,
    reason: reason ?? why ?? null,
  };
}

/** Turns what an image stands on into plain data. */
export function describeStanding({ name, digest, places }: StandingImage, found: Found): OutdatedImageReport {
  const common = { image: name, digest, environments: places };
  if ('error' in found) return { ...common, owner: null, platforms: [], behind: 0, error: found.error };
  const { owner = null, standing, stakes } = found;
  return {
    ...{ ...common, owner, error: null },
    platforms: standing.map((each, index) => describePlatform(each, stakes[index])),
    behind: Math.max(0, ...standing.map(({ newer }) => newer.length)),
  };
}
