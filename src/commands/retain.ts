import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { throwWorst } from '../action/write-results.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { type ClientPool, openClientPool } from '../clients/pool.ts';
import { InputError, PolicyError, RegistryError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import { locationsOf } from '../history/image-history.ts';
import type { RetainInputs } from '../inputs/retain.ts';
import type { Repository } from '../oci/reference.ts';
import { ledgerOf } from '../pipeline/pipeline.ts';
import type { RegistryClient } from '../registry/client.ts';
import { startHeartbeat } from '../report/progress.ts';
import {
  type AppliedReport,
  buildRetainOutputs,
  type RefusedReport,
  type RetainedReport,
  type RetainReport,
} from '../report/retain.ts';
import { appliedLine, retainLines, retainSummaryLine } from '../report/retain-log.ts';
import { renderRetainSummary } from '../report/retain-summary.ts';
import { REPORT_SCHEMA } from '../report/schema.ts';
import { isDue } from '../retention/action.ts';
import { requireClock } from '../retention/clock.ts';
import { findListFaults, type InUseList } from '../retention/in-use.ts';
import { findExcess, type PlannedLocation, planRetention, type RetentionPlan } from '../retention/plan.ts';
import { assessImage, type ImageAssessment } from '../retention/read.ts';
import type { RetentionAccess } from '../retention/read-ran.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount, formatList } from '../util/format.ts';
import { once } from '../util/memo.ts';
import { quote } from '../util/safe-text.ts';
import { explainSystemError } from '../util/system-error.ts';
import type { Applied } from './apply-retention.ts';
import type { CommandContext, WritingContext } from './context.ts';
import { readInUseLists } from './in-use-lists.ts';
import { openKeptHolds } from './kept-holds.ts';
import { runOf } from './require-apply.ts';

/** Images of the pipeline that are read concurrently: each has all its tags in memory. */
const IMAGES_AT_ONCE = 2;

/** In the runner's folder for temporary files. */
const PLAN_FILE = 'sealift-retention.json';

type Failure = RegistryError | PolicyError;

/** @throws {PolicyError} if what runs is not known as the file asks for. */
function requireLists(lists: readonly InUseList[], { pipeline, environments }: RetainInputs, now: Date): void {
  const { inUse } = pipeline.retention;
  const [fault, ...others] = inUse === undefined ? [] : findListFaults(lists, inUse, now.getTime());
  if (fault === undefined) return;
  throw new PolicyError({
    what: `retain ${formatList(environments.map(({ name }) => name))}`,
    reason: fault.reason,
    remedy: fault.remedy,
    lines: others.map(({ reason }) => reason),
  });
}

/** Names the environment in an error of its registry. */
function nameEnvironment(name: string, failure: Failure): PolicyError {
  if (failure instanceof PolicyError || failure.words === undefined) {
    return failure instanceof PolicyError ? failure : new PolicyError(failure.message);
  }
  const { what, reason, remedy } = failure.words;
  return new PolicyError({
    what: `retain ${name}`,
    reason: `what is there is not known (cannot ${what}: ${reason})`,
    remedy,
    cause: failure,
  });
}

function reportLocation(location: PlannedLocation): RetainedReport {
  const { name, image, repository, archive, images } = location;
  const kept = images.filter(({ action }) => !isDue(action));
  const rules: Record<string, number> = {};
  for (const { because } of kept) {
    for (const rule of new Set(because.map((each) => each.rule))) rules[rule] = (rules[rule] ?? 0) + 1;
  }
  const going = images.filter(({ action }) => action !== 'keep');
  return {
    ...{ name, image, repository, archive, rules, going },
    images: images.length,
    kept: kept.length,
    frees: going.reduce((sum, { frees }) => sum + (frees ?? 0), 0),
  };
}

function reportApplied({ done, run }: Applied): AppliedReport {
  const images = done.images.map(({ reason, ...each }) => ({ ...each, reason: reason ?? null }));
  return { ...run, images };
}

/** @throws {InputError} if it cannot be written. */
function writePlanFile(plan: RetentionPlan, environment: Env): string {
  const path = join(environment['RUNNER_TEMP'] || process.cwd(), PLAN_FILE);
  try {
    writeFileSync(path, `${JSON.stringify(plan, undefined, 1)}\n`);
    return path;
  } catch (error) {
    throw new InputError({
      what: `write the plan file ${quote(path)}`,
      reason: explainSystemError(error, 'write'),
      remedy: 'set RUNNER_TEMP to a folder that can be written',
      cause: error,
    });
  }
}

function makePlan(
  assessed: readonly ImageAssessment[],
  { pipeline }: RetainInputs,
  { now, event }: Pick<CommandContext, 'now' | 'event'>,
): RetentionPlan {
  return planRetention({
    ...{ policy: pipeline.digest, now: now.getTime(), retention: pipeline.retention, run: runOf(event.run) },
    unfinished: assessed.flatMap(({ unfinished }) => unfinished),
    locations: assessed.flatMap(({ locations }) => locations),
    assessment: new Map(assessed.flatMap(({ assessment }) => [...assessment])),
    contents: new Map(assessed.flatMap(({ contents }) => [...contents])),
  });
}

/** Opens clients of all repositories and ledgers; only a run that applies may write there. */
async function openClients(
  pool: ClientPool,
  inputs: RetainInputs,
): Promise<(repository: Repository) => RegistryClient> {
  const { images, pipeline, destinationCredential: given, apply } = inputs;
  if (apply !== undefined) return (await import('./apply-retention.ts')).openApplyClients(pool, inputs);
  const repositories = images.flatMap((name) => [
    ...locationsOf(pipeline, name).map(({ repository }) => repository),
    ...[ledgerOf(pipeline, name) ?? []].flat(),
  ]);
  const lookUp = await pool.open(repositories.map((repository) => ({ repository, access: 'pull', given })));
  return (repository) => lookUp(repository, 'pull');
}

/** What could not be planned; it is thrown when all else was told. */
function findTrouble(failures: readonly PolicyError[]): PolicyError | undefined {
  const [first, ...others] = failures;
  if (first?.words === undefined || others.length === 0) return first;
  return new PolicyError({ ...first.words, lines: others.map(({ message }) => message) });
}

/**
 * Plans which images of an environment go, and says why each stays or goes. Nothing is written to a registry.
 *
 * @throws {SealiftError} if what runs is not known; after all else was told, if an environment cannot be planned.
 */
export async function runRetain(
  inputs: RetainInputs,
  context: WritingContext,
  options: { readonly openVerifier: () => Promise<BundleVerifier> },
): Promise<void> {
  const { logger, now, environment } = context;
  const { pipeline, images, environments } = inputs;
  const lists = readInUseLists(inputs.inUse);
  requireLists(lists, inputs, now);
  const applying =
    inputs.apply === undefined
      ? undefined
      : await (await import('./apply-retention.ts')).openApply(inputs, inputs.apply, context);
  await using pool = await openClientPool(context, inputs, context.cancellation.signal);
  const locations = images.flatMap((name) => locationsOf(pipeline, name));
  const clientOf = await openClients(pool, inputs);
  const names = formatList(environments.map(({ name }) => name));
  const byRegistry = new Map(locations.map(({ repository }) => [repository.registry, repository]));
  await Promise.all(
    [...byRegistry.values()].map((repository) =>
      // A registry that does not answer ends its own environments below.
      requireClock(clientOf(repository), repository, names).catch((error: unknown) => {
        if (!(error instanceof RegistryError)) throw error;
      }),
    ),
  );
  const readKeptHolds = openKeptHolds(pipeline, inputs.githubToken, context);
  const access: RetentionAccess = { pipeline, now, clientOf, openVerifier: once(options.openVerifier), readKeptHolds };
  let read = 0;
  using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(images.length, 'image')}`);
  const assessed = await eachAtMost(IMAGES_AT_ONCE, images, async (image) => {
    const found = await assessImage({ image, environments, inUse: lists }, access);
    read++;
    return found;
  });
  reading[Symbol.dispose]();
  const planned = new Set(environments.map(({ name }) => name));
  const failures = assessed.flatMap(({ failures: all }, index) =>
    [...all]
      .filter(([name]) => planned.has(name))
      .map(([name, failure]) => ({ name, image: images[index] ?? '', error: nameEnvironment(name, failure) })),
  );
  // One image that cannot be judged ends its environment for all: the plan would be another one when it can.
  const failed = new Set(failures.map(({ name }) => name));
  const judged = assessed.map((each) => ({
    ...each,
    locations: each.locations.filter((location) => !failed.has(location.environment.name)),
  }));
  const plan = makePlan(judged, inputs, context);
  const applied =
    applying === undefined
      ? undefined
      : await (await import('./apply-retention.ts')).applyPlan(
          applying,
          {
            plan,
            locations: judged.flatMap((each) => each.locations),
            below: new Map(judged.flatMap(({ below }) => [...below])),
            unfinished: judged.flatMap(({ unfinished }) => unfinished),
          },
          { access, context },
        );
  const isEmpty = plan.environments.length === 0;
  const report: RetainReport = {
    ...{ schema: REPORT_SCHEMA, command: 'retain', policy: pipeline.digest },
    plan: isEmpty ? null : { id: plan.id, file: writePlanFile(plan, environment), time: plan.time },
    environments: plan.environments.map(reportLocation),
    refused: failures.map(
      ({ name, image, error }): RefusedReport => ({ environment: name, image, reason: error.message }),
    ),
    ...{ totals: plan.totals, limits: plan.limits },
    applied: applied === undefined ? null : reportApplied(applied),
    excess: findExcess(plan).map(({ reason, remedy }) => `The plan is more than may go at once: ${reason}; ${remedy}`),
    warnings: [...new Set(assessed.flatMap(({ warnings }) => warnings))],
    requests: pool.requests,
    milliseconds: Date.now() - now.getTime(),
  };
  logger.startGroup('Retention');
  retainLines(report).forEach(logger.info);
  logger.endGroup();
  report.applied?.images.map(appliedLine).forEach(logger.info);
  [...report.refused.map(({ reason }) => reason), ...report.excess, ...report.warnings].forEach(logger.warn);
  const results = { outputs: buildRetainOutputs(report), summary: renderRetainSummary(report) };
  const failure = context.handOver(results, applied === undefined ? undefined : 'the plan is applied');
  logger.info(`${retainSummaryLine(report)} (${formatCount(report.requests, 'request')})`);
  throwWorst(applied?.trouble ?? findTrouble(failures.map(({ error }) => error)), failure, logger);
}
