import { throwWorst } from '../action/write-results.ts';
import { openClientPool } from '../clients/pool.ts';
import { isSealiftError, PolicyError, type SealiftError } from '../errors.ts';
import { readApprovals } from '../github/approvals.ts';
import type { HoldInputs } from '../inputs/hold.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import { formatHoldDay, nameHolder } from '../policy/describe-hold.ts';
import { type ActiveHold, findFileHolds } from '../policy/holds.ts';
import { limitRejections } from '../policy/valid-promotions.ts';
import { applyHold, type HoldMeans, type HoldPlan, planHold, planUnhold } from '../promotion/write-hold.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import { reportHold } from '../report/hold.ts';
import { holdLogLines, holdSummaryLine } from '../report/hold-log.ts';
import { buildHoldOutputs, type HeldImageReport, type HoldRunReport } from '../report/hold-run.ts';
import { renderHoldSummary } from '../report/hold-summary.ts';
import { inGroup } from '../report/progress.ts';
import { REPORT_SCHEMA } from '../report/schema.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatList } from '../util/format.ts';
import type { WritingContext } from './context.ts';
import { type FoundPlace, findPlaces } from './hold-places.ts';
import { openHoldSigner } from './hold-signer.ts';
import { keepAtGitHub } from './keep-hold.ts';
import { openKeptHolds } from './kept-holds.ts';
import { joinErrors } from './refusals.ts';

/** Images that are read or written concurrently. */
const AT_ONCE = 8;

/** An image, where it was found, and what is to be written. */
interface PlannedHold {
  readonly line: string;
  readonly name: string;
  readonly digest: Digest;
  readonly found: readonly FoundPlace[];
  readonly plan: HoldPlan;
}

/** What the file holds is ended in the file alone. @throws {PolicyError} that names its line. */
function requireNotOfFile({ pipeline, environments }: HoldInputs, digest: Digest, now: Date): void {
  for (const environment of environments) {
    const [held] = findFileHolds(pipeline, { digests: new Set([digest]) }, { environment, now });
    if (held?.by.kind !== 'file') continue;
    throw new PolicyError({
      what: `end the hold on ${digest}`,
      reason: `the pipeline file holds it (line ${held.by.line})`,
      remedy: 'change the file',
    });
  }
}

/** Refuses a record that would not count where it was asked for; if it was asked for everywhere, that is told. */
function requireCounting(
  { command, names, environments }: HoldInputs,
  { uncounted }: HoldPlan,
  line: string,
): readonly string[] {
  if (uncounted.size === 0) return [];
  const [[name, reason] = ['', '']] = uncounted;
  const isNamed = !names.includes('*');
  if (isNamed || uncounted.size === environments.length) {
    throw new PolicyError({
      what: `${command} ${line} in ${formatList([...uncounted.keys()])}`,
      reason: `its record would not count there, since ${reason}`,
      remedy: `run it by a workflow or key that the pipeline file names among the signers of ${name}${isNamed && uncounted.size < environments.length ? ', or leave that environment out of "to"' : ''}`,
    });
  }
  return [...uncounted].map(([each, why]) => `In ${each} the record of command ${command} does not count: ${why}`);
}

/** Says what holds longer, and what an unhold leaves because it does not count. */
function explainRest({ longer, rejections }: HoldPlan, line: string): readonly string[] {
  const [hold] = longer;
  const until =
    hold?.until === undefined ? 'has no end' : `lasts until ${formatHoldDay(new Date(hold.until.getTime() - 1))}`;
  return [
    ...(hold === undefined
      ? []
      : [
          `An earlier hold of ${line} ${until} (since ${describeSince(hold)}): it stays as it is; to shorten it, end it first by command unhold`,
        ]),
    ...limitRejections(rejections).map((reason) => `A hold of ${line} is left as it is: ${reason}`),
  ];
}

function describeSince(hold: ActiveHold): string {
  const who = nameHolder(hold);
  const since = hold.by.kind === 'record' ? formatHoldDay(hold.by.since) : '';
  return who === undefined ? since : `${since} by ${who}`;
}

/** Until when images are held after all: as long as a longer hold lasts, if nothing else holds them. */
function findEnd(planned: readonly PlannedHold[], wished: Date | undefined): Date | undefined {
  const [first, ...others] = planned.map(({ plan }) => (plan.lacking.length === 0 ? plan.longer[0] : undefined));
  if (first === undefined || others.some((each) => each?.until?.getTime() !== first.until?.getTime())) return wished;
  return first.until;
}

function reportImage(
  { line, name, digest, found, plan }: PlannedHold,
  written: ReadonlySet<string>,
  failures: ReadonlyMap<string, SealiftError>,
): HeldImageReport {
  const lacking = new Set(plan.lacking.map(({ repository }) => formatRepository(repository)));
  return {
    image: name,
    reference: line,
    digest,
    record: plan.record ?? null,
    signed: plan.bundle !== undefined || (plan.artifact?.descriptor.artifactType.includes('sigstore') ?? false),
    changed: written.size > 0,
    ended: plan.ended.map(reportHold),
    places: found.map(({ uri, environments, holds, error }) => {
      const failure = error ?? failures.get(uri);
      const state =
        failure !== undefined
          ? 'failed'
          : written.has(uri)
            ? 'written'
            : !holds
              ? 'absent'
              : lacking.has(uri)
                ? 'planned'
                : 'unchanged';
      return { repository: uri, environments, state, error: failure?.message ?? null };
    }),
  };
}

