import type { Logger } from '../action/logger.ts';
import { InputError } from '../errors.ts';
import type { EventContext } from '../event/event.ts';
import type { Env } from '../event/payload.ts';
import { findBranchRelations } from '../git/ancestry.ts';
import { listGitVersions } from '../git/tags.ts';
import { findTagListScope, lookUpTags, readNames } from '../image/existing-tags.ts';
import type { TagsInputs } from '../inputs/inputs.ts';
import { computeTags } from '../tags/compute.ts';
import type { TagContext } from '../tags/context.ts';
import type { ExistingTags } from '../tags/existing.ts';

/** What exists, and how many requests to the registry it took to find out. */
interface FoundTags {
  readonly existing: ExistingTags;
  readonly requests: number;
}

/** Where a build's existing tags are looked for. */
interface ExistingTagsRun {
  readonly environment: Env;
  readonly event: EventContext;
  readonly logger: Logger;
  /** The instant of the run. */
  readonly now: Date;
}

const NOTHING: FoundTags = { existing: { names: new Set(), digests: new Map() }, requests: 0 };

/**
 * Reads the tags that exist in the first image: as much of the list as the rules need, and what moving tags point at.
 *
 * Both go out at the same time: which tags may move is known before it is known which of them exist.
 */
async function readRegistry(inputs: TagsInputs, tagContext: TagContext, run: ExistingTagsRun): Promise<FoundTags> {
  const [first] = inputs.images;
  if (first === undefined) {
    throw new InputError(
      'Cannot compute tags: no image says where the existing tags are; list a repository in "images", or set existing-tags to "none"',
    );
  }
  const { environment, logger, now, event } = run;
  const { repository } = first;
  // Most runs of `tags` that have an image look into no registry, and what speaks to one takes as long to load as the rest.
  const { openClientPool } = await import('../clients/pool.ts');
  await using pool = await openClientPool(run, inputs);
  const clientOf = await pool.open([{ repository, access: 'pull', given: inputs.destinationCredential }]);
  const client = clientOf(repository, 'pull');
  const scope = findTagListScope(inputs.rules, tagContext, { now, existingTags: inputs.existingTags });
  const candidates = computeTags(inputs.rules, tagContext, NOTHING.existing, now).candidates;
  // A list proves that a tag is there, never that it is not: each tag is asked for by its name too.
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
  const computed = computeTags(inputs.rules, tagContext, { names, digests }, now);
  const source = { client, repository, history: { event, environment, token: inputs.githubToken }, logger };
  const relations = await findBranchRelations(computed, names, { revision: tagContext.revision?.sha, source });
  return { existing: { names, digests, relations }, requests: pool.requests };
}

/**
 * Reads which tags of a build exist, from the place that the input `existing-tags` names.
 *
 * @throws {InputError} if it cannot be known; that is never taken for nothing.
 */
export async function readExistingTags(
  inputs: TagsInputs,
  tagContext: TagContext,
  run: ExistingTagsRun,
): Promise<FoundTags> {
  if (inputs.existingTags === 'none' || !tagContext.gives.allowed) return NOTHING;
  if (inputs.existingTags === 'registry') return readRegistry(inputs, tagContext, run);
  const { event, environment } = run;
  const versions = await listGitVersions(inputs.tagPrefix, { event, environment, token: inputs.githubToken });
  return { ...NOTHING, existing: { ...NOTHING.existing, versions } };
}
