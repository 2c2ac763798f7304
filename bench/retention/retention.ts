// Measures what a plan of a large repository takes: seconds, requests by kind, and the most memory, if each request takes
// longer. Without an argument: 3,333 images of 2 platforms with 10,000 tags, 20 ms a request, one run.
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startRegistry } from '../../test/support/registry/registry.ts';
import { sequentialDepth } from '../../test/support/requests.ts';
import { spawnAction } from '../../test/support/run-action.ts';
import { loadImages, PIPELINE } from './images.ts';

/** What is promised of 3,333 images at 20 ms. */
const MOST_SECONDS = 90;
const MOST_MEGABYTES = 400;

/** Where the results go: into a section of their own. */
const FINDINGS = new URL('../findings.md', import.meta.url);
const SECTION = '### Retention';

/** The most memory that a process has had (MB) and its processor time (s), as long as it runs. */
function costOf(pid: number): { readonly memory: number; readonly cpu: number } {
  try {
    const memory = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;
    // Behind the name, which may hold anything, in hundredths of a second: utime and stime (proc_pid_stat(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { memory, cpu: (Number(fields[11]) + Number(fields[12])) / 100 };
  } catch {
    return { memory: 0, cpu: 0 };
  }
}

function kindOf({ method, path }: { readonly method: string; readonly path: string }): string {
  const [, what = '', reference = ''] = /\/(tags|manifests|referrers|blobs)\/([^?]*)/.exec(path) ?? [];
  if (what === 'tags') return 'pages of tags';
  if (what === 'referrers') return 'lists of referrers';
  if (what === 'blobs') return 'blobs';
  const isDigest = reference.startsWith('sha256:');
  return method === 'HEAD' ? `HEAD of ${isDigest ? 'digests' : 'tags'}` : `GET of ${isDigest ? 'manifests' : 'tags'}`;
}

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '3333' },
    delay: { type: 'string', default: '20' },
    write: { type: 'boolean', default: false },
  },
});
const [count, delay] = [Number(values.images), Number(values.delay)];

const workspace = await mkdtemp(join(tmpdir(), 'sealift-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(workspace, { recursive: true, force: true }));
const hold = async (): Promise<undefined> => {
  await sleep(delay);
};
const registry = stack.use(await startRegistry({ referrers: 'api', pageSize: 1000, intercept: hold }));
const tags = loadImages(registry, count, new Date());
await mkdir(join(workspace, '.github'));
await writeFile(join(workspace, '.github/sealift.yml'), PIPELINE.replaceAll('HOST', registry.host));
registry.clearLog();

const run = spawnAction({
  inputs: { command: 'retain', image: 'app', to: 'p' },
  cwd: workspace,
  env: { GITHUB_WORKSPACE: workspace },
  timeLimit: 30 * 60_000,
});
let [peak, processor] = [0, 0];
const looking = setInterval(() => {
  const { memory, cpu } = costOf(run.child.pid ?? 0);
  [peak, processor] = [Math.max(peak, memory), Math.max(processor, cpu)];
}, 50);
const { exitCode, stdout, outputs, milliseconds } = await run.done;
clearInterval(looking);
if (exitCode !== 0) throw new Error(`the plan failed:\n${stdout.slice(-4000)}`);

const kinds = [...Map.groupBy(registry.log, kindOf)].map(([kind, all]) => [kind, all.length] as const);
const seconds = milliseconds / 1000;
const table = [
  '| Images | Tags | Due | Seconds | of the processor | Peak memory | Requests | in sequence |',
  '| --: | --: | --: | --: | --: | --: | --: | --: |',
  `| ${count} | ${tags} | ${outputs['due']} | ${seconds.toFixed(1)} | ${processor.toFixed(1)} | ${Math.round(peak)} MB | ${registry.log.length} | ${sequentialDepth(registry.log)} |`,
  '',
  '| Requests | |',
  '| --- | --: |',
  ...kinds.toSorted(([, left], [, right]) => right - left).map(([kind, all]) => `| ${kind} | ${all} |`),
];
console.log(`${delay} ms a request\n\n${table.join('\n')}`);
if (values.write) {
  const text = await readFile(FINDINGS, 'utf8');
  const intro = `What a plan of one repository takes at ${delay} ms a request, by \`bench/retention/retention.ts\`:`;
  const section = `${SECTION}\n\n${intro}\n\n${table.join('\n')}\n`;
  const [before = ''] = text.split(`\n${SECTION}\n`, 1);
  await writeFile(FINDINGS, `${before.trimEnd()}\n\n${section}`);
}
if (count === 3333 && delay === 20 && (seconds > MOST_SECONDS || peak > MOST_MEGABYTES)) {
  console.error(`This is more than ${MOST_SECONDS} s or ${MOST_MEGABYTES} MB.`);
  process.exitCode = 1;
}
