import { openClients } from '../action/clients.ts';
import type { TagsInputs } from '../action/inputs.ts';
import { narrateTags } from '../action/narrate.ts';
import { writeOutputs } from '../action/outputs.ts';
import { toPlanItems } from '../action/report.ts';
import { completeRepository } from '../action/repository-facts.ts';
import { printSummary } from '../action/step-summary.ts';
import { buildTagsOutputs, type TagsReport } from '../action/tags-report.ts';
import { renderTagsSummary } from '../action/tags-summary.ts';
import { InputError } from '../errors.ts';
import { formatRepository } from '../oci/repository.ts';
import { lookUpTags } from '../promotion/destination.ts';
import { buildLabels } from '../provenance/build-labels.ts';
import { listTags } from '../registry/tag-list.ts';
import { computeTags } from '../tags/compute.ts';
import type { ExistingTags } from '../tags/existing.ts';
import { findVersion, needsVersion, notesOnVersion, type VersionSources } from '../tags/find-version.ts';
import { namesToLookUp, planTags, requireNoConflict } from '../tags/plan.ts';
import { tryParseRevision } from '../tags/revision.ts';
import type { TagContext } from '../tags/tag-context.ts';
import type { CommandContext } from './promote.ts';

function buildContext(inputs: TagsInputs, { event }: CommandContext): TagContext {
  const revision = inputs.revision ?? tryParseRevision(event.sha ?? '');
  const sources: VersionSources = {
    input: inputs.version,
    gitTag: needsVersion(inputs.rules) ? event.gitTag : undefined,
    imageRevision: revision,
    sourceTag: undefined,
    label: undefined,
  };
  return {
    version: findVersion(sources),
    revision,
    sourceTag: undefined,
    preRelease: event.preRelease,
    timeZone: inputs.timeZone,
    digest: undefined,
    notes: notesOnVersion(sources),
  };
}

/** Reads the tags that exist in the first image: its list, and what the tags in question point at. */
async function readExisting(
  inputs: TagsInputs,
  tagContext: TagContext,
  context: CommandContext,
): Promise<ExistingTags> {
  const nothing: ExistingTags = { names: new Set(), digests: new Map() };
  if (inputs.existingTags === 'none') return nothing;
  const [first] = inputs.images;
  if (first === undefined) {
    throw new InputError(
      'Cannot compute tags: no image says where the existing tags are; list a repository in "images", or set existing-tags to "none"',
    );
  }
  const { environment, logger, now } = context;
  await using opener = await openClients({ environment, logger, insecureRegistries: inputs.insecureRegistries });
  const client = opener.open(first.registry, { explicit: inputs.destinationCredential, push: [], pull: [first] });
  const names = await listTags(client, first);
  const computed = computeTags(inputs.rules, tagContext, { ...nothing, names }, now);
  const wanted = namesToLookUp(computed, { ...nothing, names }, { withSequences: false });
  return { names, digests: await lookUpTags(client, first, wanted) };
}

/** Runs `command: tags`: the tags and labels for a build, by the rules and what exists; nothing is written anywhere. */
export async function runTags(inputs: TagsInputs, context: CommandContext): Promise<void> {
  const { environment, event, logger, now } = context;
  const tagContext = buildContext(inputs, context);
  const [existing, repository] = await Promise.all([
    readExisting(inputs, tagContext, context),
    completeRepository(event, inputs.githubToken, logger),
  ]);
  const computed = computeTags(inputs.rules, tagContext, existing, now);
  const plan = planTags(computed, existing, undefined, { ifTagExists: inputs.ifTagExists });
  const images = inputs.images.map(formatRepository);
  requireNoConflict(plan, images[0] ?? 'the image');
  const epoch = Number(environment['SOURCE_DATE_EPOCH'] || Number.NaN);
  const labels = buildLabels({
    ...(repository === undefined ? {} : { repository: repository.fullName, ...repository }),
    ...(tagContext.revision === undefined ? {} : { revision: tagContext.revision }),
    ...(computed.version === undefined ? {} : { version: tagContext.version?.version.text ?? computed.version }),
    created: Number.isSafeInteger(epoch) ? new Date(epoch * 1000) : (event.commitDate ?? now),
  });
  const report: TagsReport = {
    command: 'tags',
    images,
    tags: toPlanItems(images[0] ?? '', plan.tags, existing.names),
    idleRules: computed.idle,
    labels: Object.fromEntries(labels),
    warnings: computed.warnings,
  };
  logger.startGroup('Tags');
  narrateTags(report.tags).forEach(logger.info);
  for (const { line, rule, reason } of computed.idle) logger.info(`  no tag  line ${line}, ${rule}: ${reason}`);
  logger.endGroup();
  computed.warnings.forEach(logger.warn);
  writeOutputs(buildTagsOutputs(report), environment, logger);
  printSummary(renderTagsSummary(report), environment, logger);
}
