import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/tag.ts';
import type { VersionSources } from './find-version.ts';
import type { Flavor } from './flavor.ts';

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
export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

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
