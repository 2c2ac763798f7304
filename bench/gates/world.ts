// One registry with a pipeline, GitHub, and the action as its own process.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGitHub } from '../../test/github/github-server.ts';
import { KEYS } from '../../test/pipeline/support.ts';
import { type EmbeddedRegistry, startRegistry } from '../../test/support/registry/registry.ts';
import { type ActionResult, spawnAction } from '../../test/support/run-action.ts';
import { COMMIT, loadImages, pipelineFile } from './images.ts';

const CHECKS = `/repos/acme/shop/commits/${COMMIT}/check-runs?filter=latest&check_name=ci&per_page=100&page=1`;
const CHECK = {
  ...{ id: 7, name: 'ci', head_sha: COMMIT, status: 'completed', conclusion: 'success' },
  ...{ completed_at: new Date().toISOString(), app: { slug: 'github-actions' } },
};

/** What a run of the action took. */
export interface RunCost {
  /** Requests. */
  readonly registry: number;
  /** Requests. */
  readonly github: number;
  readonly seconds: number;
  /** Of the processor, in seconds. */
  readonly cpu: number;
  /** The most memory that the process held, in MB. */
  readonly peak: number;
}

/** What the world is made of. */
export interface WorldOptions {
  readonly images: number;
  readonly environments: readonly string[];
  /** Whether the last environment has six gates. */
  readonly hasGates: boolean;
  /** Holds each request for a while; undefined answers at once. */
  readonly hold: () => Promise<undefined>;
}

/** A pipeline whose first environment has images. */
export interface World extends AsyncDisposable {
  readonly registry: EmbeddedRegistry;
  /** The images, as `image` takes them. */
  readonly names: readonly string[];
  /** @throws {Error} if the action fails. */
  run(inputs: Readonly<Record<string, string>>): Promise<RunCost>;
}

interface Held {
  readonly peak: number;
  readonly cpu: number;
}

/** What Linux says of a process that lives: its memory, and ticks of 10 ms. */
async function readProcess(pid: number | undefined): Promise<Held> {
  const [status, stat] = await Promise.all(
    ['status', 'stat'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  const [user = 0, system = 0] = (stat ?? '').split(') ').at(-1)?.split(' ').slice(11, 13).map(Number) ?? [];
  return { peak: Number(/^VmHWM:\s+([0-9]+)/m.exec(status ?? '')?.[1] ?? 0) / 1024, cpu: (user + system) / 100 };
}

/** The bundle to run; SEALIFT_BENCH_SCRIPT names another one, to try a change. */
const SCRIPT = process.env['SEALIFT_BENCH_SCRIPT'];

/** Runs the action and looks at its process, as long as it lives. */
async function measure(options: Parameters<typeof spawnAction>[0]): Promise<ActionResult & Held> {
  const { child, done } = spawnAction(SCRIPT === undefined ? options : { ...options, script: SCRIPT });
  let held: Held = { peak: 0, cpu: 0 };
  const timer = setInterval(() => {
    void readProcess(child.pid).then((now) => {
      held = { peak: Math.max(held.peak, now.peak), cpu: Math.max(held.cpu, now.cpu) };
    });
  }, 50);
  const result = await done.finally(() => clearInterval(timer));
  return { ...result, ...held };
}

/** Starts a registry and GitHub, and puts the images into the first environment. */
export async function startWorld({ images, environments, hasGates, hold }: WorldOptions): Promise<World> {
  const stack = new AsyncDisposableStack();
  const workspace = await mkdtemp(join(tmpdir(), 'sealift-bench-'));
  stack.defer(() => rm(workspace, { recursive: true, force: true }));
  const github = stack.use(await startGitHub({ [CHECKS]: { body: { check_runs: [CHECK] } } }));
  const registry = stack.use(await startRegistry({ referrers: 'api', intercept: hold }));
  const names = await loadImages(registry, images, environments[0]);
  await mkdir(join(workspace, 'keys'));
  await mkdir(join(workspace, '.github'));
  await writeFile(join(workspace, 'keys/sealift.pub'), KEYS.publicKey);
  const file = pipelineFile(environments, { last: hasGates }).replaceAll('HOST', registry.host);
  await writeFile(join(workspace, '.github/sealift.yml'), file);
  return {
    registry,
    names,
    async run(inputs) {
      registry.clearLog();
      const asked = github.requests.length;
      const { exitCode, stdout, milliseconds, peak, cpu } = await measure({
        inputs: { 'github-token': 'token', ...inputs },
        cwd: workspace,
        env: { GITHUB_WORKSPACE: workspace, GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'acme/shop' },
      });
      if (exitCode !== 0) throw new Error(`"${inputs['command'] ?? 'promote'}" failed:\n${stdout.slice(-4000)}`);
      const requests = github.requests.length - asked;
      return { registry: registry.log.length, github: requests, seconds: milliseconds / 1000, peak, cpu };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What promotes all images from one environment to the next. */
export function promotion(names: readonly string[], from: string, to: string): Record<string, string> {
  const image = names.map((name) => `${name}:1.2.3`).join('\n');
  return { from, to, image, tags: 'type=semver', 'signing-key': KEYS.privateKey };
}

/** The middle of some values. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
