import type { RouteTaken } from '../attestation/predicates/promotion.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository, type Tag } from '../oci/reference.ts';
import { type Environment, expandTemplate, type Pipeline } from '../pipeline/pipeline.ts';

/** What a record's signature is worth. */
export type RecordTrust =
  | {
      readonly kind: 'signed';
      /** Who signed: the identity of a certificate, or a key by its name in the pipeline file. */
      readonly by: string;
    }
  | { readonly kind: 'unsigned' }
  /** It is signed, and nobody could say by whom. `reason` is a clause. */
  | { readonly kind: 'unverified'; readonly reason: string };

/** How an image entered an environment, as a record says. */
export interface RecordFacts {
  readonly trust: RecordTrust;
  /** The digest of the record. */
  readonly record: Digest;
  readonly time: Date;
  /** The login of who promoted it; undefined if nobody says. */
  readonly actor: string | undefined;
  readonly source: { readonly environment: string | undefined; readonly uri: string };
  readonly route: RouteTaken | undefined;
  readonly reason: string | undefined;
  /** The address of the run. */
  readonly run: string | undefined;
  /** The logins of those who approved the run; undefined if GitHub did not tell. */
  readonly approvedBy: readonly string[] | undefined;
  /** What the tags that it moved pointed at before. */
  readonly replaced: ReadonlyMap<string, Digest>;
}

/** What the records of an image in an environment say; `refusals` are clauses about those that do not count. */
export type PlacementRecord =
  | {
      readonly kind: 'entry';
      /** The newest one. */
      readonly entry: RecordFacts;
      /** How many older ones there are. */
      readonly earlier: number;
      readonly rejections: readonly string[];
    }
  | { readonly kind: 'refused'; readonly rejections: readonly string[] }
  /** There is no record, and none is needed: images are built in this environment. */
  | { readonly kind: 'built' }
  | { readonly kind: 'none' }
  /** The records could not be read. `reason` is a sentence. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A tag that no record explains. */
export interface UnexplainedTag {
  readonly tag: Tag;
  /** Why records do not explain it, as a clause. */
  readonly reason: string;
}

/** An image in a repository. */
export interface Placement {
  readonly digest: Digest;
  /** The tags that hold it, that which says most first; empty if it is there by its digest alone. */
  readonly tags: readonly Tag[];
  readonly record: PlacementRecord;
  /**
   * Those of its tags that no record explains: none gave them to it, or one that is known gave them to another image
   * since. None where images are built, and where the records could not be read.
   */
  readonly unexplained: readonly UnexplainedTag[];
}

/** What an environment runs, as far as tags and records tell. */
export interface CurrentImage {
  readonly placement: Placement;
  /** What tells: the environment's tag, `latest`, the newest record, the highest number of a day, the highest version. */
  readonly by: 'tag' | 'latest' | 'record' | 'day' | 'version';
}

/** What is not shown of a repository, so that nobody takes it for absent. */
export interface LeftOut {
  /** Tags that were not looked up. */
  readonly tags: number;
  /** Images whose tags were looked up, and that are not shown. */
  readonly digests: number;
  /** Tags that the registry would not tell of. */
  readonly refusedTags: number;
}

/** One repository of an environment. */
export interface RepositoryHistory {
  /** `registry/name`. */
  readonly repository: string;
  /** Why it could not be read, as a sentence; undefined if it was. */
  readonly missing: string | undefined;
  readonly current: CurrentImage | undefined;
  /** The newest first. */
  readonly placements: readonly Placement[];
  readonly leftOut: LeftOut;
}

/** A tag that is not the same in all repositories of an environment. */
export interface TagDifference {
  readonly tag: Tag;
  /** What it holds, by repository; undefined if it is not there. */
  readonly holds: ReadonlyMap<string, Digest | undefined>;
}

/** How far an environment is from the last one of the pipeline. */
export type Distance =
  | { readonly kind: 'same' }
  /** `versions` is how many versions lie between; undefined if only days tell. */
  | { readonly kind: 'ahead' | 'behind'; readonly versions: number | undefined }
  /** Another image of the same version, or one that nothing can be told of. */
  | { readonly kind: 'other'; readonly isSameVersion: boolean };

/** What is in one environment. */
export interface EnvironmentHistory {
  readonly name: string;
  readonly from: readonly string[];
  readonly repositories: readonly [RepositoryHistory, ...RepositoryHistory[]];
  /** What the first of its repositories runs that could be read and runs something. */
  readonly current: CurrentImage | undefined;
  /** Tags that its repositories differ on. */
  readonly differences: readonly TagDifference[];
  /** Undefined for the last environment that runs something, and where there is nothing to compare. */
  readonly distance: Distance | undefined;
}

/** What was asked about one image beside its name. */
interface SearchedImage {
  /** `:tag` or `@digest`, as it was written. */
  readonly pick: string;
  /** The digests that it stands for: a tag can hold several, one in each repository. */
  readonly digests: readonly Digest[];
}

/** What is where of one image. */
export interface ImageHistory {
  readonly image: string;
  /** Where it is given, placements are those of its digests alone. */
  readonly sought: SearchedImage | undefined;
  /** In order of promotion. */
  readonly environments: readonly EnvironmentHistory[];
}

/** A repository that an environment has for an image. */
export interface Location {
  readonly environment: Environment;
  readonly repository: Repository;
  /** `registry/name`. */
  readonly uri: string;
  /** Whether another environment has it too: then their tags and records tell which images are whose. */
  readonly isShared: boolean;
}

/**
 * Lists where an image can be, in order of promotion.
 *
 * @throws {InputError} if a template and the image's name make no repository.
 */
export function locationsOf({ environments }: Pick<Pipeline, 'environments'>, image: string): readonly Location[] {
  const places = environments.flatMap((environment) =>
    environment.repositories.map((template) => {
      const repository = expandTemplate(template, image);
      return { environment, repository, uri: formatRepository(repository) };
    }),
  );
  return places.map((place) => ({
    ...place,
    isShared: places.some(({ uri, environment }) => uri === place.uri && environment !== place.environment),
  }));
}

/** How much is read of each repository. */
export interface HistoryLimits {
  /** So many tags are looked up at most: each is a request. */
  readonly tags: number;
  /** The records of so many images are read at most: each is two requests, and two more for every record. */
  readonly digests: number;
}

/** What one image gets: some 400 requests for each repository at most. */
const ONE: HistoryLimits = { tags: 300, digests: 20 };

/** What each of several gets: enough to see what runs. */
const SEVERAL: HistoryLimits = { tags: 60, digests: 3 };

/** Returns how much is read of each repository where so many images are shown. */
export function limitsFor(images: number): HistoryLimits {
  return images > 1 ? SEVERAL : ONE;
}
