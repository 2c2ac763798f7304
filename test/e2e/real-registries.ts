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
import { shuffle } from '../support/sample.ts';
import { IS_FULL } from '../support/seed.ts';
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

/** The registries of CNCF have no referrers API; every run has both. */
const WITHOUT_API = [
  target(DISTRIBUTION_2, { keepsApart: true, start: () => startDistribution({ version: 2 }) }),
  target(DISTRIBUTION_3, { keepsApart: true, start: () => startDistribution({ version: 3 }) }),
];
/** These have one; one of them is in a run that is not full. */
const WITH_API = [
  target(OLAREG, { keepsApart: true, start: () => startOlareg() }),
  target(GO_CONTAINERREGISTRY, { keepsApart: false, start: () => startGoContainerregistry() }),
];

/** The registries of others that this run promotes between. */
export const REAL_REGISTRIES: readonly RealRegistry[] = [
  ...WITHOUT_API,
  ...shuffle(WITH_API, 'real registries').slice(0, IS_FULL ? WITH_API.length : 1),
];
