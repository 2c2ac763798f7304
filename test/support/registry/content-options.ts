/**
 * What the registry makes of a mount from another repository.
 *
 * - `accept`: it is done where the other repository has the blob, else a session is opened (202).
 * - `refuse`: a session is always opened (Artifactory, ECR unless it is switched on).
 * - `unauthorized`: as `accept`, but 401 where the other repository does not exist (goharbor/harbor#17097).
 * - `invalid`: 400.
 * - `unknown`: as `accept`, but 404 where the other repository lacks the blob.
 * - `denied`: 401, whatever the other repository has.
 * - `committed`: as `accept`, but only of blobs that a manifest of the other repository refers to (ECR).
 * - `same-owner`: as `accept`, but only where both names begin with the same owner (GHCR).
 * - `pretend`: 201, and nothing is linked.
 */
export type MountMode =
  | 'accept'
  | 'refuse'
  | 'unauthorized'
  | 'invalid'
  | 'unknown'
  | 'denied'
  | 'committed'
  | 'same-owner'
  | 'pretend';

/** How blobs are uploaded. */
export interface UploadOptions {
  /**
   * The forms that are taken: all, PATCH first (old Artifactory), or bytes with the closing PUT alone; or the body of a
   * closing PUT is passed over, so that the digest is found to be wrong (Artipie).
   */
  readonly forms?: 'all' | 'patch' | 'put' | 'put-ignored';
  /** The longest body of a closing PUT, in bytes; more is answered 413 (Azure, goharbor/harbor#21640). */
  readonly maxPut?: number;
  /**
   * What becomes of `Content-Range`: honoured; only the last of several chunks is kept, and ranges beyond the first
   * are 416 (GHCR, ocx #237); refused at all (Google); or honoured, with a `Range` that stands still (ECR, containers-roadmap #2831).
   */
  readonly contentRange?: 'ok' | 'last-chunk-wins' | 'refuse' | 'stale';
  /** Whether a chunk with a range needs a Content-Length: else 400 CONTENT_LENGTH_INVALID (Azure). */
  readonly needsLength?: boolean;
  /** The longest chunk with a range, in bytes; a longer one is 416 (GHCR, wasmCloud/wash-archive#268). */
  readonly maxChunk?: number;
  /** The least length of a chunk with a range that is not the last, in bytes (`OCI-Chunk-Min-Length`). */
  readonly minChunk?: number;
  /** The status of an accepted PATCH; 202 by default. */
  readonly patchStatus?: 202 | 201 | 204;
  /** How locations are written: whole, as a path, without the scheme, or with the default port (oras-go #177). */
  readonly location?: 'absolute' | 'relative' | 'schemeless' | 'default-port';
  /** Whether locations carry a `_state` in their query; they do by default. */
  readonly state?: boolean;
  /** Whether `Range` begins with `bytes=` where no bytes came with the request (Quay). */
  readonly rangeUnit?: boolean;
  /** Whether a blob that is there may be uploaded again: Nexus answers 400 (sonatype/nexus-public#967). */
  readonly again?: 'accept' | 'refuse';
  /** How bytes are refused that are not what their digest says; 400 by default, 500 by Pulp. */
  readonly wrongDigest?: 400 | 500;
}

/** How blobs are given out. */
export interface BlobOptions {
  /** Whether a blob is there at once, or only from the first manifest on that refers to it (Artifactory). */
  readonly visible?: 'always' | 'committed';
  /**
   * Whether reads are redirected to presigned addresses of another host, which refuses `Authorization` (S3, GCS), and HEAD
   * too where they are signed for GET only.
   */
  readonly redirect?: boolean | 'get-only';
  /** The status of a redirect; 307 by default, 302 by Pulp. */
  readonly redirectStatus?: 302 | 307;
}

/** How manifests are given out and taken. */
export interface ManifestOptions {
  /**
   * How HEAD is answered: as GET is; 403 or 405; without digest; without length; or with the length that the body
   * has compressed, as a proxy before Harbor gives it (oras-go #1176).
   */
  readonly head?: 'ok' | 403 | 405 | 'no-digest' | 'no-length' | 'gzip-length';
  /**
   * What a tag gives to a client that does not name its media type in `Accept`: 404; the amd64 child of a Docker
   * list, if Docker's manifests are named, and else 404 (CNCF Distribution 2.8); or the manifest as schema 1 (Docker Hub).
   */
  readonly unaccepted?: 'unknown' | 'child' | 'schema1';
  /** Whether `Accept` is looked at for digests too (Quay). */
  readonly acceptByDigest?: boolean;
  /** The media types that are refused with 415: Docker's by zot, unknown ones by Quay. */
  readonly refuses?: RegExp;
  /** Whether reads are refused by a policy of the project, which wants images scanned: 412 (Harbor). */
  readonly policy?: 'open' | 'scanned';
  /** Whether what an index lists must be there; it must by default, and need not be for Pulp. */
  readonly children?: 'checked' | 'unchecked';
  /** How a manifest is refused whose content is not there: 400 by default, 404 by Gitea; 500 where nobody thought of it. */
  readonly missing?: 400 | 404 | 500;
  /** Whether an index may list an index; Gitea answers 400 MANIFEST_INVALID. */
  readonly nested?: 'accept' | 'refuse';
  /** The longest manifest, in bytes; 4 MiB by default. */
  readonly maxBytes?: number;
}

/** What becomes of DELETE of a manifest: it is done; 405; or done by digest alone, 400 by tag (Harbor). */
export type DeleteMode = 'ok' | 'refuse' | 'digest-only';
