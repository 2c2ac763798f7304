import { type Profile, TWO_STAGES } from './profile.ts';

const HARBOR_USER = { username: 'robot$acme+ci', password: 'harbor-secret' };

/**
 * Harbor: 401 for a mount from a project that does not exist (goharbor/harbor#17097), lengths of HEAD that a proxy
 * compressed (oras-go #1176), DELETE by digest alone, immutable tags by 412 even for the same digest.
 */
export const HARBOR: Profile = {
  options: {
    auth: {
      kind: 'bearer',
      users: { [HARBOR_USER.username]: HARBOR_USER.password },
      path: '/service/token',
      service: 'harbor-registry',
    },
    mount: 'unauthorized',
    manifests: { head: 'gzip-length' },
    delete: 'digest-only',
  },
  user: HARBOR_USER,
  immutability: 'harbor',
  repositories: TWO_STAGES,
};

const ARTIFACTORY_USER = { username: 'ci', password: 'artifactory-secret' };

/**
 * Artifactory: tokens by GET alone (POST answers 401), no mounts, blobs that are there only once a manifest refers
 * to them, a `Link` whose path lacks the name of the virtual repository (RTFACT-18971), overwriting by permission.
 *
 * The first part of a name is that of the virtual repository.
 */
export const ARTIFACTORY: Profile = {
  options: {
    auth: {
      kind: 'bearer',
      users: { [ARTIFACTORY_USER.username]: ARTIFACTORY_USER.password },
      path: '/v2/token',
      postStatus: 401,
      expiresIn: 'unsaid',
    },
    mount: 'refuse',
    upload: { forms: 'patch' },
    blobs: { visible: 'committed' },
    pageSize: 100,
    tagList: { link: 'wrong-prefix' },
  },
  user: ARTIFACTORY_USER,
  immutability: 'artifactory',
  repositories: { source: 'docker-virtual/app-dev', destination: 'docker-virtual/app' },
};

const NEXUS_USER = { username: 'ci', password: 'nexus-secret' };

/** Nexus: Basic, no referrers API, a blob that is there cannot be uploaded again (sonatype/nexus-public#967). */
export const NEXUS: Profile = {
  options: {
    auth: { kind: 'basic', users: { [NEXUS_USER.username]: NEXUS_USER.password } },
    upload: { again: 'refuse', location: 'relative' },
    referrers: 'none',
  },
  user: NEXUS_USER,
  immutability: 'nexus',
  repositories: TWO_STAGES,
};
