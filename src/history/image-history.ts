import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository, type Tag } from '../oci/reference.ts';
import { type Environment, expandTemplate, type Pipeline } from '../pipeline/pipeline.ts';
import type { ActiveHold } from '../policy/holds.ts';
import type { RecordNotes } from '../policy/record-notes.ts';
import type { VerifiedRollback } from '../policy/valid-rollbacks.ts';
import type { VerifiedPromotion } from '../policy/verify-promotion.ts';

/** What the records of an image in an environment prove; `rejections` are clauses about those that do not count. */
export type PlacementRecord =
  | {
      readonly kind: 'recorded';
      /** The newest one. */
      readonly promotion: VerifiedPromotion;
      /** The newest rollback to the image, if it is later than its promotion. */
      readonly rollback?: VerifiedRollback | undefined;
      /** Why its signature could not be verified, as a clause; undefined if it was, or if the record is not signed. */
      readonly unverified: string | undefined;
      /** What has to be known of it beside what it says. */
      readonly notes: RecordNotes;
      /** How many older ones there are. */
      readonly earlier: number;
      readonly rejections: readonly string[];
    }
  | { readonly kind: 'rejected'; readonly rejections: readonly string[] }
  /** There is no record, and none is needed: images are built in this environment. */
  | { readonly kind: 'built' }
  | { readonly kind: 'none' }
  /** The records could not be read. `reason` is a sentence. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * What records prove in a word: a record that counts is `signed` by a trusted signer, `unsigned`, or `unverified` if
 * its signature could not be verified.
 */
export type RecordStatus = Exclude<PlacementRecord['kind'], 'recorded'> | 'signed' | 'unsigned' | 'unverified';

/** Says in a word what records prove; what is not signed is never called so. */
export function statusOf(record: PlacementRecord): RecordStatus {
  if (record.kind !== 'recorded') return record.kind;
  if (record.unverified !== undefined) return 'unverified';
  return record.promotion.signature === undefined ? 'unsigned' : 'signed';
}

/** A tag that no record explains, and why, as a clause. */
export interface UnexplainedTag {
  readonly tag: Tag;
  readonly reason: string;
}

/** An image in a repository. */
export interface Placement {
  readonly digest: Digest;
  /** The most telling one first; empty if it is there only by its digest. */
  readonly tags: readonly Tag[];
  readonly record: PlacementRecord;
  /** What holds it; undefined if its records could not be read. */
  readonly holds?: readonly ActiveHold[] | undefined;
  /**
   * Tags that no record gave it, or that a known one gave to another image since; none if images are built here, or the
   * records could not be read.
   */
  readonly unexplained: readonly UnexplainedTag[];
}

/** What an environment runs, as far as tags and records tell. */
export interface CurrentImage {
  readonly placement: Placement;
  /** How that is known: by the environment's tag, `latest`, the newest record, the highest daily number or version. */
  readonly by: 'tag' | 'latest' | 'record' | 'day' | 'version';
}

/** What is not shown of a repository, so that it does not seem absent. */
export interface LeftOut {
  /** Tags that were not looked up. */
  readonly tags: number;
  /** Images whose tags were looked up, and that are not shown. */
  readonly digests: number;
  /** Tags that the registry refused to resolve. */
  readonly refusedTags: number;
}

/** One repository of an environment. */
export interface RepositoryHistory {
  /** `registry/name`. */
  readonly repository: string;
  /** Why it could not be read, as a sentence; undefined if it was. */
  readonly error: string | undefined;
  readonly current: CurrentImage | undefined;
  /** The newest first. */
  readonly placements: readonly Placement[];
  readonly leftOut: LeftOut;
}

/** A tag that the repositories of an environment differ on. */
export interface TagDifference {
  readonly tag: Tag;
  /** What it points at, by repository; undefined if it is not there. */
  readonly holds: ReadonlyMap<string, Digest | undefined>;
}

