import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DistributionSettings, writeDistributionConfig } from './distribution-config.ts';
import { findFreeHost } from './loopback.ts';
import { startRegistryProcess } from './registry-process.ts';
import { DISTRIBUTION_2, DISTRIBUTION_3, findRegistryProgram, type ProgramSearch } from './registry-programs.ts';

/** A CNCF Distribution registry that runs as a process of its own. */
export interface DistributionProcess extends AsyncDisposable {
  /** The host to put before a repository's name: `127.0.0.1:PORT`. */
  readonly host: string;
  readonly program: string;
  /** The temporary folder of its content and configuration. */
  readonly folder: string;
}

/** What kind of CNCF Distribution to start; version 2 without login and without TLS by default. */
export interface DistributionOptions extends DistributionSettings {
  readonly version?: 2 | 3;
}

/**
 * Returns the path of CNCF Distribution 2's program (Debian calls it `docker-registry`), or undefined.
 *
 * @throws {Error} where it is missing and SEALIFT_REQUIRE_DISTRIBUTION is `1`.
 */
export function findDistribution(env: ProgramSearch = process.env): string | undefined {
  return findRegistryProgram(DISTRIBUTION_2, env);
}

/**
 * Starts CNCF Distribution on a free loopback port, with its content in a temporary folder of its own.
 *
 * @throws {Error} where the program is missing or does not come up.
 */
export async function startDistribution(options: DistributionOptions = {}): Promise<DistributionProcess> {
  const { version, ...settings } = options;
  const which = version === 3 ? DISTRIBUTION_3 : DISTRIBUTION_2;
  const program = findRegistryProgram(which, { ...process.env, [which.requiredBy]: '1' }) ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'sealift-distribution-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const host = await findFreeHost();
    const config = await writeDistributionConfig({ folder, host, ...settings });
    const stop = await startRegistryProcess({
      title: which.title,
      program,
      args: ['serve', config],
      // Distribution takes settings from REGISTRY_* variables, and version 3 sends traces unless told not to.
      env: { OTEL_TRACES_EXPORTER: 'none' },
      host,
    });
    return {
      host,
      program,
      folder,
      async [Symbol.asyncDispose]() {
        await stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
