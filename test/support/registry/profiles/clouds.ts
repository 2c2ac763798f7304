import { type Profile, TWO_STAGES } from './profile.ts';

/** The most tags that ECR lists at once; more is 405 in the words of its API. */
const ECR_MAX_TAGS = 1000;

/** Azure takes no larger closing PUT, in bytes, where it is picky (goharbor/harbor#21640 reports about 20 MB). */
const ACR_MAX_PUT = 20_000_000;

const ECR_USER = { username: 'AWS', password: 'ecr-login-password' };

/**
 * ECR: Basic, mounts only of what a manifest refers to (containers-roadmap #2860), a `Range` that stands still
 * (#2831), at most 1000 tags a page, immutable tags by 400 even for the same digest (#2380), and repositories that
 * must be created before anything is pushed.
 */
export const ECR: Profile = {
  options: {
    auth: { kind: 'basic', users: { [ECR_USER.username]: ECR_USER.password }, service: 'ecr.amazonaws.com' },
    pushCreates: false,
    mount: 'committed',
    upload: { contentRange: 'stale' },
    blobs: { redirect: true },
    pageSize: ECR_MAX_TAGS,
    tagList: { maxN: { n: ECR_MAX_TAGS, status: 405 } },
  },
  user: ECR_USER,
  immutability: 'ecr',
  repositories: TWO_STAGES,
};

/**
 * ECR public: Bearer, whose expiry is answered 400 without a challenge (containers-roadmap #2835), no mounts, and
 * repositories that must be created.
 */
export const ECR_PUBLIC: Profile = {
  options: {
    auth: {
      kind: 'bearer',
      users: { [ECR_USER.username]: ECR_USER.password },
      service: 'public.ecr.aws',
      field: 'token',
      anonymousPull: true,
      expired: 400,
    },
    pushCreates: false,
    mount: 'refuse',
    upload: { contentRange: 'stale' },
    blobs: { redirect: true },
    referrers: 'none',
    pageSize: ECR_MAX_TAGS,
    tagList: { maxN: { n: ECR_MAX_TAGS, status: 405 } },
  },
  user: ECR_USER,
  immutability: undefined,
  repositories: TWO_STAGES,
};

const GAR_USER = { username: 'oauth2accesstoken', password: 'ya29.secret' };

/** Google Artifact Registry: tokens at `/v2/token`, no chunks with a range, immutable tags by 400 MANIFEST_INVALID. */
export const GAR: Profile = {
  options: {
    auth: { kind: 'bearer', users: { [GAR_USER.username]: GAR_USER.password }, path: '/v2/token', field: 'token' },
    upload: { contentRange: 'refuse', location: 'relative' },
    blobs: { redirect: true },
  },
  user: GAR_USER,
  immutability: 'gar',
  repositories: { source: 'project/images/app-dev', destination: 'project/images/app' },
};

/** The user that stands for a refresh token. */
const ACR_USER = { username: '00000000-0000-0000-0000-000000000000', password: 'acr-refresh-token' };

/**
 * Azure: refresh tokens by POST, passwords by GET alone (POST answers 400), `access_token` and nothing else in the
 * answer, 413 for a large closing PUT (goharbor/harbor#21640), ranges that need a length, locks by 405.
 */
export const ACR: Profile = {
  options: {
    auth: {
      kind: 'bearer',
      users: { [ACR_USER.username]: ACR_USER.password },
      path: '/oauth2/token',
      field: 'access_token',
      refreshTokens: [ACR_USER.password],
      postStatus: 400,
    },
    upload: { maxPut: ACR_MAX_PUT, needsLength: true, location: 'relative' },
    blobs: { redirect: true },
  },
  user: ACR_USER,
  immutability: 'acr-lock',
  repositories: TWO_STAGES,
};
