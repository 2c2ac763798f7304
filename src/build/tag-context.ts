import { InputError } from '../errors.ts';
import type { CompleteEvent } from '../event/event.ts';
import type { Env } from '../event/payload.ts';
import { ALLOWED, type GitFacts, SHORT_SHA_LENGTH, type TagContext, tryParseRevision } from '../tags/context.ts';
import { notesOnVersion, type VersionSources } from '../tags/find-version.ts';
import type { Flavor } from '../tags/flavor.ts';
import type { TagRule } from '../tags/rule.ts';
import { needsVersion } from '../tags/rule-needs.ts';
import { quote } from '../util/safe-text.ts';

/** What the tags of a build are made of. */
interface BuildTagInputs {
  readonly rules: readonly TagRule[];
  readonly flavor: Flavor;
  readonly tagPrefix: string;
  readonly version: string | undefined;
  readonly revision: string | undefined;
  readonly timeZone: string;
}

function toGitFacts(event: CompleteEvent): GitFacts {
  const { name, branch, pullRequest, mergeGroup, baseRef, defaultBranch, isDefaultBranch, commitDate } = event;
  const tag = event.gitTag?.name;
  return { event: name, branch, tag, pullRequest, mergeGroup, baseRef, defaultBranch, isDefaultBranch, commitDate };
}

/**
 * Reads how long a short SHA is (docker/metadata-action, `DOCKER_METADATA_SHORT_SHA_LENGTH`).
 *
 * @throws {InputError} for all but 7 to 40.
 */
export function readShortShaLength(environment: Env): number {
  const text = environment['DOCKER_METADATA_SHORT_SHA_LENGTH'] || String(SHORT_SHA_LENGTH);
  const length = Number(text);
  if (/^[0-9]{1,2}$/.test(text) && length >= SHORT_SHA_LENGTH && length <= 40) return length;
  throw new InputError(
    `Cannot use DOCKER_METADATA_SHORT_SHA_LENGTH ${quote(text)}: it is no number from 7 to 40; leave it out for 7`,
  );
}

/** Builds what the rules know of a build: its event, and no image yet. */
export function buildTagContext(inputs: BuildTagInputs, event: CompleteEvent, environment: Env): TagContext {
  const sha = inputs.revision ?? tryParseRevision(event.sha ?? '');
  const versions: VersionSources = {
    input: inputs.version,
    gitTag: needsVersion(inputs.rules) || event.gitTag === undefined ? event.gitTag : { ...event.gitTag, commit: sha },
    tagPrefix: inputs.tagPrefix,
    imageRevision: sha,
    sourceTag: undefined,
    label: undefined,
  };
  return {
    versions,
    revision:
      sha === undefined
        ? undefined
        : { sha, origin: inputs.revision === undefined ? "the event's commit" : 'the input "revision"' },
    sourceTag: undefined,
    git: toGitFacts(event),
    // Of a release that nobody describes, no more than the version is given.
    preRelease: event.preRelease ?? true,
    makeLatest: event.makeLatest,
    gives: event.givesTags ? ALLOWED : event.movesTags,
    moves: event.movesTags,
    flavor: inputs.flavor,
    timeZone: inputs.timeZone,
    shortShaLength: readShortShaLength(environment),
    digest: undefined,
    notes: notesOnVersion(versions),
  };
}
