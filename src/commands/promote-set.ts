import type { ClientOpener } from '../action/clients.ts';
import { conclude } from '../action/conclude.ts';
import { listGitVersions } from '../action/git/git-versions.ts';
import { isLatestRelease } from '../action/git/github-release.ts';
import type { Logger } from '../action/logger.ts';
import { narrateEstimate, narrateEvent, narratePlan } from '../action/narrate.ts';
import { buildPromotionOutputs, writeOutputs } from '../action/outputs.ts';
import { PROGRESS_EVERY, Progress } from '../action/progress.ts';
import { openSetClients } from '../action/promotion-clients.ts';
import type { PromoteInputs } from '../action/promotion-inputs.ts';
import { buildReport } from '../action/report.ts';
import { printSummary } from '../action/summary/step-summary.ts';
import { renderPromotionSummary } from '../action/summary/summary.ts';
import { readShortShaLength } from '../action/tag-context.ts';
import { applySet } from '../promotion/apply.ts';
import { eachAtMost } from '../promotion/each-at-most.ts';
import type { Phase } from '../promotion/estimate/plan-cost.ts';
import { preparePromotion } from '../promotion/prepare.ts';
import type { EventSink, PromotionEvent } from '../promotion/promotion-event.ts';
import type { PromotionPlan } from '../promotion/promotion-plan.ts';
import { type PromotionClients, type PromotionRequest, recordFormOf } from '../promotion/promotion-request.ts';
import { requireNoOverlap, type SetItem } from '../promotion/promotion-set.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import { formatCount } from '../text/format.ts';
import { TOOL_VERSION } from '../tool.ts';
import { openAnnouncer } from './announce.ts';
import type { CommandContext } from './context.ts';
import { estimateSet } from './estimator.ts';
import { govern } from './govern.ts';
import { startHeartbeat } from './heartbeat.ts';

/** So many images are read at the same time. */
export const IMAGES_AT_ONCE = 32;

/** Makes the requests of a set: one for each image, with everything else the same. */
export async function toRequests(
  inputs: Omit<PromoteInputs, 'command'>,
  context: CommandContext,
  { writes }: { readonly writes: boolean },
): Promise<readonly PromotionRequest[]> {
  const { event, now, environment } = context;
  const { rules, version, revision, timeZone, existingTags, ifTagExists, flavor, tagPrefix } = inputs;
  const { expectedDigest, referrers, reason, githubToken: token } = inputs;
  const { gitTag, preRelease, run } = event;
  const [governed, makeLatest, gitVersions] = await Promise.all([
    govern(inputs, context, writes),
    isLatestRelease(event, token),
    existingTags === 'git' ? listGitVersions(tagPrefix, { event, environment, token }) : [],
  ]);
  return inputs.routes.map(({ from, to }, index) => ({
    ...{ from, to, rules, version, revision, timeZone, existingTags, ifTagExists, expectedDigest, reason },
    referrers,
    ...{ gitTag, preRelease, run, now, makeLatest, gitVersions, flavor, tagPrefix },
    shortShaLength: readShortShaLength(environment),
    toolVersion: TOOL_VERSION,
    record: 'off' as const,
    ...governed[index],
  }));
}

/** What is prepared: what is asked, and what was begun for it already. */
interface AskedImage {
  readonly request: PromotionRequest;
  readonly clients: PromotionClients;
  /** The image's root manifest, where it is on its way. */
  readonly resolving?: Promise<StoredManifest> | undefined;
}

/** Reads and plans images with the clients that were opened for them; nothing is written. */
async function prepareAsked(asked: readonly AskedImage[], onRead = (): void => undefined): Promise<readonly SetItem[]> {
  return eachAtMost(IMAGES_AT_ONCE, asked, async ({ request, clients, resolving }) => {
    const plan = await preparePromotion(request, clients, resolving);
    onRead();
    return { request, clients, plan };
  });
}

/** Opens the clients of images, reads and plans them; nothing is written. */
export async function prepareImages(
  requests: readonly PromotionRequest[],
  inputs: Pick<PromoteInputs, 'sourceCredential' | 'destinationCredential'>,
  opener: ClientOpener,
): Promise<readonly SetItem[]> {
  const routes = requests.map(({ from, to }) => ({ from: from.repository, to }));
  const { sourceCredential: source, destinationCredential: destination } = inputs;
  return prepareAsked(pair(requests, await openSetClients(opener, routes, { source, destination })));
}

/** Puts the requests of a set and their clients together. */
function pair(requests: readonly PromotionRequest[], clients: readonly PromotionClients[]): readonly AskedImage[] {
  return requests.flatMap((request, index) => {
    const own = clients[index];
    return own === undefined ? [] : [{ request, clients: own }];
  });
}

/** Runs what is shown as a group of lines in the log. */
export async function inGroup<Result>(logger: Logger, title: string, work: () => Promise<Result>): Promise<Result> {
  logger.startGroup(title);
  try {
    return await work();
  } finally {
    logger.endGroup();
  }
}

