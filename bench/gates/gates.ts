// Measures what six gates cost a promotion of many images on one base: requests at the registry and at GitHub, apart; how
// many of them wait for one another; and seconds, if each request takes longer. Without an argument: 100 images, 20 ms, 3 runs.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startGitHub } from '../../test/github/github-server.ts';
import { KEYS } from '../../test/pipeline/support.ts';
import { startRegistry } from '../../test/support/registry/registry.ts';
import { Rounds } from '../../test/support/rounds.ts';
import { spawnAction } from '../../test/support/run-action.ts';
import { COMMIT, loadImages, pipelineFile } from './images.ts';

/** The pause between two looks of `Rounds`: the client is another process (ms). */
const DISTANCE = 25;

const CHECKS = `/repos/acme/shop/commits/${COMMIT}/check-runs?filter=latest&check_name=ci&per_page=100&page=1`;
const CHECK = {
  ...{ id: 7, name: 'ci', head_sha: COMMIT, status: 'completed', conclusion: 'success' },
  ...{ completed_at: new Date().toISOString(), app: { slug: 'github-actions' } },
};

/** How one promotion is made. */
interface Setting {
  readonly images: number;
  readonly hasGates: boolean;
  /** Holds each request for a while; undefined answers at once. */
  readonly hold: () => Promise<undefined>;
}

interface Cost {
  readonly registry: number;
  readonly github: number;
  readonly seconds: number;
}

async function promote({ images, hasGates, hold }: Setting): Promise<Cost> {
  await using stack = new AsyncDisposableStack();
  const workspace = await mkdtemp(join(tmpdir(), 'sealift-bench-'));
  stack.defer(() => rm(workspace, { recursive: true, force: true }));
  const github = stack.use(await startGitHub({ [CHECKS]: { body: { check_runs: [CHECK] } } }));
  const registry = stack.use(await startRegistry({ referrers: 'api', intercept: hold }));
  const names = await loadImages(registry, images);
  await mkdir(join(workspace, 'keys'));
  await mkdir(join(workspace, '.github'));
  await writeFile(join(workspace, 'keys/sealift.pub'), KEYS.publicKey);
  await writeFile(join(workspace, '.github/sealift.yml'), pipelineFile(hasGates).replaceAll('HOST', registry.host));
  registry.clearLog();
  const { exitCode, stdout, milliseconds } = await spawnAction({
    inputs: {
      ...{ from: 't', to: 'p', image: names.map((name) => `${name}:1.2.3`).join('\n'), tags: 'type=semver' },
      ...{ 'signing-key': KEYS.privateKey, 'github-token': 'token' },
    },
    cwd: workspace,
    env: { GITHUB_WORKSPACE: workspace, GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'acme/shop' },
  }).done;
  if (exitCode !== 0) throw new Error(`the promotion failed:\n${stdout.slice(-4000)}`);
  return { registry: registry.log.length, github: github.requests.length, seconds: milliseconds / 1000 };
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function countRounds(images: number, hasGates: boolean): Promise<number> {
  const rounds = new Rounds(DISTANCE);
  await promote({ images, hasGates, hold: rounds.hold });
  return rounds.count;
}

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '100' },
    delay: { type: 'string', default: '20' },
    runs: { type: 'string', default: '3' },
  },
});
const [images, delay, runs] = [Number(values.images), Number(values.delay), Number(values.runs)];
const hold = async (): Promise<undefined> => {
  await sleep(delay);
};
const costs: Record<string, Cost[]> = { without: [], with: [] };
// In turn, so that whatever else the machine does meets both.
for (let run = 0; run < runs; run++) {
  for (const hasGates of [false, true]) {
    costs[hasGates ? 'with' : 'without']?.push(await promote({ images, hasGates, hold }));
  }
}
console.log(`${images} images on one base, ${delay} ms a request, the median of ${runs} runs\n`);
console.log('| Six gates | Requests at the registry | at GitHub | Seconds | Rounds, 1 image |');
console.log('| --- | --: | --: | --: | --: |');
for (const [name, all] of Object.entries(costs)) {
  const [registry, github, seconds] = (['registry', 'github', 'seconds'] as const).map((key) =>
    median(all.map((cost) => cost[key])),
  );
  const rounds = await countRounds(1, name === 'with');
  console.log(`| ${name} | ${registry} | ${github} | ${seconds?.toFixed(1)} | ${rounds} |`);
}
const ratio = median(
  (costs['with'] ?? []).map(({ seconds }, index) => seconds / (costs['without']?.[index]?.seconds ?? 1)),
);
console.log(`\nWith gates it takes ${ratio.toFixed(2)} times as long, pair by pair.`);
