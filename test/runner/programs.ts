import { findRegistryProgram, type RegistryProgram } from '../support/registry-programs.ts';

/** act, which runs workflows as GitHub's runner does; in host mode it needs no containers. */
export const ACT: RegistryProgram = {
  title: 'act',
  names: ['act'],
  requiredBy: 'SEALIFT_REQUIRE_ACT',
  remedy: 'build it with "scripts/ci/build-test-programs act"',
};

/** actionlint, which checks workflows and the expressions in them. */
export const ACTIONLINT: RegistryProgram = {
  title: 'actionlint',
  names: ['actionlint'],
  requiredBy: 'SEALIFT_REQUIRE_ACTIONLINT',
  remedy: 'build it with "scripts/ci/build-test-programs actionlint"',
};

/** Returns the path of one of these programs, or undefined. */
export const findRunnerProgram = (program: RegistryProgram): string | undefined => findRegistryProgram(program);
