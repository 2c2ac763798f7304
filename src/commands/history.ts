import { throwWorst } from '../action/write-results.ts';
import { openClientPool } from '../clients/pool.ts';
import { RegistryError } from '../errors.ts';
import { readThen } from '../history/at.ts';
import { diffImages } from '../history/diff.ts';
import { readGone } from '../history/gone.ts';
import { type ImageHistory, limitsFor, locationsOf } from '../history/image-history.ts';
import { readHistory } from '../history/read.ts';
import { readImageFacts } from '../history/read-image.ts';
import type { HistoryAccess } from '../history/read-repository.ts';
import type { ComparedEnvironments, HistoryInputs } from '../inputs/history.ts';
import { parseRepository, type Repository } from '../oci/reference.ts';
import { ledgerOf } from '../pipeline/pipeline.ts';
import { buildHistoryOutputs, type ComparisonReport, type HistoryReport, reportImage } from '../report/history.ts';
import { findTrouble, historyLines, historySummaryLine } from '../report/history-log.ts';
import { renderHistorySummary } from '../report/history-summary.ts';
import { startHeartbeat } from '../report/progress.ts';
import { reportThen, thenLines } from '../report/ran-then.ts';
import { REPORT_SCHEMA } from '../report/schema.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount } from '../util/format.ts';
import type { CommandContext } from './context.ts';
import { openKeptHolds } from './kept-holds.ts';
import { type OpenVerifier, trustOnce } from './trust-once.ts';

/** Images read concurrently. */
const IMAGES_AT_ONCE = 8;

function findRunning({ environments }: ImageHistory, name: string) {
  const environment = environments.find((each) => each.name === name);
  const found = environment?.repositories.find(({ current }) => current !== undefined);
  return found?.current && { repository: parseRepository(found.repository), current: found.current };
}

async function compare(
  history: ImageHistory,
  { from, to }: ComparedEnvironments,
  { clientOf }: HistoryAccess,
): Promise<ComparisonReport> {
  const names = { from: from.name, to: to.name };
  const [left, right] = [findRunning(history, from.name), findRunning(history, to.name)];
  if (left === undefined || right === undefined) {
    const empty = left === undefined ? from.name : to.name;
    return { ...names, error: `nothing is known to run in ${empty}`, diff: null };
  }
  try {
    const [one, other] = await Promise.all(
      ([left, right] as const).map(({ repository, current }) =>
        readImageFacts(clientOf(repository), repository, current.placement.digest),
      ),
    );
    return { ...names, error: null, diff: one && other ? diffImages(one, other) : null };
  } catch (error) {
    if (error instanceof RegistryError) return { ...names, error: error.message, diff: null };
    throw error;
  }
}

/** What GitHub does not tell does not end a history, even if promotions must know it. */
function openHoldsToShow(
  { pipeline: { gitHub }, githubToken }: HistoryInputs,
  context: CommandContext,
  warn: (warning: string) => void,
) {
  const attestations = gitHub.attestations === 'required' ? 'on' : gitHub.attestations;
  return openKeptHolds({ gitHub: { ...gitHub, attestations } }, githubToken, { ...context, logger: { warn } });
}

/**
 * Shows which image each environment runs, since when, by whom and from where, and what of that is proven. Nothing is
 * written to a registry.
 *
 * @throws {RegistryError} if no registry could be read at all: otherwise the history says which could not.
 */
export async function runHistory(
  inputs: HistoryInputs,
  context: CommandContext,
  options: { readonly openVerifier: OpenVerifier },
): Promise<void> {
  const { event, logger, now } = context;
  const { pipeline, images, compared, at } = inputs;
  const warnings = new Set<string>();
  await using pool = await openClientPool(context, inputs);
  const locations = images.flatMap(({ name }) => locationsOf(pipeline, name));
  const given = inputs.sourceCredential;
  const lookUp = await pool.open(locations.map(({ repository }) => ({ repository, access: 'pull', given })));
  // By a token of its own: who may read images may not be allowed to read the ledger.
  const ledgers = images.flatMap(({ name }) => ledgerOf(pipeline, name) ?? []);
  const lookUpLedger = await pool.open(ledgers.map((repository) => ({ repository, access: 'pull', given })));
  const clientOf = (repository: Repository) => lookUp(repository, 'pull');
  const readKeptHolds = openHoldsToShow(inputs, context, (warning) => warnings.add(warning));
  const access = {
    readKeptHolds,
    clientOf,
    trust: trustOnce(options.openVerifier, (warning) => warnings.add(warning)),
    now,
  };
  const ledger = { ...access, clientOf: (repository: Repository) => lookUpLedger(repository, 'pull') };
  const limits = limitsFor(images.length);
  let read = 0;
  using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(images.length, 'image')}`);
  const readings = await eachAtMost(IMAGES_AT_ONCE, images, async (image) => {
    const { history: found, failure } = await readHistory({ pipeline, image, limits }, access);
    const history = { ...found, gone: await readGone(found, { pipeline, image }, ledger) };
    const comparison = compared === undefined ? null : await compare(history, compared, access);
    const ran = at === undefined ? [] : await readThen({ pipeline, image: image.name, at }, access);
    const past = at === undefined ? null : { at: at.toISOString(), ran: ran.map(reportThen) };
    read++;
    return { history, failure, comparison, past };
  });
  reading[Symbol.dispose]();
  const [first] = readings.flatMap(({ failure }) => failure ?? []);
  if (first !== undefined && readings.every(({ failure }) => failure !== undefined)) throw first;
  const histories = readings.map(({ history }) => history);
  const report: HistoryReport = {
    schema: REPORT_SCHEMA,
    command: 'history',
    policy: pipeline.digest,
    images: readings.map(({ history, comparison, past }) => reportImage(history, comparison, past)),
    warnings: [...warnings],
    requests: pool.requests,
    milliseconds: Date.now() - now.getTime(),
  };
  logger.startGroup('History');
  histories.flatMap(historyLines).forEach(logger.info);
  for (const { past } of report.images) if (past !== null) thenLines(past.at, past.ran).forEach(logger.info);
  logger.endGroup();
  [...histories.flatMap(findTrouble), ...warnings].forEach(logger.warn);
  const summary = renderHistorySummary({
    pipeline,
    histories,
    report,
    run: event.run.invocationId ?? null,
    facts: event.run,
  });
  const failure = context.handOver({ outputs: buildHistoryOutputs(report), summary });
  logger.info(historySummaryLine(histories, report));
  throwWorst(undefined, failure, logger);
}
