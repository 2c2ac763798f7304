import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basicAuthorization } from '../../test/support/authorization.ts';
import { blobBytes, type RecordedRequest, sequentialDepth } from '../../test/support/requests.ts';
import { measureProcess } from './process-cost.ts';
import { commandScript } from './script.ts';
import type { Site } from './site.ts';
import { USER } from './token-endpoint.ts';
import type { Tool } from './tools/tool.ts';
import type { Workload } from './workload.ts';

/** What one run of a tool was like. */
export interface RunResult {
  readonly requests: number;
  readonly depth: number;
  /** Bytes of layers and configs that were sent and received. */
  readonly layerBytes: number;
  /** All of these in ms. */
  readonly wall: number;
  readonly cpu: number;
  /** From the start of the process to its first request. */
  readonly first: number;
  /** The most that one process held (MiB). */
  readonly memory: number;
}

/** A run with its requests. */
export interface TracedRun {
  readonly result: RunResult;
  readonly log: readonly RecordedRequest[];
  readonly startedAt: number;
}

/** Writes the credentials as `docker login` does, and returns the environment in which a tool finds them. */
function logIn(folder: string, hosts: readonly string[]): Record<string, string> {
  const auth = basicAuthorization(USER).slice('Basic '.length);
  const config = join(folder, '.docker');
  mkdirSync(config);
  const auths = Object.fromEntries(hosts.map((host) => [host, { auth }]));
  writeFileSync(join(config, 'config.json'), JSON.stringify({ auths }));
  return { PATH: process.env['PATH'] ?? '', HOME: folder, DOCKER_CONFIG: config };
}

/** Checks past the proxy that each tag resolves to what it should: what wrote something else is not compared. */
async function checkResult(site: Site, { jobs }: Workload): Promise<void> {
  for (const { destination, digest } of jobs) {
    const { host, repository, tags } = destination;
    const side = [site.near, site.far].find(({ proxy }) => proxy === host) ?? site.near;
    for (const tag of tags) {
      const answer = await fetch(`http://${side.direct}/v2/${repository}/manifests/${tag}`, {
        method: 'HEAD',
        headers: { Authorization: site.authorize(repository), Accept: 'application/vnd.oci.image.index.v1+json' },
      });
      const found = answer.headers.get('docker-content-digest');
      if (found !== digest) throw new Error(`${repository}:${tag} is ${found ?? answer.status} and not ${digest}`);
    }
  }
}

/**
 * Runs a tool once, in a new home, and checks what it wrote.
 *
 * @returns undefined where the tool cannot do all of the work.
 * @throws {Error} where the tool fails, or leaves something else than it should.
 */
export async function runOnce(
  site: Site,
  tool: Tool,
  { workload, delay, refusesMounts }: { workload: Workload; delay: number; refusesMounts: boolean },
): Promise<TracedRun | undefined> {
  const folder = await mkdtemp(join(tmpdir(), `bench-${tool.name}-`));
  try {
    const hosts = [site.near.proxy, site.far.proxy];
    const env = logIn(folder, hosts);
    const plan = tool.prepare(workload, { folder, hosts });
    if (plan === undefined) return undefined;
    site.reset({ delay, refusesMounts });
    const cost = await measureProcess({ script: commandScript(plan), env: { ...env, ...plan.env }, folder });
    const log = [...site.log];
    if (cost.exitCode !== 0) throw new Error(`exit code ${cost.exitCode}: ${cost.output.slice(-600)}`);
    await checkResult(site, workload);
    const first = Math.min(...log.map(({ startedAt }) => startedAt)) - cost.startedAt;
    const { wall, cpu, memory } = cost;
    const result = {
      ...{ requests: log.length, depth: sequentialDepth(log), layerBytes: blobBytes(log) },
      ...{ wall, cpu, first, memory },
    };
    return { result, log, startedAt: cost.startedAt };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
