import { startDistribution } from '../support/distribution.ts';
import { startGoContainerregistry } from '../support/go-containerregistry.ts';
import { startOlareg } from '../support/olareg.ts';
import {
  DISTRIBUTION_2,
  DISTRIBUTION_3,
  findRegistryProgram,
  GO_CONTAINERREGISTRY,
  OLAREG,
  type RegistryProgram,
} from '../support/registry-programs.ts';
import type { Target } from './targets.ts';

/** A registry of others. */
export interface RealRegistry extends Target {
  /** Whether a blob of one repository is in another only after it was pushed or mounted there. */
  readonly keepsApart: boolean;
}

function target(
  program: RegistryProgram,
  { keepsApart, start }: Pick<RealRegistry, 'keepsApart' | 'start'>,
): RealRegistry {
  return { name: program.title, available: findRegistryProgram(program) !== undefined, keepsApart, start };
}

/** Every registry of others that tests can run: those of CNCF have no referrers API, the others have. */
export const REAL_REGISTRIES: readonly RealRegistry[] = [
  target(DISTRIBUTION_2, { keepsApart: true, start: () => startDistribution({ version: 2 }) }),
  target(DISTRIBUTION_3, { keepsApart: true, start: () => startDistribution({ version: 3 }) }),
  target(OLAREG, { keepsApart: true, start: () => startOlareg() }),
  target(GO_CONTAINERREGISTRY, { keepsApart: false, start: () => startGoContainerregistry() }),
];