/** Attaches the record in each repository; one that refuses it keeps the others from nothing. */
async function apply(planned: PlannedHold, means: HoldMeans) {
  const { plan } = planned;
  const written = new Set<string>();
  const failures = new Map<string, SealiftError>();
  await eachAtMost(AT_ONCE, plan.lacking, async (place) => {
    const uri = formatRepository(place.repository);
    try {
      await applyHold({ ...plan, lacking: [place] }, means);
      written.add(uri);
    } catch (error) {
      if (!isSealiftError(error)) throw error;
      failures.set(uri, error);
    }
  });
  return { written, failures };
}

/**
 * Holds images, or ends their holds: one record in every repository of the environments that has the image. All of it is
 * read, judged and signed before the first write.
 *
 * @throws {SealiftError} if a repository did not take it, after all else is done and told.
 */
export async function runHold(inputs: HoldInputs, context: WritingContext): Promise<void> {
  const { logger, now, environment, event } = context;
  const { command, pipeline, dryRun, targets, environments, names, effect, until, reason, githubToken } = inputs;
  await using pool = await openClientPool(context, inputs, context.cancellation.signal);
  const signing = await openHoldSigner(inputs, context);
  const approvals =
    dryRun || event.apiUrl === undefined
      ? undefined
      : await readApprovals(event, { environment, token: githubToken, tell: logger.info, runId: signing.runId });
  const means: HoldMeans = { ...signing, pipeline, now, approvals, warn: logger.warn };
  const readKept = openKeptHolds(pipeline, githubToken, context);
  const warnings: string[] = [];
  const planned = await eachAtMost(AT_ONCE, targets, async (target): Promise<PlannedHold> => {
    const { digest, found } = await findPlaces(target, inputs, pool);
    if (command === 'unhold') requireNotOfFile(inputs, digest, now);
    const places = found.filter(({ holds }) => holds);
    const wish = { digest, environments, names, reason };
    const kept = command === 'unhold' ? ((await readKept?.(new Set([digest]))) ?? []) : [];
    const plan =
      command === 'hold'
        ? await planHold(places, { ...wish, effect, until }, means)
        : await planUnhold(places, wish, means, kept);
    warnings.push(...requireCounting(inputs, plan, target.line), ...explainRest(plan, target.line));
    return { line: target.line, name: target.query.name, digest, found, plan };
  });
  const failures: SealiftError[] = planned.flatMap(({ found }) => found.flatMap(({ error }) => error ?? []));
  const done = dryRun
    ? planned.map((each) => reportImage(each, new Set(), new Map()))
    : await context.cancellation.writing(async () => {
        const images: HeldImageReport[] = [];
        for (const each of planned) {
          const result = await apply(each, means);
          failures.push(...result.failures.values());
          images.push(reportImage(each, result.written, result.failures));
          failures.push(...(await keepAtGitHub(each.plan, inputs, context)));
        }
        await settleLists(new Set(planned.flatMap(({ found }) => found.map(({ client }) => client))), true);
        return images;
      });
  const withdraws = command === 'hold' && effect === 'quarantine' && environments.some(({ admission }) => admission);
  const withdrawn = withdraws
    ? await (await import('./withdraw-held.ts')).withdrawHeld(planned, { inputs, context, pool, means })
    : { changes: [], failures: [] };
  failures.push(...withdrawn.failures);
  const report: HoldRunReport = {
    ...{ schema: REPORT_SCHEMA, command, dryRun, policy: pipeline.digest },
    environments: names,
    effect: command === 'hold' ? effect : null,
    until: findEnd(planned, until)?.toISOString() ?? null,
    reason,
    changed: done.some(({ changed }) => changed) || withdrawn.changes.length > 0,
    images: done,
    admission: withdrawn.changes,
    by: means.run.actor?.login ?? null,
    run: means.run.invocationId ?? null,
    approvedBy: (approvals ?? []).filter(({ state }) => state === 'approved').map(({ login }) => login),
    warnings,
    requests: pool.requests,
    milliseconds: Date.now() - now.getTime(),
  };
  await inGroup(logger, command === 'hold' ? 'Hold' : 'End of holds', async () =>
    holdLogLines(report).forEach(logger.info),
  );
  warnings.forEach(logger.warn);
  const results = { outputs: buildHoldOutputs(report), summary: renderHoldSummary(report, pipeline) };
  const failure = context.handOver(results, report.changed ? 'the records are written' : 'nothing was written');
  logger.info(holdSummaryLine(report));
  throwWorst(joinErrors(failures, `${command} all of it`, logger), failure, logger);
}