/** How far an environment is from the last one of the pipeline. */
export type Distance =
  | { readonly kind: 'same' }
  /** `versions` is how many versions lie between; undefined if only days tell. */
  | { readonly kind: 'ahead' | 'behind'; readonly versions: number | undefined }
  /** Another image of the same version, or one that cannot be compared. */
  | { readonly kind: 'other'; readonly isSameVersion: boolean };

/** What is in one environment. */
export interface EnvironmentHistory {
  readonly name: string;
  readonly from: readonly string[];
  readonly repositories: readonly [RepositoryHistory, ...RepositoryHistory[]];
  /** Of the first of its repositories that runs something. */
  readonly current: CurrentImage | undefined;
  /** Tags that its repositories differ on. */
  readonly differences: readonly TagDifference[];
  /** Undefined for the last environment that runs something, and where there is nothing to compare. */
  readonly distance: Distance | undefined;
}

/** Where the versions of an image are. */
export interface ImageHistory {
  readonly image: string;
  /**
   * `:tag` or `@digest`, as it was written, and the digests that it stands for: a tag can have one in each repository.
   * If given, only they have placements.
   */
  readonly requested: { readonly selector: string; readonly digests: readonly Digest[] } | undefined;
  /** In order of promotion. */
  readonly environments: readonly EnvironmentHistory[];
  /** What became of what was asked for, where it is not any more; undefined if that was not asked. */
  readonly gone?: readonly GoneImage[];
}

/** An image that was retired or destroyed in a repository, as the ledger proves it. */
export interface GoneImage {
  readonly environment: string;
  readonly repository: string;
  readonly digest: Digest;
  readonly state: 'retired' | 'destroyed';
  readonly time: Date;
  readonly because: readonly { readonly rule: string; readonly detail: string }[];
  /** The plan that was approved. */
  readonly plan: Digest | undefined;
  readonly archive: string | undefined;
  /** When, why and by which plan: a clause, such as "destroyed on 2026-10-02 (keep.last, plan sha256:3f2a…)". */
  readonly says: string;
}

/** A repository that an environment has for an image. */
export interface Location {
  readonly environment: Environment;
  readonly repository: Repository;
  /** `registry/name`. */
  readonly uri: string;
  /** Whether another environment has it too: then tags and records tell to which of them an image belongs. */
  readonly isShared: boolean;
}

/**
 * Lists where an image can be, in order of promotion.
 *
 * @throws {InputError} if a template and the image's name do not make a repository.
 */
export function locationsOf({ environments }: Pick<Pipeline, 'environments'>, image: string): readonly Location[] {
  const locations = environments.flatMap((environment) =>
    environment.repositories.map((template) => {
      const repository = expandTemplate(template, image);
      return { environment, repository, uri: formatRepository(repository) };
    }),
  );
  return locations.map((location) => ({
    ...location,
    isShared: locations.some(({ uri, environment }) => uri === location.uri && environment !== location.environment),
  }));
}

/** How much is read of each repository. */
export interface HistoryLimits {
  /** Tags that are resolved: each is a request. */
  readonly tags: number;
  /** Images whose records are read: each is two requests, and two more for every record. */
  readonly digests: number;
}

/** How much is read of each repository if so many images are shown. */
export function limitsFor(images: number): HistoryLimits {
  // For one image some 400 requests for each repository; of several, enough to see what runs.
  return images > 1 ? { tags: 60, digests: 3 } : { tags: 300, digests: 20 };
}

/** A requested image: all of it, or where one tag or digest is. */
export interface HistoryQuery {
  /** The image's name in the pipeline, such as `shop/app`. */
  readonly name: string;
  readonly tag: Tag | undefined;
  /** If given, the tag beside it selects nothing. */
  readonly digest: Digest | undefined;
}

/** Writes what selects an image, as people write it behind its name. */
export function formatSelector({ tag, digest }: HistoryQuery): string {
  return `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}
