import type { CompleteEvent, EventContext } from '../event/event.ts';
import { describeRepository } from '../event/ref.ts';
import { isJsonObject, property, stringProperty } from '../oci/json.ts';
import { quote } from '../util/safe-text.ts';
import { canAskGitHub, type GitHubSource, readGitHub } from './client.ts';
import { explainGitHubFailure } from './failure.ts';

type ReleaseState = Pick<CompleteEvent, 'makeLatest' | 'warnings'> & { readonly preRelease: boolean };

/** What GitHub answered: something, nothing because there is no such thing, or why that is unknown. */
type Asked = { readonly answer: unknown } | { readonly failure: string; readonly remedy: string };

const NO_TOKEN = { failure: 'there is no token to ask GitHub with', remedy: 'give the input "github-token"' };

/** A 404 is the answer that there is no release. */
async function ask(path: string, source: GitHubSource): Promise<Asked> {
  if (!canAskGitHub(source.event, source.token)) return NO_TOKEN;
  try {
    return { answer: await readGitHub(path, source) };
  } catch (error) {
    const { status, reason, remedy } = explainGitHubFailure(error, 'contents: read');
    return status === 404 ? { answer: undefined } : { failure: reason, remedy };
  }
}

async function readPreRelease(tag: string, source: GitHubSource): Promise<ReleaseState> {
  const asked = await ask(`/releases/tags/${encodeURIComponent(tag.toWellFormed())}`, source);
  const said = 'answer' in asked && isJsonObject(asked.answer) ? property(asked.answer, 'prerelease') : undefined;
  if (typeof said === 'boolean') return { preRelease: said, makeLatest: undefined, warnings: [] };
  const { failure, remedy } =
    'failure' in asked ? asked : { failure: 'GitHub has no such release', remedy: 'run the step again' };
  const warning = `Cannot tell whether the release ${quote(tag)} is a pre-release: the event does not say it, and ${failure}, so it counts as one, and gets its full version only; ${remedy}`;
  return { preRelease: true, makeLatest: undefined, warnings: [warning] };
}

async function readLatest(tag: string, source: GitHubSource): Promise<ReleaseState> {
  const asked = await ask('/releases/latest', source);
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
 * Finds whether the event's release is a pre-release, and whether GitHub shows it as the latest of its repository. Asks
 * GitHub only for what the event does not say.
 *
 * What cannot be known is never taken for a yes: the version is given, and the tags that others follow stay.
 */
export async function readReleaseState(source: GitHubSource): Promise<ReleaseState> {
  const { event } = source;
  const { name, gitTag, givesTags, makeLatest } = event;
  const preRelease = event.preRelease ?? false;
  if (name !== 'release' || gitTag === undefined || !givesTags) return { preRelease, makeLatest, warnings: [] };
  if (event.preRelease === undefined) {
    const standing = await readPreRelease(gitTag.name, source);
    if (standing.preRelease) return standing;
  }
  if (preRelease || makeLatest !== undefined) return { preRelease, makeLatest, warnings: [] };
  return readLatest(gitTag.name, source);
}

function warnOf(asksBranch: boolean, reason: string, remedy: string): readonly string[] {
  if (asksBranch) {
    return [
      `Cannot tell which branch is the default one: the event does not say it, and ${reason}, so no branch counts as that; ${remedy}, or name the branch by "type=edge,branch=NAME"`,
    ];
  }
  return [`Cannot read the repository's description and licence: ${reason}, so the labels go without them; ${remedy}`];
}

/**
 * Completes the repository from GitHub's API if the event's payload does not describe it (older servers' `schedule`,
 * for one) or does not name the default branch that is needed. It is worth one request, but not a failed build: what
 * cannot be had is left out, with a warning.
 */
export async function completeRepository(
  source: GitHubSource,
  asksBranch: boolean,
): Promise<Pick<EventContext, 'repository' | 'defaultBranch' | 'warnings'>> {
  const { event, token } = source;
  const { repository, defaultBranch, knowsRepository } = event;
  const known = { repository, defaultBranch, warnings: [] };
  if (!asksBranch && (repository === undefined || knowsRepository || !token)) return known;
  if (repository === undefined || !canAskGitHub(event, token)) {
    return asksBranch
      ? {
          ...known,
          warnings: warnOf(asksBranch, 'there is no token to ask GitHub with', 'give the input "github-token"'),
        }
      : known;
  }
  try {
    const answer = await readGitHub('', source);
    const data = isJsonObject(answer) ? answer : {};
    return {
      repository: knowsRepository ? repository : { ...repository, ...describeRepository(data) },
      defaultBranch: defaultBranch ?? (stringProperty(data, 'default_branch') || undefined),
      warnings: [],
    };
  } catch (error) {
    const { reason, remedy } = explainGitHubFailure(error, 'contents: read');
    return { ...known, warnings: warnOf(asksBranch, reason, remedy) };
  }
}
