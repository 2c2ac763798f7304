import { tryParsePep440 } from './pep440.ts';
import { tryParseVersion } from './version.ts';

/** What people write into names of releases that are not final, where no version tells it. */
const MARKS = /(?:^|[-._0-9])(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary|next|test)(?:[-._]?[0-9]+)*$/i;

/**
 * Tells whether a name is that of a pre-release: `latest` never goes to one.
 *
 * A semantic version or one of PEP 440 is believed; of other names the ending tells.
 */
export function looksLikePreRelease(name: string): boolean {
  const version = tryParseVersion(name);
  if (version !== undefined) return version.preRelease !== undefined;
  const python = tryParsePep440(name);
  if (python !== undefined) return !python.isStable;
  return MARKS.test(name);
}
