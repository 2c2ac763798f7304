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
    mutate: [
      'src/registry/transport/{redirect,address-class,derived-host,sent-by,header-values,proxy,no-proxy,loopback-tls}.ts',
    ],
    tests: [
      'test/registry/transport/{redirect,address-class,derived-host,sent-by,header-values,proxy,no-proxy,loopback-tls}.test.ts',
    ],
  },
  blobs: {
    mutate: ['src/registry/blobs/{blob-hash,blob-stream,upload-session}.ts'],
    tests: ['test/registry/blobs/{blob-hash,blob-stream,upload-session,uploads}.test.ts'],
  },
  answers: {
    mutate: ['src/registry/answers/{classify,encoding,next-page,warnings}.ts'],
    tests: ['test/registry/answers/*.test.ts'],
  },
  'credential-files': {
    mutate: [
      'src/registry/credentials/{auth-file-entry,auth-file-key,credential,credential-scopes,docker-config,json-depth}.ts',
    ],
    tests: [
      'test/registry/credentials/{auth-file-entry,auth-file-key,credential,credential-scopes,docker-config,json-depth}.test.ts',
    ],
  },
  credentials: {
    mutate: [
      'src/registry/credentials/{auth-file,credential-helper,credential-program,credential-sources,credentials,workspace}.ts',
    ],
    tests: ['test/registry/credentials/{auth-file,credential-helper,credentials}.test.ts'],
  },
  manifests: {
    mutate: ['src/registry/manifests.ts'],
    tests: ['test/registry/manifests.test.ts', 'test/registry/confirm.test.ts'],
  },
  oci: {
    mutate: ['src/oci/{digest,json,unique-keys,manifest,descriptor,repository,registry-name,tag}.ts'],
    tests: ['test/oci/*.test.ts'],
  },
  text: {
    mutate: ['src/text/{safe-text,redact}.ts'],
    tests: ['test/text/*.test.ts'],
  },
  tagging: {
    mutate: ['src/promotion/tagging/{undo-tags,persist,write-tag}.ts'],
    tests: ['test/promotion/tagging/*.test.ts'],
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
