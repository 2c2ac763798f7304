import { InputError } from '../errors.ts';
import { quote } from '../util/text-safe-text.ts';

/** A whole object name of git: 40 digits for SHA-1 repositories, 64 for SHA-256 ones. */
const REVISION = /^(?:[a-f0-9]{40}|[a-f0-9]{64})$/;

/**
 * Parses a revision: the full git SHA in lower case.
 *
 * @example parseRevision('860c1904a1ce19322e91ac35af1ab07466440c37')
 * @throws {InputError} where it is anything else, such as a shortened SHA or a branch.
 */
export function parseRevision(text: string): string {
  if (REVISION.test(text)) return text;
  throw new InputError(
    `Cannot use revision ${quote(text)}: it is not 40 or 64 lower-case hexadecimal digits; give the full SHA, as "git rev-parse HEAD" prints it`,
  );
}

/** Returns the revision that a text spells, or undefined: labels hold what a build wrote into them. */
export function tryParseRevision(text: string): string | undefined {
  return REVISION.test(text) ? text : undefined;
}
