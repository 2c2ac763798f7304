import { InputError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import type { VersionSources } from './find-version.ts';
import type { Flavor } from './flavor.ts';

/** A whole object name of git: 40 digits for SHA-1 repositories, 64 for SHA-256 ones. */
const REVISION = /^(?:[a-f0-9]{40}|[a-f0-9]{64})$/;

/** Parses the full git SHA in lower case. @throws {InputError} for anything else, such as a shortened SHA. */
export function parseRevision(text: string): string {
  if (REVISION.test(text)) return text;
  throw new InputError(
    `Cannot use revision ${quote(text)}: it is not 40 or 64 lower-case hexadecimal digits; give the full SHA, as "git rev-parse HEAD" prints it`,
  );
}

/** Returns a text that is a revision, or undefined: labels hold whatever a build wrote into them. */
export function tryParseRevision(text: string): string | undefined {
  return REVISION.test(text) ? text : undefined;
}

/** What the event says of branches and commits. */
export interface GitFacts {
  readonly event: string;
  readonly branch?: string | undefined;
  /** Without `refs/tags/`. */
  readonly tag?: string | undefined;
  readonly pullRequest?: number | undefined;
  readonly mergeGroup?: { readonly pullRequest: number } | undefined;
  readonly baseRef?: string | undefined;
  readonly defaultBranch?: string | undefined;
  readonly isDefaultBranch: boolean;
  readonly commitDate?: Date | undefined;
}

type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** The full git SHA of an image and its origin. */
export interface Revision {
  readonly sha: string;
  /** A phrase for reasons, such as `the event's commit`. */
  readonly origin: string;
}

/** The facts that an image's tags are made of. */
export interface TagContext {
  readonly versions: VersionSources;
  readonly revision: Revision | undefined;
  readonly sourceTag: Tag | undefined;
  /** The event; undefined for a promotion, whose tags describe the image and not the run. */
  readonly git: GitFacts | undefined;
  /** GitHub's mark: such a release gets only its full version (rule R4). */
  readonly preRelease: boolean;
  /** GitHub's mark; undefined leaves it to versions, `unknown` if GitHub did not tell. */
  readonly makeLatest: boolean | 'unknown' | undefined;
  /** Whether the event gives tags, and whether it may move branch tags and `latest` (rule R11). */
  readonly gives: Permission;
  readonly moves: Permission;
  readonly flavor: Flavor;
  /** The zone of dates unless a rule names one, as `parseTimeZone` returns it. */
  readonly timeZone: string;
  readonly shortShaLength: number;
  /** The image's digest; undefined before a build. */
  readonly digest: Digest | undefined;
  /** What was skipped on the way to this context: it becomes the first warnings. */
  readonly notes?: readonly string[];
}

/** Nothing forbids it. */
export const ALLOWED: Permission = { allowed: true };

/** Digits of a short SHA unless the user says otherwise: git's customary number. */
export const SHORT_SHA_LENGTH = 7;
