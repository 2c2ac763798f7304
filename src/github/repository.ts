import type { EventContext } from '../event/event.ts';
import { isJsonObject, type JsonObject, objectProperty, property, stringProperty } from '../oci/json.ts';
import { quote } from '../util/safe-text.ts';
import { canAskGitHub, readGitHub, type WaitClock } from './client.ts';
import { explainGitHubFailure } from './failure.ts';

/** What GitHub says of a release beside its version. */
interface ReleaseState {
  /** Whether it is marked as a pre-release. */
  readonly preRelease: boolean;
  /** Whether it is the latest; undefined if GitHub leaves that to versions, `unknown` if it did not tell. */
  readonly makeLatest: boolean | 'unknown' | undefined;
  /** What people should know: sentences. */
  readonly warnings: readonly string[];
}

/** What is needed to ask for a release. */
interface ReleaseOptions {
  readonly token: string | undefined;
  readonly clock?: WaitClock | undefined;
}

/** What GitHub answered: something, nothing because there is no such thing, or why that is unknown. */
type Asked = { readonly answer: unknown } | { readonly failure: string; readonly remedy: string };

const NO_TOKEN = { failure: 'there is no token to ask GitHub with', remedy: 'give the input "github-token"' };

/** Asks for a release; a 404 is the answer that there is none. */
async function ask(path: string, event: EventContext, { token, clock }: ReleaseOptions): Promise<Asked> {
  if (!canAskGitHub(event, token)) return NO_TOKEN;
  try {
    return { answer: await readGitHub(path, { event, token, clock }) };
  } catch (error) {
    const { status, reason, remedy } = explainGitHubFailure(error, 'contents: read');
    return status === 404 ? { answer: undefined } : { failure: reason, remedy };
  }
}

async function readPreRelease(event: EventContext, tag: string, options: ReleaseOptions): Promise<ReleaseState> {
  const asked = await ask(`/releases/tags/${encodeURIComponent(tag.toWellFormed())}`, event, options);
  const said = 'answer' in asked && isJsonObject(asked.answer) ? property(asked.answer, 'prerelease') : undefined;
  if (typeof said === 'boolean') return { preRelease: said, makeLatest: undefined, warnings: [] };
  const { failure, remedy } =
    'failure' in asked ? asked : { failure: 'GitHub has no such release', remedy: 'run the step again' };
  const warning = `Cannot tell whether the release ${quote(tag)} is a pre-release: the event does not say it, and ${failure}, so it counts as one, and gets its full version only; ${remedy}`;
  return { preRelease: true, makeLatest: undefined, warnings: [warning] };
}

async function readLatest(event: EventContext, tag: string, options: ReleaseOptions): Promise<ReleaseState> {
  const asked = await ask('/releases/latest', event, options);
  const start = `Cannot tell whether the release ${quote(tag)} is the latest`;
  if (asked === NO_TOKEN) {
    const warning = `${start} on GitHub: ${NO_TOKEN.failure}, so "latest" goes by versions only; ${NO_TOKEN.remedy}`;
    return { preRelease: false, makeLatest: undefined, warnings: [warning] };
  }
  if ('answer' in asked && asked.answer === undefined)
    return { preRelease: false, makeLatest: undefined, warnings: [] };
  const name = 'answer' in asked && isJsonObject(asked.answer) ? stringProperty(asked.answer, 'tag_name') : undefined;
  if (name !== undefined) return { preRelease: false, makeLatest: name === tag, warnings: [] };
  const { failure, remedy } =
    'failure' in asked ? asked : { failure: "GitHub's answer names no release", remedy: 'run the step again' };
  const warning = `${start}: ${failure}, so "latest" stays where it is; ${remedy}`;
  return { preRelease: false, makeLatest: 'unknown', warnings: [warning] };
}

/**
 * Tells how the event's release stands: whether it is a pre-release, and whether it is the one that GitHub shows as the
 * latest of its repository. Asks GitHub only for what the event does not say.
 *
 * What cannot be known is never taken for a yes: the version is given, and the tags that others follow stay.
 */
export async function readReleaseState(event: EventContext, options: ReleaseOptions): Promise<ReleaseState> {
  const { name, gitTag, givesTags, makeLatest } = event;
  const preRelease = event.preRelease ?? false;
  if (name !== 'release' || gitTag === undefined || !givesTags) return { preRelease, makeLatest, warnings: [] };
  if (event.preRelease === undefined) {
    const standing = await readPreRelease(event, gitTag.name, options);
    if (standing.preRelease) return standing;
  }
  if (preRelease || makeLatest !== undefined) return { preRelease, makeLatest, warnings: [] };
  return readLatest(event, gitTag.name, options);
}

/** What is known of the repository in the end. */
interface CompletedRepository extends Pick<EventContext, 'repository' | 'defaultBranch'> {
  /** What could not be found out: sentences. */
  readonly warnings: readonly string[];
}

/** What is asked of the repository. */
interface RepositoryOptions {
  readonly token: string | undefined;
  readonly clock?: WaitClock | undefined;
  /** Whether tags or labels need the default branch, which the event does not tell. */
  readonly asksBranch: boolean;
}

function describe(data: JsonObject): Partial<NonNullable<EventContext['repository']>> {
  const [description, homepage] = ['description', 'homepage'].map((key) => stringProperty(data, key));
  const license = stringProperty(objectProperty(data, 'license') ?? {}, 'spdx_id');
  return {
    ...(description ? { description } : {}),
    ...(homepage ? { homepage } : {}),
    ...(license && license !== 'NOASSERTION' ? { license } : {}),
  };
}

function warnOf({ asksBranch }: RepositoryOptions, reason: string, remedy: string): readonly string[] {
  if (asksBranch) {
    return [
      `Cannot tell which branch is the default one: the event does not say it, and ${reason}, so no branch counts as that; ${remedy}, or name the branch by "type=edge,branch=NAME"`,
    ];
  }
  return [`Cannot read the repository's description and licence: ${reason}, so the labels go without them; ${remedy}`];
}

/**
 * Completes what is known of the repository from GitHub's API, if the event's payload does not describe it (older
 * servers' `schedule`, for one) or does not name the default branch that is needed. It is worth one request, but not a
 * failed build: what cannot be had is left out, and said.
 */
export async function completeRepository(
  event: EventContext,
  options: RepositoryOptions,
): Promise<CompletedRepository> {
  const { repository, defaultBranch, knowsRepository } = event;
  const { token, clock, asksBranch } = options;
  const known = { repository, defaultBranch, warnings: [] };
  if (!asksBranch && (repository === undefined || knowsRepository || !token)) return known;
  if (repository === undefined || !canAskGitHub(event, token)) {
    return asksBranch
      ? { ...known, warnings: warnOf(options, 'there is no token to ask GitHub with', 'give the input "github-token"') }
      : known;
  }
  try {
    const answer = await readGitHub('', { event, token, clock });
    const data = isJsonObject(answer) ? answer : {};
    return {
      repository: knowsRepository ? repository : { ...repository, ...describe(data) },
      defaultBranch: defaultBranch ?? (stringProperty(data, 'default_branch') || undefined),
      warnings: [],
    };
  } catch (error) {
    const { reason, remedy } = explainGitHubFailure(error, 'contents: read');
    return { ...known, warnings: warnOf(options, reason, remedy) };
  }
}
