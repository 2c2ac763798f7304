import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthOptions } from './auth-options.ts';
import type { BlobOptions, DeleteMode, ManifestOptions, MountMode, UploadOptions } from './content-options.ts';
import type { Immutability } from './immutability.ts';
import type { ReferrersMode, TagListOptions } from './list-options.ts';
import type { RateLimitOptions } from './rate-limit.ts';

/**
 * Sees a request before the registry does.
 *
 * It may wait, may answer or destroy the socket itself and then return true, which says that the request is dealt
 * with; whatever else it returns is ignored. The path has its query.
 */
export type Intercept = (request: IncomingMessage, response: ServerResponse, path: string) => unknown;

/** The switches of the embedded registry; without any it is strict, fast and as the specification wants it. */
export interface RegistryOptions {
  /** The loopback port; a free one by default. */
  readonly port?: number;
  readonly referrers?: ReferrersMode;
  /** How many reads of a fallback tag still give what was there before its last write (GHCR lags some seconds). */
  readonly fallbackLag?: number;
  readonly mount?: MountMode;
  readonly auth?: AuthOptions;
  /** The most tags that one page of tags/list holds; no limit by default. A larger `n` is silently made smaller. */
  readonly pageSize?: number;
  readonly tagList?: TagListOptions;
  /** Whether `PUT manifests/DIGEST?tag=a&tag=b` sets tags; by default the query is ignored, as CNCF Distribution does. */
  readonly multiTag?: boolean;
  /** Whether a push makes the repository that is not there, as it does by default; else all is 404 there (ECR). */
  readonly pushCreates?: boolean;
  /** The owners that there are, by the first part of a name; under any other one all is 404 (Gitea). All by default. */
  readonly owners?: readonly string[];
  /** How an owner or an API that is not there is answered; a repository that is not there always is in the specification's form. */
  readonly absent?: 'text' | 'html';
  /** How a list without entries is written: servers in Go may write `null`. */
  readonly emptyList?: 'array' | 'null';
  /** How long every write of content takes, in milliseconds, one after the other (Pulp); in no time by default. */
  readonly serialWrites?: number;
  readonly upload?: UploadOptions;
  readonly blobs?: BlobOptions;
  readonly manifests?: ManifestOptions;
  readonly delete?: DeleteMode;
  /** Which tags may not be overwritten, and how that is said; all may by default. */
  readonly immutability?: Immutability;
  readonly rateLimit?: RateLimitOptions;
  /** What every answer warns of (`Warning: 299 - "..."`, distribution-spec, "Warnings"). */
  readonly warning?: string;
  /** The clock by which tokens and limits run, in ms since 1970; the real one by default. */
  readonly now?: () => number;
  readonly intercept?: Intercept;
}
