import { throwWorst } from '../action/write-results.ts';
import { refusalOf } from '../admission/refusal.ts';
import { openClientPool } from '../clients/pool.ts';
import type { SealiftError } from '../errors.ts';
import type { CheckInputs } from '../inputs/check.ts';
import { findOwnSigstore } from '../records/own-sigstore.ts';
import { renderAdmissionPolicies } from '../report/admission-policies.ts';
import {
  buildCheckOutputs,
  type CheckedEnvironment,
  type CheckedImage,
  isPassed,
  reportCheck,
} from '../report/check.ts';
import { checkLogLines, checkSummaryLine, describeChange } from '../report/check-log.ts';
import { renderCheckSummary } from '../report/check-summary.ts';
import { inGroup } from '../report/progress.ts';
import { formatCount, formatList, formatNumber } from '../util/format.ts';
import { checkEntering } from './check-entering.ts';
import { checkStanding } from './check-standing.ts';
import type { CheckWork } from './check-work.ts';
import type { CommandContext } from './context.ts';
import { joinErrors } from './refusals.ts';

function accepting(what: string, environment: string): string {
  return `accept ${what} in ${environment}`;
}

/** Makes one error of all that is wrong; undefined if everything passes. */
function failureOf(
  images: readonly CheckedImage[],
  failures: readonly SealiftError[],
  { target }: Pick<CheckInputs, 'target'>,
  { logger }: Pick<CommandContext, 'logger'>,
): SealiftError | undefined {
  const isStanding = target.kind === 'standing';
  const errors: SealiftError[] = [...images.flatMap(({ refusal }) => refusal ?? []), ...failures];
  for (const [environment, some] of Map.groupBy(images, (each) => each.environment)) {
    const judged = some.flatMap(({ gates }) => gates ?? []);
    const refusal = refusalOf(environment ?? '', judged, isStanding ? accepting : undefined);
    if (refusal !== undefined) errors.push(refusal);
  }
  const refused = images.filter((image) => !isPassed(image)).length;
  const count = `${formatNumber(refused)} of ${formatCount(images.length, 'image')}`;
  return joinErrors(errors, `${isStanding ? 'accept' : 'promote'} ${count}`, logger);
}

/** Says which gates of environments were not judged, and which have none. */
function describeEnvironment({ environment, gates, notJudged }: CheckedEnvironment): readonly string[] {
  if (gates.length + notJudged.length === 0) return [`${environment} has no gates`];
  if (notJudged.length === 0) return [];
  return [`Not judged in ${environment}, as they count only when an image enters: ${formatList(notJudged)}`];
}

/** Changes the statements of admission if that is asked for, and writes policies that go by them in a dry run. */
async function changeAdmission(images: readonly CheckedImage[], work: CheckWork) {
  const { pipeline, dryRun, withdraw, issue } = work.inputs;
  const unchanged = { changes: [], failures: [] };
  const changed =
    withdraw || issue ? await (await import('./check-admission.ts')).changeAdmissions(images, work) : unchanged;
  if (!dryRun || !pipeline.environments.some(({ admission }) => admission)) return { ...changed, policies: '' };
  const { now, logger } = work.context;
  const own = await findOwnSigstore(pipeline, now);
  const { yaml, notes } = renderAdmissionPolicies(pipeline, { own: own?.endpoints, now });
  for (const note of notes) logger.info(note);
  return { ...changed, policies: yaml };
}

/**
 * Judges images without promoting them: those that would be promoted, or those that are in an environment. Nothing is
 * written to a registry, unless statements of admission are to be withdrawn or issued.
 *
 * @throws {SealiftError} if an image does not pass, after report and summary are written.
 */
export async function runCheck(inputs: CheckInputs, context: CommandContext): Promise<void> {
  const { logger, now } = context;
  const { target, pipeline } = inputs;
  await using pool = await openClientPool(context, inputs);
  const work = { inputs, context, pool };
  const { images, environments, warnings } =
    target.kind === 'entering' ? await checkEntering(target, work) : await checkStanding(target, work);
  const { changes, failures, policies } = await changeAdmission(images, work);
  const report = reportCheck(images, {
    admission: changes,
    ...{ environments, warnings, policy: pipeline.digest, requests: pool.requests },
    from: target.kind === 'entering' ? target.from : null,
    milliseconds: Date.now() - now.getTime(),
  });
  await inGroup(logger, 'Checks', async () => {
    checkLogLines(images).forEach(logger.info);
    environments.flatMap(describeEnvironment).forEach(logger.info);
  });
  warnings.forEach(logger.warn);
  for (const change of changes) logger.info(describeChange(change, inputs.dryRun));
  const results = {
    outputs: buildCheckOutputs(report, policies),
    summary: renderCheckSummary(images, report, {
      ...{ run: context.event.run, pipeline: inputs.pipeline, dryRun: inputs.dryRun },
    }),
  };
  const failure = context.handOver(
    results,
    changes.length === 0 || inputs.dryRun
      ? 'nothing was written to a registry'
      : 'statements of admission were changed',
  );
  logger.info(checkSummaryLine(images, report));
  throwWorst(failureOf(images, failures, inputs, context), failure, logger);
}
