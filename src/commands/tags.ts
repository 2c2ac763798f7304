import { buildBakeFiles, makeBakeFolder, writeBakeFiles } from '../action/bake-file.ts';
import { buildEntries, findCreated, readCustomEntries } from '../action/build-metadata.ts';
import { readBase } from '../action/dockerfile/read-base.ts';
import { readExistingTags } from '../action/existing-tags.ts';
import { completeEvent } from '../action/git/complete-event.ts';
import { handOver, throwWorst } from '../action/hand-over.ts';
import type { TagsInputs } from '../action/inputs.ts';
import { buildMetadataEnvironment } from '../action/metadata-environment.ts';
import { narrateIdleRules, narrateTags } from '../action/narrate.ts';
import { mainTag, type PlanItem, toPlanItems } from '../action/report.ts';
import { renderTagsSummary } from '../action/summary/tags-summary.ts';
import { buildTagContext } from '../action/tag-context.ts';
import { buildTagsOutputs, type TagsReport, toBuildMetadata } from '../action/tags-report.ts';
import { computeTags } from '../tags/compute.ts';
import { planTags, requireNoConflict } from '../tags/plan.ts';
import type { TagContext } from '../tags/tag-context.ts';
import type { ComputedTags } from '../tags/tag-plan.ts';
import type { CommandContext } from './context.ts';

/** Finds the main tag of those that are given: one that is left as it is holds another image. */
function findVersionTag({ version }: ComputedTags, items: readonly PlanItem[]): string {
  const given = items.filter(({ action }) => action !== 'skip');
  return given.find(({ tag }) => tag === version)?.tag ?? mainTag(given);
}

/** Warns where no tag is left for the build, which would fail on that later and say less. */
function warnOfNoTags(items: readonly PlanItem[], { gives }: TagContext): readonly string[] {
  if (!gives.allowed || items.some(({ action }) => action !== 'skip')) return [];
  return ['No rule gives a tag for this event, so that a build cannot push; the log says why for each rule'];
}

/** Runs `command: tags`: the tags and labels for a build, by the rules and what exists; nothing is written anywhere. */
export async function runTags(inputs: TagsInputs, context: CommandContext): Promise<void> {
  const { environment, logger, now } = context;
  const event = await completeEvent(inputs, context);
  const { repository } = event;
  const tagContext = buildTagContext(inputs, event, environment);
  const custom = readCustomEntries(inputs, { context: tagContext, now }, environment);
  buildMetadataEnvironment(new Map(), environment);
  const created = findCreated(environment, event.commitDate, now);
  const { base, warnings: baseWarnings } = await readBase(inputs.base, environment);
  const { existing, requests } = await readExistingTags(inputs, tagContext, context);
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
    command: 'tags',
    ...{ images, annotations, requests },
    tags: items,
    idleRules: computed.idle,
    version: findVersionTag(computed, items),
    labels: Object.fromEntries(labels),
    warnings: [
      ...event.warnings,
      ...custom.warnings,
      ...computed.warnings,
      ...plan.warnings,
      ...baseWarnings,
      ...warnOfNoTags(items, tagContext),
    ],
  };
  logger.startGroup('Tags');
  [...narrateTags(report.tags), ...narrateIdleRules(report.idleRules)].forEach(logger.info);
  logger.endGroup();
  report.warnings.forEach(logger.warn);
  const bakeFiles = buildBakeFiles(toBuildMetadata(report), inputs.bakeTarget);
  const paths = writeBakeFiles(makeBakeFolder(environment), bakeFiles);
  const outputs = new Map<string, string>([...buildTagsOutputs(report, inputs.separators), ...paths]);
  const variables = buildMetadataEnvironment(outputs, environment);
  throwWorst(undefined, handOver({ outputs, variables, summary: renderTagsSummary(report) }, context), logger);
}
