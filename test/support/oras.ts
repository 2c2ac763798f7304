import type { RegistryProgram } from './registry-programs.ts';

/** oras, built by Go: a reader of what is attached to an image that knows nothing of Sealift. */
export const ORAS: RegistryProgram = {
  title: 'oras',
  names: ['oras'],
  requiredBy: 'SEALIFT_REQUIRE_ORAS',
  remedy: 'build it with "scripts/ci/build-test-programs oras"',
};
