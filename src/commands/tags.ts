import { buildBakeFiles, makeBakeFolder, writeBakeFiles } from '../action/bake-file.ts';
import { findBranchRelations } from '../action/branch-relations.ts';
import { buildEntries, findCreated, readCustomEntries } from '../action/build-metadata.ts';
import { openClients } from '../action/clients.ts';
import type { EventContext } from '../action/event.ts';
import { readGitContext, withGitContext } from '../action/git-context.ts';
import { listGitVersions } from '../action/git-versions.ts';
import { isLatestRelease } from '../action/github-release.ts';
import type { TagsInputs } from '../action/inputs.ts';
import { buildMetadataEnvironment } from '../action/metadata-environment.ts';
import { narrateIdleRules, narrateTags } from '../action/narrate.ts';
import { writeEnvironment, writeOutputs } from '../action/outputs.ts';
import { toPlanItems } from '../action/report.ts';
import { completeRepository } from '../action/repository-facts.ts';
import { printSummary } from '../action/step-summary.ts';
import { buildTagContext } from '../action/tag-context.ts';
import { buildTagsOutputs, type TagsReport, toBuildMetadata } from '../action/tags-report.ts';
import { renderTagsSummary } from '../action/tags-summary.ts';
import { InputError } from '../errors.ts';
import { lookUpTags } from '../promotion/destination.ts';
import { findNamesScope, readNames } from '../promotion/names-scope.ts';
import { computeTags } from '../tags/compute.ts';
import type { ExistingTags } from '../tags/existing.ts';
import { namesToLookUp, planTags, requireNoConflict } from '../tags/plan.ts';
import type { TagContext } from '../tags/tag-context.ts';
import type { CommandContext } from './promote.ts';

/** What exists, and how many requests it took to find out. */
interface Found {
  readonly existing: ExistingTags;
  readonly requests: number;
}

const NOTHING: Found = { existing: { names: new Set(), digests: new Map() }, requests: 0 };

/** Reads the tags that exist in the first image: as much of the list as the rules need, and what the tags point at. */
async function readRegistry(inputs: TagsInputs, tagContext: TagContext, context: CommandContext): Promise<Found> {
  const [first] = inputs.images;
  if (first === undefined) {
    throw new InputError(
      'Cannot compute tags: no image says where the existing tags are; list a repository in "images", or set existing-tags to "none"',
    );
  }
  const { environment, logger, now, event } = context;
  const { repository } = first;
  await using opener = await openClients({ environment, logger, insecureRegistries: inputs.insecureRegistries });
  const purpose = { explicit: inputs.destinationCredential, push: [], pull: [repository] };
  const client = opener.open(repository.registry, purpose);
  const scope = findNamesScope(inputs.rules, tagContext, { now, existingTags: inputs.existingTags });
  const names = new Set(await readNames(client, repository, scope));
  const unknown: ExistingTags = { names, digests: new Map() };
  const computed = computeTags(inputs.rules, tagContext, unknown, now);
  const listed = namesToLookUp(computed, unknown, { withSequences: false });
  const unlisted = scope.kind === 'all' ? [] : computed.wanted.filter(({ sequence }) => sequence === undefined);
  const digests = await lookUpTags(client, repository, [...new Set([...listed, ...unlisted.map(({ tag }) => tag)])]);
  for (const tag of digests.keys()) names.add(tag);
  const history = { event, environment, token: inputs.githubToken };
  const source = { client, repository, history, logger };
  const relations = await findBranchRelations(computed, names, { revision: tagContext.revision?.sha, source });
  return { existing: { names, digests, relations }, requests: opener.requests };
}

async function readExisting(inputs: TagsInputs, tagContext: TagContext, context: CommandContext): Promise<Found> {
  if (inputs.existingTags === 'none' || !tagContext.gives.allowed) return NOTHING;
  if (inputs.existingTags === 'registry') return readRegistry(inputs, tagContext, context);
  const { event, environment } = context;
  const versions = await listGitVersions(inputs.tagPrefix, { event, environment, token: inputs.githubToken });
  return { ...NOTHING, existing: { ...NOTHING.existing, versions } };
}

/** Completes the event by what only git or GitHub know. */
async function completeEvent(inputs: TagsInputs, { event, environment }: CommandContext): Promise<EventContext> {
  const known =
    inputs.context === 'git' ? withGitContext(event, await readGitContext(environment, inputs.tagPrefix)) : event;
  return { ...known, makeLatest: await isLatestRelease(known, inputs.githubToken) };
}

/** Runs `command: tags`: the tags and labels for a build, by the rules and what exists; nothing is written anywhere. */
export async function runTags(inputs: TagsInputs, context: CommandContext): Promise<void> {
  const { environment, logger, now } = context;
  const event = await completeEvent(inputs, context);
  const tagContext = buildTagContext(inputs, event, environment);
  const custom = readCustomEntries(inputs, { context: tagContext, now }, environment);
  buildMetadataEnvironment(new Map(), environment);
  const [{ existing, requests }, repository] = await Promise.all([
    readExisting(inputs, tagContext, { ...context, event }),
    completeRepository(event, inputs.githubToken, logger),
  ]);
  const computed = computeTags(inputs.rules, tagContext, existing, now);
  const plan = planTags(computed, existing, undefined, { ifTagExists: inputs.ifTagExists });
  const images = inputs.images.map(({ name }) => name);
  requireNoConflict(plan, images[0] ?? 'the image');
  const created = findCreated(environment, event.commitDate, now);
  const facts = {
    ...repository,
    revision: inputs.revision ?? event.checkedOutSha,
    version: computed.versionLabel,
    created,
  };
  const { labels, annotations } = buildEntries(facts, custom);
  const report: TagsReport = {
    command: 'tags',
    ...{ images, annotations, requests },
    tags: toPlanItems(images[0] ?? '', plan.tags, existing.names),
    idleRules: computed.idle,
    version: computed.version ?? '',
    labels: Object.fromEntries(labels),
    warnings: [...event.warnings, ...computed.warnings, ...plan.warnings],
  };
  logger.startGroup('Tags');
  [...narrateTags(report.tags), ...narrateIdleRules(report.idleRules)].forEach(logger.info);
  logger.endGroup();
  report.warnings.forEach(logger.warn);
  const bakeFiles = buildBakeFiles(toBuildMetadata(report), inputs.bakeTarget);
  const paths = writeBakeFiles(makeBakeFolder(environment), bakeFiles);
  const outputs = new Map<string, string>([...buildTagsOutputs(report, inputs.separators), ...paths]);
  writeOutputs(outputs, environment, logger);
  writeEnvironment(buildMetadataEnvironment(outputs, environment), environment, logger);
  printSummary(renderTagsSummary(report), environment, logger);
}
