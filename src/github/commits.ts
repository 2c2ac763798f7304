import { isJsonObject, type JsonObject, objectProperty, property, stringProperty } from '../oci/json.ts';
import type { GitHubClient } from './client.ts';
import { AnswerError } from './failure.ts';

/** A commit as GitHub tells of it: foreign text, of any length. */
export interface Commit {
  readonly sha: string;
  /** The first line of its message. */
  readonly subject: string;
  /** The login of its author; null if GitHub knows none. */
  readonly author: string | null;
}

/** The commits that one revision has and another lacks. */
export interface CommitList {
  /** How many there are in all. */
  readonly total: number;
  /** How many the earlier revision has and the later one lacks. */
  readonly lost: number;
  /** How many people wrote those that GitHub lists. */
  readonly people: number;
  /** The newest, the latest first. */
  readonly newest: readonly Commit[];
}

/** The two ends of a comparison, in the repository `owner/repo`. */
export interface Revisions {
  readonly owner: string;
  readonly repo: string;
  readonly before: string;
  readonly after: string;
}

/** So many commits are kept: a summary shows a few, and the comparison all. */
const MOST_KEPT = 20;

/** A first line is cut (characters). */
const MAX_SUBJECT = 200;

function readCount(data: JsonObject, name: string): number {
  const count = property(data, name);
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
    throw new AnswerError(`GitHub's answer has no number "${name}"`);
  return count;
}

function readCommit(entry: unknown): Commit & { readonly writer: string } {
  const sha = isJsonObject(entry) ? stringProperty(entry, 'sha') : undefined;
  if (!isJsonObject(entry) || sha === undefined || !/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(sha))
    throw new AnswerError("GitHub's answer has a commit without SHA");
  const commit = objectProperty(entry, 'commit') ?? {};
  const [subject = ''] = (stringProperty(commit, 'message') ?? '').trimStart().split(/[\r\n]/, 1);
  const author = stringProperty(objectProperty(entry, 'author') ?? {}, 'login') ?? null;
  const name = stringProperty(objectProperty(commit, 'author') ?? {}, 'name') ?? '';
  return { sha, subject: subject.slice(0, MAX_SUBJECT), author, writer: author ?? name };
}

/**
 * Reads the commits between two revisions (GitHub, "Compare two commits"); needs the permission `contents: read`.
 *
 * @throws if GitHub does not tell: one try, because nothing depends on it.
 */
export async function readCommits(
  client: Pick<GitHubClient, 'readOnce'>,
  apiUrl: string,
  { owner, repo, before, after }: Revisions,
): Promise<CommitList> {
  const home = `${apiUrl}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`;
  const { data } = await client.readOnce(new URL(`${home}/compare/${before}...${after}`));
  const commits = isJsonObject(data) ? property(data, 'commits') : undefined;
  if (!isJsonObject(data) || !Array.isArray(commits))
    throw new AnswerError("GitHub's answer is not a comparison of commits");
  const listed = commits.map(readCommit);
  const newest = listed.slice(-MOST_KEPT).reverse();
  return {
    total: readCount(data, 'total_commits'),
    lost: readCount(data, 'behind_by'),
    people: new Set(listed.map(({ writer }) => writer)).size,
    newest: newest.map(({ sha, subject, author }) => ({ sha, subject, author })),
  };
}