/** Does something for a set, and says how far it is as long as it takes. */
export async function withProgress<Result>(
  items: readonly SetItem[],
  logger: Logger,
  {
    phase,
    emit,
    work,
  }: { readonly phase: Phase; readonly emit: EventSink; readonly work: (emit: EventSink) => Promise<Result> },
): Promise<Result> {
  const plans = items.map(({ plan }) => plan);
  const progress = new Progress(plans, performance.now(), phase);
  const timer = setInterval(() => {
    const line = progress.describe(performance.now());
    if (line !== undefined) logger.info(line);
  }, PROGRESS_EVERY);
  try {
    return await work((event) => {
      progress.add(event);
      emit(event);
    });
  } finally {
    clearInterval(timer);
  }
}

/** Tells people of events. */
export interface Narrator {
  readonly warnings: ReadonlySet<string>;
  readonly warn: (warning: string) => void;
  readonly emit: EventSink;
}

/** Makes what tells people of events, and keeps the warnings: each is given once. */
export function openNarrator(logger: Logger): Narrator {
  const warnings = new Set<string>();
  function warn(warning: string): void {
    if (!warnings.has(warning)) logger.warn(warning);
    warnings.add(warning);
  }
  function emit(event: PromotionEvent): void {
    const line = narrateEvent(event);
    if (line === undefined) return;
    if (event.kind === 'source-moved') warn(line);
    else logger.info(line);
  }
  return { warnings, warn, emit };
}

/** Says where the rules of the input `tags` are not used, because the environment has rules of its own. */
function warnOfOwnRules(plans: readonly PromotionPlan[], warn: Narrator['warn']): void {
  const grants = plans.flatMap((plan) => [...(plan.grants?.values() ?? [])]);
  const names = grants.flatMap(({ passage: { destination } }) => (destination.rules ? [destination.name] : []));
  for (const name of new Set(names)) {
    warn(`The input "tags" is not used for ${name}: the pipeline file has the tag rules of that environment`);
  }
}

/** Opens what signs before anything is written, where anything will be signed. */
export async function readySigner(items: readonly SetItem[]): Promise<void> {
  const signing = items.find(({ request }) => request.to.some((to) => recordFormOf(request, to) === 'signed'));
  await signing?.request.signer?.open();
}

/** What came of a set, and what GitHub's places lack of what the pipeline file requires. */
interface Applied {
  readonly results: Awaited<ReturnType<typeof applySet>>;
  readonly trouble: unknown;
}

/** Applies a set, and tells GitHub's places before and after. */
async function applyAnnounced(
  items: readonly SetItem[],
  context: CommandContext,
  { inputs, narrator }: { readonly inputs: PromoteInputs; readonly narrator: Narrator },
): Promise<Applied> {
  const { logger } = context;
  const { warn, emit } = narrator;
  const [announcer] = await Promise.all([
    openAnnouncer(items, context, { token: inputs.githubToken, warn }),
    readySigner(items),
  ]);
  await announcer.begin();
  const work = (sink: EventSink) => applySet(items, sink);
  try {
    const results = await inGroup(logger, 'Promotion', () =>
      withProgress(items, logger, {
        phase: 'all',
        emit(event) {
          announcer.listen(event);
          emit(event);
        },
        work,
      }),
    );
    return { results, trouble: await announcer.succeed(results) };
  } catch (error) {
    await announcer.fail();
    throw error;
  }
}

/** What was begun while this was loaded. */
export interface BegunSet {
  readonly opener: ClientOpener;
  readonly clients: readonly PromotionClients[];
  /** The root manifest of the first image. */
  readonly resolving: Promise<StoredManifest> | undefined;
}

/** Promotes a set: reads and plans, shows the plan, applies it unless it is a dry run, and reports. */
export async function promoteSet(inputs: PromoteInputs, context: CommandContext, begun: BegunSet): Promise<void> {
  const { environment, logger, now } = context;
  const { dryRun } = inputs;
  const { opener, clients, resolving } = begun;
  const requests = await toRequests(inputs, context, { writes: !dryRun });
  const asked = pair(requests, clients);
  const [first, ...others] = asked;
  let read = 0;
  using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(asked.length, 'image')}`);
  const items = await prepareAsked([...(first === undefined ? [] : [{ ...first, resolving }]), ...others], () => {
    read++;
  });
  reading[Symbol.dispose]();
  const plans = items.map(({ plan }) => plan);
  requireNoOverlap(plans);
  await inGroup(logger, 'Plan', async () => {
    plans.flatMap(narratePlan).forEach(logger.info);
    logger.info(narrateEstimate(estimateSet(items, opener, 'all')));
  });
  const narrator = openNarrator(logger);
  const { warnings, warn } = narrator;
  for (const plan of plans) plan.warnings.forEach(warn);
  if (inputs.givesRules) warnOfOwnRules(plans, warn);
  const applied = dryRun ? undefined : await applyAnnounced(items, context, { inputs, narrator });
  const results = applied?.results;
  const report = buildReport(
    plans.map((plan, index) => ({ plan, results: results?.[index] })),
    { dryRun, warnings: [...warnings], requests: opener.requests, milliseconds: Date.now() - now.getTime() },
  );
  writeOutputs(buildPromotionOutputs(report), environment, logger);
  printSummary(renderPromotionSummary(report), environment, logger);
  logger.info(conclude(report));
  if (applied?.trouble !== undefined) throw applied.trouble;
}
