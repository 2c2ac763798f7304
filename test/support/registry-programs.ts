import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findProgram } from './programs.ts';

/** A registry that runs as a program of its own. */
export interface RegistryProgram {
  readonly title: string;
  /** The names that its program goes by; the first that is found is taken. */
  readonly names: readonly string[];
  /** The variable that is `1` where a machine without the program must fail and not skip: in CI. */
  readonly requiredBy: string;
  readonly remedy: string;
}

/** The variables that decide where programs are looked for, and which must be there. */
export type ProgramSearch = Readonly<Record<string, string | undefined>>;

const BUILD = 'build it with "scripts/ci/build-test-programs"';

/** CNCF Distribution 2, which Debian calls `docker-registry`. */
export const DISTRIBUTION_2: RegistryProgram = {
  title: 'CNCF Distribution 2',
  names: ['docker-registry', 'registry'],
  requiredBy: 'SEALIFT_REQUIRE_DISTRIBUTION',
  remedy: 'install the package docker-registry',
};

/** CNCF Distribution 3, built by Go. */
export const DISTRIBUTION_3: RegistryProgram = {
  title: 'CNCF Distribution 3',
  names: ['distribution-3'],
  requiredBy: 'SEALIFT_REQUIRE_DISTRIBUTION_3',
  remedy: BUILD,
};

/** The registry of google/go-containerregistry with its referrers API, built by Go. */
export const GO_CONTAINERREGISTRY: RegistryProgram = {
  title: 'go-containerregistry',
  names: ['referrers-registry'],
  requiredBy: 'SEALIFT_REQUIRE_GO_CONTAINERREGISTRY',
  remedy: BUILD,
};

/** olareg, which follows the whole of distribution-spec 1.1, built by Go. */
export const OLAREG: RegistryProgram = {
  title: 'olareg',
  names: ['olareg'],
  requiredBy: 'SEALIFT_REQUIRE_OLAREG',
  remedy: BUILD,
};

/** Gitea, a forge with a registry of its own, built by Go; the nightly tests run it. */
export const GITEA_PROGRAM: RegistryProgram = {
  title: 'Gitea',
  names: ['gitea'],
  requiredBy: 'SEALIFT_REQUIRE_GITEA',
  remedy: 'build it with "scripts/ci/build-test-programs gitea"',
};

/** Pulp, a registry in Python; the nightly tests run it. The program is the one of several that answers clients. */
export const PULP_PROGRAM: RegistryProgram = {
  title: 'Pulp',
  names: ['pulp-registry'],
  requiredBy: 'SEALIFT_REQUIRE_PULP',
  remedy: 'build it with "scripts/ci/build-test-programs pulp"',
};

/** All registries that tests run as programs. */
export const REGISTRY_PROGRAMS: readonly RegistryProgram[] = [
  DISTRIBUTION_2,
  DISTRIBUTION_3,
  OLAREG,
  GO_CONTAINERREGISTRY,
];

/** Returns the folder that `scripts/ci/build-test-programs` builds into: outside of the repository, kept between runs. */
export function builtProgramsFolder(env: ProgramSearch = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'sealift-test-programs', 'bin');
}

/**
 * Returns the path of a registry's program, on PATH or among those built for tests, or undefined.
 *
 * @throws {Error} where it is missing and must be there.
 */
export function findRegistryProgram(registry: RegistryProgram, env: ProgramSearch = process.env): string | undefined {
  const program = findProgram(registry.names, [env['PATH'] ?? '', builtProgramsFolder(env)].join(delimiter));
  if (program === undefined && env[registry.requiredBy] === '1') {
    const names = registry.names.map((name) => `"${name}"`).join(' or ');
    throw new Error(`Cannot find ${registry.title}: there is no ${names} on PATH; ${registry.remedy}`);
  }
  return program;
}
