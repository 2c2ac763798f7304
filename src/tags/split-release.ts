import { tryParseDotted } from './dotted-number.ts';
import { splitVersion, tryParseVersion } from './version.ts';

/** Where a version may begin in a name: behind a hyphen or the like, or with the first digit behind a word. */
const START = /(?<=[-_/])[vV]?[0-9]|(?<=[a-zA-Z])[0-9]/g;

/**
 * Splits a git tag into what stands before its release and the release, which need not be a version: behind the prefix
 * of this image's git tags, behind the last slash, or behind the name of a component.
 *
 * @example splitRelease('app-v1.2.3', '') // { before: 'app-', release: 'v1.2.3' }
 */
export function splitRelease(name: string, tagPrefix: string): { readonly before: string; readonly release: string } {
  const { before } = splitVersion(name, tagPrefix);
  const rest = name.slice(before.length);
  if (tryParseVersion(rest) !== undefined || tryParseDotted(rest) !== undefined) return { before, release: rest };
  for (const { index } of rest.matchAll(START)) {
    const release = rest.slice(index);
    if (isRelease(release)) return { before: `${before}${rest.slice(0, index)}`, release };
  }
  return { before, release: rest };
}

/** A single number behind a name, as in `release1`, is part of the name. */
function isRelease(text: string): boolean {
  return tryParseVersion(text) !== undefined || (tryParseDotted(text)?.parts.length ?? 0) > 1;
}
