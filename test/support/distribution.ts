import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DistributionPassword, writeDistributionConfig } from './distribution-config.ts';
import { findFreeHost } from './loopback.ts';
import { findProgram } from './programs.ts';

/** How long the registry may take to answer, in milliseconds; on a busy machine it takes well under one second. */
const START_LIMIT = 15_000;

/** The pause between two questions whether it answers, in milliseconds. */
const POLL = 20;

/** What decides where the real registry is looked for. */
export interface DistributionSearch {
  readonly PATH?: string | undefined;
  /** `1` where a machine without the program must fail and not skip: in CI. */
  readonly SEALIFT_REQUIRE_DISTRIBUTION?: string | undefined;
}

/** A CNCF Distribution registry that runs as a process of its own. */
export interface DistributionProcess extends AsyncDisposable {
  /** The host to put before a repository's name: `127.0.0.1:PORT`. */
  readonly host: string;
  readonly program: string;
  /** The temporary folder of its content and configuration. */
  readonly folder: string;
}

/**
 * Returns the path of CNCF Distribution's program (Debian calls it `docker-registry`), or undefined.
 *
 * @throws {Error} where it is missing and SEALIFT_REQUIRE_DISTRIBUTION is `1`.
 */
export function findDistribution(env: DistributionSearch = process.env): string | undefined {
  const program = findProgram(['docker-registry', 'registry'], env.PATH ?? '');
  if (program === undefined && env.SEALIFT_REQUIRE_DISTRIBUTION === '1') {
    throw new Error(
      'Cannot find CNCF Distribution: neither "docker-registry" nor "registry" is on PATH; install the package docker-registry',
    );
  }
  return program;
}

async function answers(host: string): Promise<boolean> {
  try {
    const response = await fetch(`http://${host}/v2/`);
    await response.bytes();
    return response.status === 200 || response.status === 401;
  } catch {
    return false;
  }
}

async function waitUntilUp(
  child: ChildProcess,
  { host, output }: { host: string; output: () => string },
): Promise<void> {
  const deadline = performance.now() + START_LIMIT;
  while (!(await answers(host))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      throw new Error(`Cannot start CNCF Distribution on ${host}: ${output() || 'it does not answer'}`);
    }
    await delay(POLL);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/**
 * Starts CNCF Distribution on a free loopback port, with its content in a temporary folder of its own.
 *
 * @throws {Error} where the program is missing or does not come up.
 */
export async function startDistribution(
  options: { readonly users?: Readonly<Record<string, DistributionPassword>> } = {},
): Promise<DistributionProcess> {
  const program = findDistribution({ PATH: process.env['PATH'], SEALIFT_REQUIRE_DISTRIBUTION: '1' });
  if (program === undefined) throw new Error('Cannot start CNCF Distribution: it is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'sealift-distribution-'));
  const host = await findFreeHost();
  const config = await writeDistributionConfig({ folder, host, ...options });
  const child = spawn(program, ['serve', config], {
    // Distribution takes settings from REGISTRY_* variables, and version 3 sends traces unless told not to.
    env: { PATH: process.env['PATH'] ?? '', OTEL_TRACES_EXPORTER: 'none' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.once('error', (error) => {
    output += String(error);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });

  async function dispose(): Promise<void> {
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await waitUntilUp(child, { host, output: () => output });
  } catch (error) {
    await dispose();
    throw error;
  }
  return { host, program, folder, [Symbol.asyncDispose]: dispose };
}
