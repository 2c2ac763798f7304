/** Modules whose mutants are run together, and the tests that can kill them. */
export interface Group {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

/** The modules that stand between credentials and the world, by what they are about; paths from the root. */
export const GROUPS: Readonly<Record<string, Group>> = {
  auth: {
    mutate: ['src/registry/auth/*.ts'],
    tests: ['test/registry/auth/*.test.ts', 'test/registry/trusted-hosts.test.ts'],
  },
  transport: {
    mutate: ['src/registry/transport/{redirect,addresses,http,proxy,loopback-tls}.ts'],
    tests: ['test/registry/transport/*.test.ts'],
  },
  blobs: {
    mutate: ['src/registry/blobs/{download,upload-session}.ts'],
    tests: ['test/registry/blobs/*.test.ts'],
  },
  answers: {
    mutate: ['src/registry/{errors,content-encoding,pagination,warnings}.ts'],
    tests: ['test/registry/*.test.ts'],
  },
  'credential-files': {
    mutate: ['src/registry/credentials/{auth-key,credential,docker-config}.ts'],
    tests: ['test/registry/credentials/*.test.ts'],
  },
  credentials: {
    mutate: ['src/registry/credentials/{auth-file,helper,credentials}.ts'],
    tests: ['test/registry/credentials/*.test.ts'],
  },
  manifests: {
    mutate: ['src/registry/{manifests,push-manifest}.ts'],
    tests: ['test/registry/{manifests,push-manifest,confirm}.test.ts'],
  },
  oci: {
    mutate: ['src/oci/*.ts'],
    tests: ['test/oci/*.test.ts'],
  },
  text: {
    mutate: ['src/util/safe-text.ts'],
    tests: ['test/util/*.test.ts'],
  },
  tagging: {
    mutate: ['src/tag-updates/{write,revert}.ts'],
    tests: ['test/tag-updates/*.test.ts'],
  },
};

/**
 * Returns the group that `SEALIFT_MUTATE` names.
 *
 * @throws {Error} where there is no such group.
 */
export function chosenGroup(): Group & { readonly name: string } {
  const name = process.env['SEALIFT_MUTATE'] ?? '';
  const group = GROUPS[name];
  if (group === undefined)
    throw new Error(`Cannot choose mutants: set SEALIFT_MUTATE to one of ${Object.keys(GROUPS)}`);
  return { name, ...group };
}
