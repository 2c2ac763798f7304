import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputVariable, readInputDefaults } from '../../../test/support/action-inputs.ts';
import { createRunnerEnvironment } from '../../../test/support/runner-environment.ts';
import { formatReference, type Workload } from '../workload.ts';
import type { Tool, ToolContext, ToolPlan } from './tool.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What the peers do: nothing but to copy. */
const PLAIN = { record: 'off', referrers: 'false', 'existing-tags': 'none' } as const;

/** The bundle to run; SEALIFT_BENCH_SCRIPT names another one, to try a change. */
const SCRIPT = process.env['SEALIFT_BENCH_SCRIPT'] ?? join(ROOT, 'dist', 'index.js');

type Inputs = Readonly<Record<string, string>>;

function inputsOf({ jobs, set, whole }: Workload): Inputs {
  const [job] = jobs;
  if (job === undefined) return {};
  const { source, destination } = job;
  const tags = whole?.rules ?? destination.tags.map((tag) => `type=raw,value=${tag}`).join('\n');
  if (set !== undefined) return { from: set.from, to: set.to, image: set.images.join('\n'), tags };
  const to = `${destination.host}/${destination.repository}`;
  return { from: formatReference(source, source.tag), to, tags };
}

/** Starts the action as the runner does, once whatever the number of images: every input of action.yml is a variable. */
function planRun(workload: Workload, { folder }: ToolContext, inputs: Inputs): ToolPlan {
  const all = { ...readInputDefaults(join(ROOT, 'action.yml')), ...inputs, ...inputsOf(workload) };
  const variables = Object.entries(all).map(([name, value]) => `${inputVariable(name)}=${value}`);
  // Where the runner's own home would be lies that of the bench, with the credentials.
  const { HOME: _, ...env } = createRunnerEnvironment(folder).env;
  return { commands: [['env', ...variables, process.execPath, SCRIPT]], env };
}

function findVersion(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return `${version} on Node ${process.versions.node}`;
}

/** The bundled action, doing what the peers do. */
export const sealift: Tool = {
  name: 'sealift',
  isPeer: false,
  findVersion,
  prepare: (workload, context) =>
    planRun(workload, context, { ...PLAIN, referrers: workload.withReferrers ? 'true' : 'false' }),
};

/** The bundled action with the defaults of action.yml: what refers to the image goes along, and a record is written. */
export const sealiftDefaults: Tool = {
  name: 'sealift-defaults',
  isPeer: false,
  findVersion,
  prepare: (workload, context) => planRun(workload, context, {}),
};
