import { type Profile, TWO_STAGES } from './profile.ts';

const USER = { username: 'alice', password: 'registry-secret' };

/**
 * CNCF Distribution 2.8: Basic, no referrers, all tags at once whatever `n` says, the amd64 child of an index for
 * who does not know indexes, no DELETE unless it is switched on.
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
