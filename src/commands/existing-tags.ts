import { InputError } from '../errors.ts';
import { findBranchRelations } from '../git/ancestry.ts';
import { listGitVersions } from '../git/tags.ts';
import { findTagListScope, lookUpTags, readNames } from '../image/existing-tags.ts';
import type { TagsInputs } from '../inputs/inputs.ts';
import { readPipelineFile } from '../inputs/pipeline-file.ts';
import type { Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { computeTags } from '../tags/compute.ts';
import type { TagContext } from '../tags/context.ts';
import type { ExistingTags } from '../tags/existing.ts';
import type { CommandContext } from './context.ts';

interface FoundTags {
  readonly existing: ExistingTags;
  readonly requests: number;
  /** Which versions are held, and which holds do not count. */
  readonly warnings: readonly string[];
}

const NOTHING: FoundTags = { existing: { names: new Set(), digests: new Map() }, requests: 0, warnings: [] };

interface TagsWork {
  readonly inputs: TagsInputs;
  readonly tagContext: TagContext;
  readonly run: CommandContext;
}

/** Finds versions that are held by the pipeline file's word; neither is read unless a version blocks a tag. */
async function findHeld(
  existing: ExistingTags,
  { inputs, tagContext, run }: TagsWork,
  where: { readonly client: RegistryClient; readonly repository: Repository },
): Promise<{ readonly held: ReadonlySet<string> | undefined; readonly warnings: readonly string[] }> {
  const { environment, now, logger } = run;
  const compute = (held?: ReadonlySet<string>) => computeTags(inputs.rules, tagContext, { ...existing, held }, now);
  const nothing = { held: undefined, warnings: [] };
  if (!compute().heldBack.some(({ blocking }) => blocking !== undefined)) return nothing;
  const pipeline = await readPipelineFile(inputs.pipelineFile, environment);
  if (pipeline === undefined) return nothing;
  const { findHeldAt } = await import('./held-tags.ts');
  return findHeldAt(existing.names, compute, { ...where, pipeline, now, warn: logger.warn, environment });
}

/**
 * Reads as much of the first image's tag list as the rules need, and what moving tags point at.
 *
 * Both go out at the same time: which tags may move is known before it is known which of them exist.
 */
async function readRegistry(inputs: TagsInputs, tagContext: TagContext, run: CommandContext): Promise<FoundTags> {
  const [first] = inputs.images;
  if (first === undefined) {
    throw new InputError(
      'Cannot compute tags: no image says where the existing tags are; list a repository in "images", or set existing-tags to "none"',
    );
  }
  const { environment, logger, now, event } = run;
  const { repository } = first;
  // Most runs of `tags` need no registry, and its clients take as long to load as the rest.
  const { openClientPool } = await import('../clients/pool.ts');
  await using pool = await openClientPool(run, inputs);
  const clientOf = await pool.open([{ repository, access: 'pull', given: inputs.destinationCredential }]);
  const client = clientOf(repository, 'pull');
  const scope = findTagListScope(inputs.rules, tagContext, { now, existingTags: inputs.existingTags });
  const candidates = computeTags(inputs.rules, tagContext, NOTHING.existing, now).candidates;
  // A list never proves that a tag is missing: each tag is requested by its name too.
  const asked = candidates.filter(({ sequence }) => sequence === undefined);
  const [listed, digests] = await Promise.all([
    readNames(client, repository, scope),
    lookUpTags(
      client,
      repository,
      asked.map(({ tag }) => tag),
    ),
  ]);
  const names = new Set([...listed, ...digests.keys()]);
  const { held, warnings } = await findHeld({ names, digests }, { inputs, tagContext, run }, { client, repository });
  const computed = computeTags(inputs.rules, tagContext, { names, digests, held }, now);
  const source = { client, repository, history: { event, environment, token: inputs.githubToken }, logger };
  const relations = await findBranchRelations(computed, names, tagContext.revision?.sha, source);
  return { existing: { names, digests, relations, held }, requests: pool.requests, warnings };
}

/** @throws {InputError} if it is unknown which tags exist; that is never taken for nothing. */
export async function readExistingTags(
  inputs: TagsInputs,
  tagContext: TagContext,
  run: CommandContext,
): Promise<FoundTags> {
  if (inputs.existingTags === 'none' || !tagContext.gives.allowed) return NOTHING;
  if (inputs.existingTags === 'registry') return readRegistry(inputs, tagContext, run);
  const { event, environment } = run;
  const versions = await listGitVersions(inputs.tagPrefix, { event, environment, token: inputs.githubToken });
  return { ...NOTHING, existing: { ...NOTHING.existing, versions } };
}
