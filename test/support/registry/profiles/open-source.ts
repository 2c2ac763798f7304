import { type Profile, TWO_STAGES } from './profile.ts';

const USER = { username: 'alice', password: 'registry-secret' };

/**
 * CNCF Distribution 2.8: Basic, no referrers, all tags at once whatever `n` says, the amd64 child of a Docker
 * list for who knows Docker's manifests but not its lists, no DELETE unless it is switched on.
 */
export const DISTRIBUTION_V2: Profile = {
  options: {
    auth: { kind: 'basic', users: { [USER.username]: USER.password } },
    referrers: 'none',
    tagList: { ignoresN: true },
    manifests: { unaccepted: 'child' },
    delete: 'refuse',
  },
  user: USER,
  immutability: undefined,
  repositories: TWO_STAGES,
};

/** CNCF Distribution 3.0: a token server beside it, no referrers (distribution #4828), 400 for an `n` above 1000, no DELETE unless it is switched on. */
export const DISTRIBUTION_V3: Profile = {
  options: {
    auth: {
      kind: 'bearer',
      users: { [USER.username]: USER.password },
      host: 'other',
      path: '/auth/token',
      field: 'access_token',
    },
    referrers: 'none',
    pageSize: 1000,
    tagList: { maxN: { n: 1000, status: 400 } },
    delete: 'refuse',
  },
  user: USER,
  immutability: undefined,
  repositories: TWO_STAGES,
};

/** zot: Basic, relative locations, several tags with one PUT, 415 for Docker's media types. */
export const ZOT: Profile = {
  options: {
    auth: { kind: 'basic', users: { [USER.username]: USER.password } },
    upload: { location: 'relative' },
    manifests: { refuses: /^application\/vnd\.docker\./ },
    multiTag: true,
  },
  user: USER,
  immutability: undefined,
  repositories: TWO_STAGES,
};

/**
 * Gitea: tokens for all that their user may do, whatever was asked for, 401 with a challenge for Basic where a right is
 * missing, no referrers, tags in lower case, a link with every page that is not empty, 404 as text under an owner that
 * there is not, 404 for content that is missing, no index in an index (measured on 1.27).
 */
export const GITEA: Profile = {
  options: {
    auth: {
      kind: 'bearer',
      users: { [USER.username]: USER.password },
      path: '/v2/token',
      service: 'container_registry',
      field: 'token',
      anonymousPull: true,
      expiresIn: 'unsaid',
      postStatus: 404,
      grants: 'all',
      scope: '*',
      otherScope: 'basic',
    },
    owners: ['acme'],
    absent: 'text',
    referrers: 'none',
    tagList: { keeps: 'lower-case', links: 'always' },
    manifests: { missing: 404, nested: 'refuse' },
    upload: { location: 'relative' },
  },
  user: USER,
  immutability: undefined,
  repositories: TWO_STAGES,
};

/**
 * Pulp: reads of blobs redirected by 302, HEAD too, no referrers and pages of HTML for what is not there, 404 for a mount
 * of what the other repository lacks, writes one after the other, whole addresses in `Link`, and one on every full page,
 * tags in the order of a language, 500 for a wrong digest, and an index whose children nobody looks for (pulp-container 2.30).
 */
export const PULP: Profile = {
  options: {
    auth: {
      kind: 'bearer',
      users: { [USER.username]: USER.password },
      path: '/token/',
      field: 'token',
      anonymousPull: true,
    },
    absent: 'html',
    referrers: 'none',
    mount: 'unknown',
    blobs: { redirect: true, redirectStatus: 302 },
    manifests: { children: 'unchecked' },
    upload: { location: 'relative', wrongDigest: 500 },
    pageSize: 1000,
    tagList: { order: 'language', link: 'absolute', links: 'full' },
    serialWrites: 2,
  },
  user: USER,
  immutability: undefined,
  repositories: TWO_STAGES,
};
