import type { PoolInputs } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { defaultOf } from '../faces/inputs.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { MAX_SHARDS, parseShardName, type ShardName } from '../shards/name.ts';
import { collectSettings, SETTINGS, type Setting, type Settings } from '../shards/settings.ts';
import { quote } from '../util/safe-text.ts';
import { type GetInput, parseDryRun } from './parse.ts';
import { type PromoteInputs, readCommon, readPromotion } from './promote.ts';
import { readRoutes } from './routes.ts';

export interface PlanInputs extends Omit<PromoteInputs, 'command'> {
  readonly command: 'plan';
  readonly shards: number;
  readonly settings: Settings;
}

/** The inputs of `command: promote` for a part of a plan: the plan file says the rest. */
export interface ShardInputs extends PoolInputs {
  readonly command: 'shard';
  readonly plan: string;
  readonly shard: ShardName;
  /** Checks the plan's settings as if they had been given here. */
  readonly settle: (settings: Settings, routes: PromoteInputs['routes']) => PromoteInputs;
  readonly dryRun: boolean;
}

function parseShards(text: string): number {
  if (/^[0-9]{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_SHARDS) return Number(text);
  throw new InputError(
    `Cannot use shards ${quote(text)}: it is not a number from 1 to ${MAX_SHARDS}, the most jobs of a matrix; write one, such as "8"`,
  );
}

export function readPlanInputs(get: GetInput, pipeline: Pipeline | undefined): PlanInputs {
  const { command: _, ...promotion } = readPromotion(get, { routes: readRoutes(get, pipeline), pipeline });
  const settings = collectSettings(get);
  return { command: 'plan', ...promotion, settings, shards: parseShards(get('shards') || defaultOf('shards')) };
}

function isSetting(name: string): name is Setting {
  return SETTINGS.some((each) => each === name);
}

/** Refuses inputs that contradict the plan, as they would have no effect. */
function requireSame(get: GetInput, settings: Settings): void {
  for (const name of SETTINGS) {
    const text = get(name).trim();
    const planned = settings[name].trim();
    if (text === '' || text === defaultOf(name).trim() || text === planned) continue;
    throw new InputError(
      `Cannot use the input "${name}" with a plan: the plan was made with ${planned === '' ? 'none' : quote(planned)}, and all its jobs go by that; leave it out here, or give it to "command: plan"`,
    );
  }
}

/** @throws {InputError} if an input is given that only the plan can decide. */
export function readShardInputs(get: GetInput, pipeline: Pipeline | undefined): ShardInputs {
  const [plan, shard] = [get('plan'), get('shard')];
  if (plan === '' || shard === '') {
    throw new InputError(
      `Cannot promote ${plan === '' ? `shard ${quote(shard)}` : `by the plan ${quote(plan)}`}: the input "${plan === '' ? 'plan' : 'shard'}" is missing; give both, the path of the plan file and which shard of it`,
    );
  }
  const other = ['from', 'to', 'image', 'image-file', 'expected-digest'].find((name) => get(name) !== '');
  if (other !== undefined) {
    throw new InputError(
      `Cannot use the input "${other}" with a plan: the plan says what is promoted where; leave it out here, and give it to "command: plan"`,
    );
  }
  const { insecureRegistries, trustedAuthHosts } = readCommon((name) => (isSetting(name) ? '' : get(name)));
  return {
    command: 'shard',
    ...{ plan, insecureRegistries, trustedAuthHosts },
    shard: parseShardName(shard),
    settle(settings, routes) {
      requireSame(get, settings);
      const planned = { routes, pipeline, isPlanned: true };
      return readPromotion((name) => (isSetting(name) ? settings[name] : get(name)), planned);
    },
    dryRun: parseDryRun(get('dry-run')),
  };
}
