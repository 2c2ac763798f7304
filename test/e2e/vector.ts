import type { JsonObject } from '../../src/oci/json.ts';

/** The commit of the recorded events. */
export const OURS = '860c1904a1ce19322e91ac35af1ab07466440c37';

/** The tag of that commit. */
export const SHA = 'sha-860c190';

/** Rules for branches, git tags and pull requests, and for the commit. */
export const REF_RULES = 'type=ref,event=branch\ntype=ref,event=tag\ntype=ref,event=pr\ntype=sha';

/** How the registry fails: a question for a tag is refused, the first ones are put off, or the list is refused for hours. */
export type RegistryFailure = 'refuses tags' | 'puts tags off' | 'refuses the list';

/**
 * One row of the table: an event, what exists, and what comes of it.
 *
 * Texts may hold `{image}`, the row's repository in the registry, `{host}`, and the days `{today}` and `{yesterday}` of
 * UTC and `{there}` of the zone `{zone}`, which is always another day than UTC's.
 */
export interface Vector {
  /** The vector's number, and a letter where it has several rows. */
  readonly id: string;
  readonly meaning: string;
  /** A recorded event; a push of the git tag v1.2.3 unless it is said otherwise. */
  readonly event?: string;
  /** In place of the event's ref. */
  readonly ref?: string;
  /** In place of the event's commit. */
  readonly sha?: string;
  /** Put over the event's payload, object by object. */
  readonly payload?: JsonObject;
  readonly env?: Readonly<Record<string, string>>;
  /** Besides `command: tags`, the row's repository, and the rules `type=semver` and `type=sha`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The tags that exist in the repository; it does not exist where there are none. */
  readonly existing?: readonly string[];
  /** The revision label of the image that those tags hold. */
  readonly held?: string;
  /** The tags of another repository of the same registry. */
  readonly elsewhere?: readonly string[];
  /** How GitHub says that our commit stands to the held one. */
  readonly compare?: 'behind' | 'ahead' | 'diverged';
  readonly failure?: RegistryFailure;
  readonly expected: Given | Refused;
}

/** A run that gives tags. */
export interface Given {
  /** The bare tags, in order. */
  readonly names: readonly string[];
  /** The main tag; the first of the names unless it is said otherwise. */
  readonly version?: string;
  /** Labels by the ends of their keys `org.opencontainers.image.…`, or by whole keys; null where there is none. */
  readonly labels?: Readonly<Record<string, string | null>>;
  /** Tags of the plan that are left as they are, with the reasons. */
  readonly skipped?: Readonly<Record<string, string>>;
  /** Reasons of rules that give nothing, by line. */
  readonly idle?: Readonly<Record<number, string>>;
  /** How each warning begins; none where it is left out. */
  readonly warnings?: readonly string[];
  /** The repository as the outputs name it, where not as the input does. */
  readonly image?: string;
}

/** A run that is refused; how the sentence begins. */
export interface Refused {
  readonly error: string;
}
