import { type Profile, TWO_STAGES } from './profile.ts';

const HUB_USER = { username: 'acme', password: 'dckr_pat_secret' };

/**
 * Docker Hub: tokens of another host, a limit on pulls (GET of manifests alone) that every answer speaks of, reads
 * of blobs redirected, no DELETE by digest (docker/hub-feedback#2360), schema 1 for who does not say what it takes,
 * no list without `n` (dependabot-core#15650), immutable tags by 403 (docker/hub-feedback#2466).
 */
export const HUB: Profile = {
  options: {
    auth: {
      kind: 'bearer',
      users: { [HUB_USER.username]: HUB_USER.password },
      host: 'other',
      service: 'registry.docker.io',
      anonymousPull: true,
      expiresIn: 300,
    },
    rateLimit: {
      budget: { requests: 100, seconds: 21_600 },
      counts: 'pulls',
      words: 'hub-pulls',
      hint: 'none',
      headers: true,
    },
    blobs: { redirect: true },
    manifests: { unaccepted: 'schema1' },
    tagList: { needsN: true },
    delete: 'refuse',
  },
  user: HUB_USER,
  immutability: 'hub',
  repositories: TWO_STAGES,
};

/** GHCR takes no longer chunk with a range, in bytes. */
const GHCR_MAX_CHUNK = 4 * 1024 * 1024;

const GHCR_USER = { username: 'octocat', password: 'ghp_secret' };

/**
 * GHCR: mounts within one owner, chunks that replace each other and have a limit (ocx #237), an API of referrers that
 * answers and knows nothing while the fallback tag has the data (sbomify #1530) and lags (nodewright-packages #132),
 * tags by time, no DELETE, and limits that hint in the body in Go's duration syntax (chainguard-images #173).
 *
 * Mounts need two repositories of one owner.
 */
export const GHCR: Profile = {
  options: {
    auth: { kind: 'bearer', users: { [GHCR_USER.username]: GHCR_USER.password }, service: 'ghcr.io', field: 'token' },
    mount: 'same-owner',
    upload: { contentRange: 'last-chunk-wins', maxChunk: GHCR_MAX_CHUNK, location: 'relative' },
    blobs: { redirect: true },
    referrers: 'empty',
    fallbackLag: 2,
    tagList: { order: 'time' },
    rateLimit: { budget: { requests: 2000, seconds: 60 }, hint: 'go-body' },
    delete: 'refuse',
  },
  user: GHCR_USER,
  immutability: undefined,
  repositories: TWO_STAGES,
};

const QUAY_USER = { username: 'acme+robot', password: 'quay-secret' };

/**
 * Quay: `Accept` counts for digests too, 400 for referrers of an unknown subject, pages of 100 tags whatever is
 * asked for, with whole addresses in `Link`, tags by time, `bytes=` in some ranges, 415 for what it does not know,
 * immutable tags by 409 that cannot be deleted either.
 */
export const QUAY: Profile = {
  options: {
    auth: { kind: 'bearer', users: { [QUAY_USER.username]: QUAY_USER.password }, path: '/v2/auth', field: 'token' },
    upload: { rangeUnit: true },
    blobs: { redirect: true },
    manifests: { acceptByDigest: true, refuses: /^(?!application\/vnd\.(?:oci|docker)\.)/ },
    referrers: 'known-subjects',
    pageSize: 100,
    tagList: { order: 'time', link: 'absolute' },
  },
  user: QUAY_USER,
  immutability: 'quay',
  repositories: TWO_STAGES,
};

const GITLAB_USER = { username: 'deploy', password: 'gldt-secret' };

/**
 * GitLab: tokens of another host, no referrers (container-registry #1205), protected tags by 403.
 *
 * Its old fault, that of several scopes the last one alone counts, is switched on by
 * `auth: { ..., scopes: 'last' }`.
 */
export const GITLAB: Profile = {
  options: {
    auth: {
      kind: 'bearer',
      users: { [GITLAB_USER.username]: GITLAB_USER.password },
      host: 'other',
      path: '/jwt/auth',
      service: 'container_registry',
      field: 'token',
    },
    referrers: 'none',
    blobs: { redirect: true },
  },
  user: GITLAB_USER,
  immutability: 'gitlab',
  repositories: { source: 'acme/shop/app-dev', destination: 'acme/shop/app' },
};
