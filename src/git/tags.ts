import { InputError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import { canAskGitHub, openGitHubClient } from '../github/client.ts';
import { explainGitHubFailure, GitHubRefusal, readObjects } from '../github/failure.ts';
import { stringProperty } from '../oci/json.ts';
import { tryParseVersion, type Version } from '../tags/version.ts';
import { askGit, type Checkout, type GitSource, openCheckout } from './git.ts';

/** The most that GitHub puts on a page. */
const PAGE_SIZE = 100;

async function listFromGitHub(prefix: string, { event, token }: GitSource): Promise<readonly string[]> {
  const refs: string[] = [];
  try {
    const client = openGitHubClient(event, token);
    if (client === undefined) throw new Error('the repository has no name');
    const ref = encodeURIComponent((prefix === '' ? 'tags' : `tags/${prefix}`).toWellFormed());
    let page: string | URL | undefined = `/git/matching-refs/${ref}?per_page=${PAGE_SIZE}`;
    while (page !== undefined) {
      const { data, next } = await client.readOnce(page);
      if (next === 'unreadable') {
        throw new InputError(
          `Cannot list the git tags of ${event.repository?.fullName}: the list goes on at an address that cannot be read (header "Link"); run again, or set existing-tags to "registry"`,
        );
      }
      refs.push(...readObjects(data).flatMap((each) => stringProperty(each, 'ref') ?? []));
      page = next;
    }
    return refs;
  } catch (error) {
    if (error instanceof InputError) throw error;
    // GitHub's answer if the repository is empty.
    if (error instanceof GitHubRefusal && error.answer.status === 409) return refs;
    const { reason, remedy } = explainGitHubFailure(error, 'contents: read');
    throw new InputError(
      `Cannot list the git tags of ${event.repository?.fullName}: ${reason}; ${remedy}, or set existing-tags to "registry"`,
    );
  }
}

async function listRefs(checkout: Checkout, ...filter: readonly string[]): Promise<readonly string[]> {
  const answer = await askGit(checkout, 'for-each-ref', '--format=%(refname)', ...filter, 'refs/tags/');
  return answer === '' ? [] : answer.split('\n');
}

/**
 * A shallow checkout of a tag holds that tag and no other, and looks like a repository with a single release. So the
 * tags of a shallow checkout count only where one of them is on another commit.
 */
async function listFromCheckout(environment: Env): Promise<readonly string[]> {
  const checkout = openCheckout(environment);
  const isShallow = (await askGit(checkout, 'rev-parse', '--is-shallow-repository')) === 'true';
  const refs = await listRefs(checkout);
  if (isShallow) {
    const own = await listRefs(checkout, '--points-at=HEAD');
    if (refs.length <= own.length) {
      throw new InputError(
        'Cannot list the git tags: the checkout is shallow and was made without the other tags; give github-token, or fetch them by "fetch-depth: 0" (or "fetch-tags: true") of actions/checkout',
      );
    }
  }
  return refs;
}

/**
 * Lists the names of the git tags that begin with a literal prefix: `existing-tags: git`.
 *
 * @example await listGitTags('app/', source) // ['app/v1.2.2', 'app/v1.2.3']
 * @returns whole names in alphabetical order.
 * @throws {InputError} if they cannot be known; never is that an empty list.
 */
export async function listGitTags(prefix: string, source: GitSource): Promise<readonly string[]> {
  const { event, environment, token } = source;
  const refs = canAskGitHub(event, token) ? await listFromGitHub(prefix, source) : await listFromCheckout(environment);
  const names = refs.filter((ref) => ref.startsWith('refs/tags/')).map((ref) => ref.slice('refs/tags/'.length));
  return [...new Set(names.filter((name) => name.startsWith(prefix)))].sort();
}

/**
 * Lists the versions that the repository's git tags name: `existing-tags: git`.
 *
 * @param prefix what git tags of this image begin with, literally.
 * @throws {InputError} if the tags cannot be known.
 */
export async function listGitVersions(prefix: string, source: GitSource): Promise<readonly Version[]> {
  const names = await listGitTags(prefix, source);
  return names.flatMap((name) => tryParseVersion(name.slice(prefix.length)) ?? []);
}
