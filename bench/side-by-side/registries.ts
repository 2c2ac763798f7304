import { fileURLToPath } from 'node:url';
import { startDistribution } from '../../test/support/distribution.ts';
import type { DistributionTokens } from '../../test/support/distribution-config.ts';
import { findFreeHost } from '../../test/support/loopback.ts';
import { startOlareg } from '../../test/support/olareg.ts';
import { startRegistryProcess } from '../../test/support/registry-process.ts';
import {
  DISTRIBUTION_2,
  DISTRIBUTION_3,
  findRegistryProgram,
  OLAREG,
  type RegistryProgram,
} from '../../test/support/registry-programs.ts';
import { askVersion } from './tools/installed.ts';

/** What the tools copy between: two major versions of CNCF Distribution, olareg, and one that keeps no bytes. */
export type RegistryId = 2 | 3 | 'olareg' | 'stream';

/** All registries, in the order of the tables. */
export const REGISTRIES: readonly RegistryId[] = [2, 3, 'olareg', 'stream'];

/** How tables call them. */
export const REGISTRY_TITLES: Readonly<Record<RegistryId, string>> = {
  2: 'CNCF Distribution 2',
  3: 'CNCF Distribution 3',
  olareg: 'olareg',
  stream: 'a registry that makes and discards bytes',
};

/** A registry that runs. */
export interface RunningRegistry extends AsyncDisposable {
  readonly host: string;
  /** Whether it checks tokens; where it does not, the proxy before it has to. */
  readonly checksTokens: boolean;
}

/** The programs of registries, and how they are asked for their version. */
const PROGRAMS: Readonly<Record<RegistryId, readonly [RegistryProgram, string] | undefined>> = {
  2: [DISTRIBUTION_2, '--version'],
  3: [DISTRIBUTION_3, '--version'],
  olareg: [OLAREG, 'version'],
  stream: undefined,
};

/** Starts the registry that `stream-registry.ts` is, as a process of its own. */
async function startStreamRegistry(): Promise<RunningRegistry> {
  const host = await findFreeHost();
  const args = [fileURLToPath(new URL('stream-registry.ts', import.meta.url)), host];
  const stop = await startRegistryProcess({ title: REGISTRY_TITLES.stream, program: process.execPath, args, host });
  return { host, checksTokens: false, [Symbol.asyncDispose]: stop };
}

/**
 * Starts a registry that lets in whoever has a token, if it knows tokens at all.
 *
 * @throws {Error} where its program is missing or does not come up.
 */
export async function startRegistry(id: RegistryId, tokens: DistributionTokens): Promise<RunningRegistry> {
  if (id === 'stream') return startStreamRegistry();
  const started = id === 'olareg' ? await startOlareg() : await startDistribution({ version: id, tokens });
  const stop = () => started[Symbol.asyncDispose]();
  return { host: started.host, checksTokens: id !== 'olareg', [Symbol.asyncDispose]: stop };
}

/** Returns the version of a registry's program, or undefined where it is not installed or part of this repository. */
export function findRegistryVersion(id: RegistryId): string | undefined {
  const [registry, ask = ''] = PROGRAMS[id] ?? [];
  const program = registry === undefined ? undefined : findRegistryProgram(registry);
  return program === undefined ? undefined : askVersion(program, [ask]);
}

/** Tells whether a registry can be started here. */
export function isRegistryInstalled(id: RegistryId): boolean {
  const [registry] = PROGRAMS[id] ?? [];
  return registry === undefined || findRegistryProgram(registry) !== undefined;
}
