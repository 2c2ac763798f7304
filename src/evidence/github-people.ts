import type { GitHubClient } from '../github/client.ts';
import { FormatError, isJsonObject, type JsonObject, objectProperty, property, stringProperty } from '../oci/json.ts';
import type { Role } from '../pipeline/approvals.ts';
import type { Account } from './formats/account.ts';
import type { Reading } from './formats/document.ts';
import { askGitHub, type GitHubAccess, isCommit } from './github-checks.ts';
import type { EvidenceRun } from './run.ts';

/** An approval of a run, by whom, and what was written with it. */
export interface ApprovalOf {
  readonly by: Account;
  /** Whether a person approved it, and no bot. */
  readonly isPerson: boolean;
  readonly comment: string;
}

/** What people are looked up by. */
export interface PeopleQuery {
  /** The number of this run. */
  readonly runId: string | undefined;
  /** The commit that the image was built from. */
  readonly commit: string | undefined;
  /** The run that built the image, as signed provenance names it. */
  readonly builder: string | undefined;
}

function objects(answer: unknown): readonly JsonObject[] {
  if (Array.isArray(answer) && answer.every(isJsonObject)) return answer;
  throw new FormatError("GitHub's answer is not a list");
}

function object(answer: unknown): JsonObject {
  if (isJsonObject(answer)) return answer;
  throw new FormatError("GitHub's answer is not an object");
}

/** Reads an account; undefined for one that is gone, or for an author that GitHub does not know. */
function accountIn(parent: JsonObject, key: string): Account | undefined {
  const user = objectProperty(parent, key);
  const [id, login] = [user && property(user, 'id'), user && stringProperty(user, 'login')];
  const number = typeof id === 'bigint' ? Number(id) : id;
  return typeof number === 'number' && login !== undefined ? { id: number, login } : undefined;
}

/** The accounts that are all there; undefined if one of them cannot be told: it may be anybody's. */
function allOf(accounts: readonly (Account | undefined)[]): readonly Account[] | undefined {
  const known = accounts.filter((each) => each !== undefined);
  return known.length === accounts.length ? known : undefined;
}

function isRunId(text: string | undefined): text is string {
  return text !== undefined && /^[0-9]{1,20}$/.test(text);
}

/** Whether the account of an approval is a person's: an app has the type `Bot`. */
function isPerson(approval: JsonObject): boolean {
  const user = objectProperty(approval, 'user') ?? {};
  return (stringProperty(user, 'type') ?? 'User') === 'User';
}

/** Reads who approved this run. */
export function readRunApprovals(
  run: EvidenceRun,
  access: GitHubAccess,
  runId: string | undefined,
): Promise<Reading<readonly ApprovalOf[]>> {
  if (!isRunId(runId)) return Promise.resolve({ kind: 'unreadable', reason: 'the run has no number' });
  return askGitHub(run, access, { key: `approvals ${runId}`, permission: 'actions: read' }, async (client) => {
    const answer = objects(await client.read(`/actions/runs/${runId}/approvals`));
    return answer
      .filter((each) => stringProperty(each, 'state') === 'approved')
      .flatMap((each) => {
        const by = accountIn(each, 'user');
        return by === undefined
          ? []
          : [{ by, isPerson: isPerson(each), comment: stringProperty(each, 'comment') ?? '' }];
      });
  });
}

/** Reads who started a run, and who ran it again. */
async function readActors(client: GitHubClient, id: string): Promise<readonly Account[] | undefined> {
  const run = object(await client.read(`/actions/runs/${id}`));
  return allOf([accountIn(run, 'actor'), accountIn(run, 'triggering_actor')]);
}

/** The pull requests that brought a commit. */
async function readPulls(client: GitHubClient, commit: string): Promise<readonly JsonObject[]> {
  const pulls = objects(await client.read(`/commits/${commit}/pulls`));
  return pulls.filter((each) => typeof property(each, 'merged_at') === 'string');
}

async function readAuthors(client: GitHubClient, commit: string): Promise<readonly Account[] | undefined> {
  const [answer, pulls] = await Promise.all([client.read(`/commits/${commit}`), readPulls(client, commit)]);
  const one = object(answer);
  return allOf([
    accountIn(one, 'author'),
    accountIn(one, 'committer'),
    ...pulls.map((each) => accountIn(each, 'user')),
  ]);
}

async function readReviewers(client: GitHubClient, commit: string): Promise<readonly Account[] | undefined> {
  const pulls = await readPulls(client, commit);
  const reviews = await Promise.all(
    pulls.map(async (pull) => {
      const number = property(pull, 'number');
      if (typeof number !== 'number') throw new FormatError("GitHub's answer has a pull request without number");
      return objects(await client.read(`/pulls/${number}/reviews?per_page=100`));
    }),
  );
  return allOf(reviews.flat().map((each) => accountIn(each, 'user')));
}

/** The number of a run in the repository of the client, by its address. */
export function runIdOf(
  address: string | undefined,
  { owner, repo }: Pick<GitHubClient, 'owner' | 'repo'>,
): string | undefined {
  const [, name, id] =
    /^https:\/\/[^/]+\/([^/]+\/[^/]+)\/actions\/runs\/([0-9]{1,20})(?:\/|$)/.exec(address ?? '') ?? [];
  return name?.toLowerCase() === `${owner}/${repo}`.toLowerCase() ? id : undefined;
}

/** Finds the accounts of those who did something for an image; undefined for a role that cannot be told. */
export async function readAccounts(
  run: EvidenceRun,
  access: GitHubAccess,
  { runId, commit, builder }: PeopleQuery,
  roles: readonly Role[],
): Promise<Readonly<Partial<Record<Role, readonly Account[] | undefined>>>> {
  const { client } = access;
  const built = client && runIdOf(builder, client);
  const ask = async (
    what: string,
    key: string | undefined,
    permission: string,
    read: (client: GitHubClient, key: string) => Promise<readonly Account[] | undefined>,
  ): Promise<readonly Account[] | undefined> => {
    if (key === undefined) return undefined;
    const reading = await askGitHub(run, access, { key: `${what} ${key}`, permission }, (each) => read(each, key));
    return reading.kind === 'read' ? reading.value : undefined;
  };
  const known = commit !== undefined && isCommit(commit) ? commit : undefined;
  const readers: Readonly<Record<Role, () => Promise<readonly Account[] | undefined>>> = {
    actor: () => ask('actors of', isRunId(runId) ? runId : undefined, 'actions: read', readActors),
    builder: () => ask('actors of', built, 'actions: read', readActors),
    author: () => ask('authors of', known, 'contents: read', readAuthors),
    reviewer: () => ask('reviewers of', known, 'pull-requests: read', readReviewers),
  };
  const found = await Promise.all(roles.map(async (role) => [role, await readers[role]()] as const));
  return Object.fromEntries(found);
}
