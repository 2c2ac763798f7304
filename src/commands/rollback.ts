import { throwWorst } from '../action/write-results.ts';
import { openClientPool } from '../clients/pool.ts';
import { PolicyError, type SealiftError } from '../errors.ts';
import type { RollbackInputs } from '../inputs/rollback.ts';
import { inGroup, openEventLog } from '../report/progress.ts';
import { buildRollbackOutputs, buildRollbackReport, hintLines } from '../report/rollback.ts';
import { rollbackPlanLines, rollbackSummaryLine } from '../report/rollback-log.ts';
import { renderRollbackSummary } from '../report/rollback-summary.ts';
import type { ImagePlan } from '../rollback/plan.ts';
import type { RollbackRequest } from '../rollback/request.ts';
import { applyRollback, type RollbackResult } from '../rollback/rollback.ts';
import { planRollback, type RollbackPlan } from '../rollback/set.ts';
import { formatList } from '../util/format.ts';
import type { WritingContext } from './context.ts';
import { openRollbackPublisher } from './publish-rollback.ts';
import { openRollback, requireRun } from './rollback-run.ts';

/** A rollback without a hold: the next promotion may bring the image back, and it blocks the lines of lower fixes. */
function warnOfNoHold({ hold, environment }: RollbackRequest, images: readonly ImagePlan[]): readonly string[] {
  if (hold || images.every(({ current }) => current === undefined)) return [];
  return [
    `Nothing holds what is rolled back: the next promotion may bring it to ${environment.name} again, and as long as its version is the highest, moving tags do not go to a lower fix; leave "hold" out, or use command hold`,
  ];
}

async function apply(
  request: RollbackRequest,
  images: readonly ImagePlan[],
  context: WritingContext,
  { token, eventLog }: { readonly token: string | undefined; readonly eventLog: ReturnType<typeof openEventLog> },
): Promise<{ readonly result: RollbackResult; readonly trouble: unknown }> {
  const { emit, warn } = eventLog;
  const { logger, cancellation } = context;
  return cancellation.writing(async () => {
    const publisher = openRollbackPublisher(request, images, { ...context, token, warn });
    await requireRun(request, images);
    await publisher.begin();
    try {
      const result = await inGroup(logger, 'Rollback', () =>
        applyRollback(request, images, {
          emit: (event) => {
            publisher.listen(event);
            emit(event);
          },
          tell: logger.info,
          journal: cancellation.journal,
        }),
      );
      return { result, trouble: await publisher.succeed(result) };
    } catch (error) {
      await publisher.fail();
      throw error;
    }
  });
}

/** What a partial rollback has left: the run fails when all else is done. */
function findLeft(images: readonly ImagePlan[], { environment }: RollbackRequest): SealiftError | undefined {
  const left = images.flatMap(({ unreachable }) => unreachable);
  const [first] = left;
  if (first === undefined) return undefined;
  return new PolicyError({
    what: `roll back all of ${environment.name}`,
    reason: `${formatList([...new Set(left.map(({ uri }) => uri))])} did not answer (${first.reason})`,
    remedy: 'run the same again once they do: it completes them',
    aftermath: 'the other repositories are rolled back',
  });
}

/**
 * Takes an environment back to what ran before, or to an image that was there, and holds what is rolled back. As a drill,
 * everything is asked and nothing is written.
 *
 * @throws {PolicyError} that says why it cannot be rolled back; then nothing was written.
 */
export async function runRollback(inputs: RollbackInputs, context: WritingContext): Promise<void> {
  const { logger, now, event } = context;
  const { dryRun, githubToken: token, environment, marker } = inputs;
  await using pool = await openClientPool(context, inputs, context.cancellation.signal);
  const request = await openRollback(inputs, context, pool);
  const { images, notes } = await planOrTell(request, context, dryRun);
  await inGroup(logger, 'Plan', async () => {
    [...images.flatMap((image) => rollbackPlanLines(image, request)), ...notes].forEach(logger.info);
  });
  const eventLog = openEventLog(logger);
  for (const { sites } of images) for (const { warnings } of sites) warnings.forEach(eventLog.warn);
  warnOfNoHold(request, images).forEach(eventLog.warn);
  const applied = dryRun ? undefined : await apply(request, images, context, { token, eventLog });
  const approvals = await request.approvals?.catch(() => undefined);
  const report = buildRollbackReport(
    images,
    { environment, marker, result: applied?.result },
    {
      run: {
        address: event.run.invocationId ?? null,
        actor: request.run.facts.actor?.login ?? null,
        approvedBy: (approvals ?? []).flatMap(({ login, state }) => (state === 'approved' ? [login] : [])),
        reason: request.reason,
      },
      requests: pool.requests,
      milliseconds: Date.now() - now.getTime(),
      warnings: [...eventLog.warnings],
    },
  );
  const hints = [...new Set(report.images.flatMap(({ from, hints: each }) => (from === null ? [] : hintLines(each))))];
  if (hints.length > 0) await inGroup(logger, 'What updaters do now', async () => hints.forEach(logger.info));
  const told = { outputs: buildRollbackOutputs(report), summary: renderRollbackSummary(report, request.pipeline) };
  const failure = context.handOver(told, dryRun ? 'it was a drill' : 'the rollback itself is complete');
  logger.info(rollbackSummaryLine(report));
  throwWorst(applied?.trouble ?? findLeft(images, request), failure, logger);
}

/** A drill that fails says so to the next steps too. */
async function planOrTell(request: RollbackRequest, context: WritingContext, dryRun: boolean): Promise<RollbackPlan> {
  try {
    return await planRollback(request);
  } catch (error) {
    if (dryRun) context.handOver({ outputs: new Map([['ready', 'false']]), summary: '' }, 'nothing was written');
    throw error;
  }
}
