/**
 * How referrers can be found.
 *
 * - `api`: by the API.
 * - `none`: there is no API, 404; the fallback tag is the client's.
 * - `empty`: the API answers 200 and knows nothing, because there is none (GHCR at times); the fallback tag counts.
 * - `known-subjects`: by the API, which answers 400 for a subject that is not there (Quay).
 * - `announced`: there is no API, and `OCI-Subject` is sent all the same (ECR once, sigstore-js #1183).
 */
export type ReferrersMode = 'api' | 'none' | 'empty' | 'known-subjects' | 'announced';

/** How tags are listed. */
export interface TagListOptions {
  /** The largest `n` that may be asked for, and how a larger one is refused: 400 (CNCF Distribution 3.0) or 405 (proxies before ECR). */
  readonly maxN?: { readonly n: number; readonly status: 400 | 405 };
  /** Whether `n` is passed over, and everything given at once (CNCF Distribution 2.8). */
  readonly ignoresN?: boolean;
  /** Whether a list without `n` is too much for the registry: 504 (Docker Hub's largest repositories). */
  readonly needsN?: boolean;
  /** The order of the list: ASCII, by the time of the first push (GHCR, Quay), or of a language (Pulp, as its database has it). */
  readonly order?: 'lexical' | 'time' | 'language';
  /** How the next page is linked: as a path, whole, or without the first part of the name (Artifactory, RTFACT-18971). */
  readonly link?: 'relative' | 'absolute' | 'wrong-prefix';
  /** Which pages link a next one: those that have one, all that are full (Pulp), or every page that has a tag (Gitea). */
  readonly links?: 'next' | 'full' | 'always';
  /** How tags are kept: as they are written, or in lower case (Gitea). */
  readonly keeps?: 'case' | 'lower-case';
}
