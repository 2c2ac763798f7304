import type { Environment } from '../pipeline/pipeline.ts';
import { formatList } from '../util/format.ts';

/** The variants that every machine of an architecture has: naming them says no more (containerd, platforms/database.go). */
const USUAL = /^([a-z0-9]+)\/(?:(amd64)\/v1|(arm64)\/v8|(arm)\/v7)$/;

function spell(platform: string): string {
  return platform.replace(USUAL, (_, os: string, ...names: readonly (string | undefined)[]) => {
    return `${os}/${names.slice(0, 3).join('')}`;
  });
}

/**
 * Finds the platforms that an environment requires and an image lacks.
 *
 * @returns what is wrong, and what to do; undefined if it has all of them.
 */
export function lackingPlatforms(
  { name, platforms: required }: Pick<Environment, 'name' | 'platforms'>,
  platforms: readonly string[],
): { readonly reason: string; readonly remedy: string } | undefined {
  const spelt = new Set(platforms.map(spell));
  const missing = required.filter((each) => !spelt.has(spell(each)));
  if (missing.length === 0) return undefined;
  const has = platforms.length === 0 ? 'names no platform' : `is only for ${formatList(platforms)}`;
  return {
    reason: `it must be there for ${formatList(missing)}, and it ${has}`,
    remedy: `build it for all of them, or change "platforms" of ${name}`,
  };
}
