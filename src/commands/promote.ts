import { openClients, openPromotionClients } from '../action/clients.ts';
import type { Environment, EventContext } from '../action/event/event.ts';
import { listGitVersions } from '../action/git/git-versions.ts';
import { isLatestRelease } from '../action/git/github-release.ts';
import type { PromoteInputs } from '../action/inputs.ts';
import type { Logger } from '../action/logger.ts';
import { narrateEvent, narratePlan } from '../action/narrate.ts';
import { buildPromotionOutputs, writeOutputs } from '../action/outputs.ts';
import { buildReport, type Report } from '../action/report.ts';
import { printSummary } from '../action/summary/step-summary.ts';
import { renderPromotionSummary } from '../action/summary/summary.ts';
import { readShortShaLength } from '../action/tag-context.ts';
import { applyPromotion, type DestinationResult } from '../promotion/apply.ts';
import { preparePromotion } from '../promotion/prepare.ts';
import type { PromotionPlan } from '../promotion/promotion-plan.ts';
import type { PromotionClients, PromotionRequest } from '../promotion/promotion-request.ts';
import { formatBytes, formatCount, formatList } from '../text/format.ts';
import { TOOL_VERSION } from '../tool.ts';

/** What a command runs in. */
export interface CommandContext {
  readonly environment: Environment;
  readonly event: EventContext;
  readonly logger: Logger;
  /** The instant of the run. */
  readonly now: Date;
}

async function toRequest(inputs: PromoteInputs, context: CommandContext): Promise<PromotionRequest> {
  const { event, now, environment } = context;
  const { from, to, rules, version, revision, timeZone, existingTags, ifTagExists, flavor, tagPrefix } = inputs;
  const { expectedDigest, referrers, record, reason, githubToken: token } = inputs;
  const { gitTag, preRelease, run } = event;
  const [makeLatest, gitVersions] = await Promise.all([
    isLatestRelease(event, token),
    existingTags === 'git' ? listGitVersions(tagPrefix, { event, environment, token }) : [],
  ]);
  return {
    ...{ from, to, rules, version, revision, timeZone, existingTags, ifTagExists, expectedDigest, record, reason },
    referrers,
    ...{ gitTag, preRelease, run, now, makeLatest, gitVersions, flavor, tagPrefix },
    shortShaLength: readShortShaLength(environment),
    toolVersion: TOOL_VERSION,
  };
}

async function applyPlan(
  request: PromotionRequest,
  clients: PromotionClients,
  work: { readonly plan: PromotionPlan; readonly logger: Logger; readonly warn: (warning: string) => void },
): Promise<readonly DestinationResult[]> {
  const { plan, logger, warn } = work;
  logger.startGroup('Promotion');
  try {
    return await applyPromotion(request, clients, {
      plan,
      emit(event) {
        const line = narrateEvent(event);
        if (line === undefined) return;
        if (event.kind === 'source-moved') warn(line);
        else logger.info(line);
      },
    });
  } finally {
    logger.endGroup();
  }
}

/** Says in a line what the run came to, the news first. */
function conclude(report: Report): string {
  const destinations = report.images.flatMap((image) => image.destinations);
  const standing = destinations.flatMap(({ tags }) => tags.filter(({ action }) => action !== 'skip'));
  const names = [...new Set(standing.map(({ tag }) => tag))];
  const places = formatList(destinations.map(({ repository }) => repository));
  const tags = names.length === 0 ? 'the image, by its digest alone' : formatList(names);
  const digest = report.images[0]?.digest ?? '';
  if (report.dryRun) return `Dry run: ${places} would have ${tags} (${digest}); nothing was written`;
  const bytes = destinations.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
  const news = destinations.some(({ changed }) => changed)
    ? `${places} now has ${tags}`
    : `Nothing to do: ${places} has ${tags} already`;
  return `${news} (${digest}, ${formatBytes(bytes)} through the runner, ${formatCount(report.requests, 'request')})`;
}

/** Runs `command: promote`: reads and plans, shows the plan, applies it unless it is a dry run, and reports. */
export async function runPromote(inputs: PromoteInputs, context: CommandContext): Promise<void> {
  const { environment, logger, now } = context;
  const { insecureRegistries, trustedAuthHosts } = inputs;
  await using opener = await openClients({ environment, logger, insecureRegistries, trustedAuthHosts });
  const clients = await openPromotionClients(opener, {
    from: inputs.from.repository,
    to: inputs.to,
    source: inputs.sourceCredential,
    destination: inputs.destinationCredential,
  });
  const request = await toRequest(inputs, context);
  const plan = await preparePromotion(request, clients);
  logger.startGroup('Plan');
  narratePlan(plan).forEach(logger.info);
  logger.endGroup();
  const warnings: string[] = [];
  function warn(warning: string): void {
    warnings.push(warning);
    logger.warn(warning);
  }
  plan.warnings.forEach(warn);
  const results = inputs.dryRun ? undefined : await applyPlan(request, clients, { plan, logger, warn });
  const report = buildReport({ ...plan, warnings }, results, {
    requests: opener.requests,
    milliseconds: Date.now() - now.getTime(),
  });
  writeOutputs(buildPromotionOutputs(report), environment, logger);
  printSummary(renderPromotionSummary(report), environment, logger);
  logger.info(conclude(report));
}
