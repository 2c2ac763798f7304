import { throwWorst } from '../action/write-results.ts';
import { buildBakeFiles, makeBakeFolder, writeBakeFiles } from '../build/bake.ts';
import { readBase } from '../build/base-image.ts';
import { buildEntries, buildMetadataEnvironment, findCreated, readCustomEntries } from '../build/metadata.ts';
import { buildTagContext } from '../build/tag-context.ts';
import type { TagsInputs } from '../inputs/inputs.ts';
import { mainTag, type PlanItem, toPlanItems } from '../report/promotion.ts';
import { tagLines, unmatchedRuleLines } from '../report/promotion-log.ts';
import { REPORT_SCHEMA } from '../report/schema.ts';
import { buildTagsOutputs, renderTagsSummary, type TagsReport, toBuildMetadata } from '../report/tags.ts';
import { computeTags } from '../tags/compute.ts';
import type { TagContext } from '../tags/context.ts';
import { planTags, requireNoConflict } from '../tags/plan.ts';
import type { ComputedTags } from '../tags/planned-tag.ts';
import { completeEvent } from './complete-event.ts';
import type { CommandContext } from './context.ts';
import { readExistingTags } from './existing-tags.ts';

/** Finds the main tag among those that are given: a skipped one holds another image. */
function findVersionTag({ version }: ComputedTags, items: readonly PlanItem[]): string {
  const given = items.filter(({ action }) => action !== 'skip');
  return given.find(({ tag }) => tag === version)?.tag ?? mainTag(given);
}

/** Warns if no tag is left for the build, which would fail later and say less. */
function warnOfNoTags(items: readonly PlanItem[], { gives }: TagContext): readonly string[] {
  if (!gives.allowed || items.some(({ action }) => action !== 'skip')) return [];
  return ['No rule gives a tag for this event, so that a build cannot push; the log says why for each rule'];
}

/** Runs `command: tags`: the tags and labels for a build. Nothing is written to a registry. */
export async function runTags(inputs: TagsInputs, context: CommandContext): Promise<void> {
  const { environment, logger, now } = context;
  const event = await completeEvent(inputs, context);
  const { repository } = event;
  const tagContext = buildTagContext(inputs, event, environment);
  const custom = readCustomEntries(inputs, { context: tagContext, now }, environment);
  buildMetadataEnvironment(new Map(), environment);
  const created = findCreated(environment, event.commitDate, now);
  const { base, warnings: baseWarnings } = await readBase(inputs.base, environment);
  const { existing, requests, warnings: ofHolds } = await readExistingTags(inputs, tagContext, context);
  const computed = computeTags(inputs.rules, tagContext, existing, now);
  const plan = planTags(computed, existing, undefined, { ifTagExists: inputs.ifTagExists });
  const images = inputs.images.map(({ name }) => name);
  requireNoConflict(plan, images[0] ?? 'the image');
  const facts = {
    ...repository,
    revision: inputs.revision ?? event.checkedOutSha,
    version: computed.versionLabel,
    created,
    base,
  };
  const { labels, annotations } = buildEntries(facts, custom);
  const items = toPlanItems(images[0] ?? '', plan.tags, existing.names);
  const report: TagsReport = {
    schema: REPORT_SCHEMA,
    command: 'tags',
    ...{ images, annotations, requests },
    tags: items,
    unmatchedRules: computed.unmatched,
    version: findVersionTag(computed, items),
    labels: Object.fromEntries(labels),
    warnings: [
      ...event.warnings,
      ...custom.warnings,
      ...computed.warnings,
      ...plan.warnings,
      ...ofHolds,
      ...baseWarnings,
      ...warnOfNoTags(items, tagContext),
    ],
  };
  logger.startGroup('Tags');
  [...tagLines(report.tags), ...unmatchedRuleLines(report.unmatchedRules)].forEach(logger.info);
  logger.endGroup();
  report.warnings.forEach(logger.warn);
  const bakeFiles = buildBakeFiles(toBuildMetadata(report), inputs.bakeTarget);
  const paths = writeBakeFiles(makeBakeFolder(environment), bakeFiles);
  const outputs = new Map<string, string>([...buildTagsOutputs(report, inputs.separators), ...paths]);
  const variables = buildMetadataEnvironment(outputs, environment);
  throwWorst(
    undefined,
    context.handOver({ outputs, variables, summary: renderTagsSummary(report, event.run) }),
    logger,
  );
}
