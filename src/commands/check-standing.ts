import type { CheckedLocation, CheckTarget } from '../inputs/check.ts';
import { listGates } from '../pipeline/configured-gates.ts';
import type { GateId } from '../pipeline/gate-id.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { openVerifier } from '../records/verifier.ts';
import type { CheckedEnvironment, CheckedImage } from '../report/check.ts';
import { startHeartbeat } from '../report/progress.ts';
import { formatCount } from '../util/format.ts';
import { once } from '../util/memo.ts';
import { checkEnvironment, type Setting } from './check-environment.ts';
import type { CheckResult, CheckWork } from './check-work.ts';
import { openJudging } from './judge-images.ts';
import { openKeptHolds } from './kept-holds.ts';

/** Gates that judge the promotion, and not the image: they say nothing about what is there already. */
const OF_PROMOTIONS: ReadonlySet<GateId> = new Set(['windows', 'people', 'change']);

function settingOf(environment: Environment): Setting {
  return { environment, gates: listGates(environment.gates).filter(({ id }) => !OF_PROMOTIONS.has(id)) };
}

function describe({ environment, gates }: Setting): CheckedEnvironment {
  const notJudged = listGates(environment.gates).filter(({ id }) => OF_PROMOTIONS.has(id));
  return { environment: environment.name, gates: gates.map(({ id }) => id), notJudged: notJudged.map(({ id }) => id) };
}

/** Judges what is in environments by today's evidence, at their own repositories. */
export async function checkStanding(
  { environments, locations }: Extract<CheckTarget, { readonly kind: 'standing' }>,
  work: CheckWork,
): Promise<CheckResult> {
  const { inputs, context, pool } = work;
  const { pipeline } = inputs;
  const settings = environments.map(settingOf);
  const of = ({ environment }: Setting) => locations.filter((each) => each.environment === environment);
  const given = inputs.destinationCredential;
  const lookUp = await pool.open(
    settings.flatMap(of).map(({ repository }) => ({ repository, access: 'pull', given }) as const),
  );
  const { environment, now, logger } = context;
  const policy = {
    pipeline,
    openVerifier: once(() => openVerifier(pipeline, { now, warn: logger.warn, environment })),
    readKeptHolds: openKeptHolds(pipeline, inputs.githubToken, context),
  };
  const registries = {
    sources: new Set<string>(),
    destinations: new Set(locations.map(({ repository }) => repository.registry)),
  };
  const judging = openJudging(policy, work, registries, new Map());
  const standing = { judging, clientOf: ({ repository }: CheckedLocation) => lookUp(repository, 'pull') };
  let read = 0;
  using _ = startHeartbeat(logger, () => `checked ${read} of ${formatCount(settings.length, 'environment')}`);
  const images: CheckedImage[] = [];
  for (const setting of settings) {
    images.push(...(await checkEnvironment(setting, of(setting), standing)));
    read++;
  }
  return { images, environments: settings.map(describe), warnings: [] };
}
