import { InputError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import type { VersionSources } from './find-version.ts';
import type { Flavor } from './flavor.ts';

/** A whole object name of git: 40 digits for SHA-1 repositories, 64 for SHA-256 ones. */
const REVISION = /^(?:[a-f0-9]{40}|[a-f0-9]{64})$/;

/**
 * Parses a revision: the full git SHA in lower case.
 *
 * @example parseRevision('860c1904a1ce19322e91ac35af1ab07466440c37')
 * @throws {InputError} if it is anything else, such as a shortened SHA or a branch.
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

/** What the event that runs Sealift says of branches and commits. */
export interface GitFacts {
  /** The event's name, such as `push`. */
  readonly event: string;
  readonly branch?: string | undefined;
  /** The git tag of the event without `refs/tags/`. */
  readonly tag?: string | undefined;
  readonly pullRequest?: number | undefined;
  /** The pull request of a merge queue. */
  readonly mergeGroup?: { readonly pullRequest: number } | undefined;
  readonly baseRef?: string | undefined;
  readonly defaultBranch?: string | undefined;
  readonly isDefaultBranch: boolean;
  readonly commitDate?: Date | undefined;
}

/** Whether an event may do something, and why not. */
type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** The full git SHA of an image and what says so. */
export interface Revision {
  readonly sha: string;
  /** A phrase for reasons, such as `the event's commit`. */
  readonly origin: string;
}

/** What is known of an image that its tags are made of. */
export interface TagContext {
  /** All that may say which version the image is; a rule may look at them in its own way. */
  readonly versions: VersionSources;
  readonly revision: Revision | undefined;
  readonly sourceTag: Tag | undefined;
  /** The event; undefined for a promotion, whose tags describe the image and not the run. */
  readonly git: GitFacts | undefined;
  /** Whether GitHub marks the release as a pre-release: it then gets its full version alone (rule R4). */
  readonly preRelease: boolean;
  /** Whether GitHub marks the release as the latest; undefined if it leaves that to versions, `unknown` if it did not tell. */
  readonly makeLatest: boolean | 'unknown' | undefined;
  /** Whether the event gives tags at all, and whether it may move branch tags and `latest` (rule R11). */
  readonly gives: Permission;
  readonly moves: Permission;
  readonly flavor: Flavor;
  /** The zone of dates where a rule names none, as `parseTimeZone` leaves it. */
  readonly timeZone: string;
  /** How many digits a short SHA has. */
  readonly shortShaLength: number;
  /** The image's digest; undefined before a build. */
  readonly digest: Digest | undefined;
  /** What was passed over on the way to this context: it becomes the first warnings. */
  readonly notes?: readonly string[];
}

/** Nothing stands in the way. */
export const ALLOWED: Permission = { allowed: true };

/** How many digits a short SHA has unless the user says otherwise: git's customary number. */
export const SHORT_SHA_LENGTH = 7;
