import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputVariable, readInputDefaults } from '../../../test/support/action-inputs.ts';
import { createRunnerEnvironment } from '../../../test/support/runner-environment.ts';
import { type CopyJob, formatReference, type Workload } from '../workload.ts';
import type { Tool, ToolContext, ToolPlan } from './tool.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What the peers do: nothing but to copy. */
const PLAIN = { record: 'off', referrers: 'false', 'existing-tags': 'none' } as const;

/** How many processes at once, where there are many images. */
const PARALLEL = 4;

/** The bundle to run; SEALIFT_BENCH_SCRIPT names another one, to try a change. */
const SCRIPT = process.env['SEALIFT_BENCH_SCRIPT'] ?? join(ROOT, 'dist', 'index.js');

type Inputs = Readonly<Record<string, string>>;

function inputsOf({ source, destination }: CopyJob): Inputs {
  return {
    from: formatReference(source, source.tag),
    to: `${destination.host}/${destination.repository}`,
    tags: destination.tags.map((tag) => `type=raw,value=${tag}`).join('\n'),
  };
}

/** Starts the action as the runner does: every input of action.yml is a variable. */
function planRuns({ jobs }: Workload, { folder }: ToolContext, inputs: Inputs): ToolPlan {
  const defaults = readInputDefaults(join(ROOT, 'action.yml'));
  const commands = jobs.map((job) => {
    const all = { ...defaults, ...inputs, ...inputsOf(job) };
    const variables = Object.entries(all).map(([name, value]) => `${inputVariable(name)}=${value}`);
    return ['env', ...variables, process.execPath, SCRIPT];
  });
  // Where the runner's own home would be lies that of the bench, with the credentials.
  const { HOME: _, ...env } = createRunnerEnvironment(folder).env;
  return { commands, env };
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
    planRuns(workload, context, { ...PLAIN, referrers: workload.withReferrers ? 'true' : 'false' }),
};

/** The bundled action with the defaults of action.yml: what refers to the image goes along, and a record is written. */
export const sealiftDefaults: Tool = {
  name: 'sealift-defaults',
  isPeer: false,
  findVersion,
  prepare: (workload, context) => (workload.jobs.length === 1 ? planRuns(workload, context, {}) : undefined),
};

/** Several processes of the bundled action at once, for many images. */
export const sealiftParallel: Tool = {
  name: 'sealift-parallel',
  isPeer: false,
  findVersion,
  prepare(workload, context) {
    if (workload.jobs.length === 1) return undefined;
    return { ...planRuns(workload, context, PLAIN), parallel: PARALLEL };
  },
};
