import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { type JsonObject, objectProperty, property } from '../oci/json.ts';
import type { GitHubClient } from './client.ts';
import { AnswerError, explainGitHubFailure, readObject, readObjects } from './failure.ts';

/** Pages that are read, of a hundred attestations each. */
const MOST_PAGES = 5;

/** Reads the bundles of one page; GitHub leaves out those that it keeps elsewhere. */
function readPage(data: unknown): readonly JsonObject[] {
  const page = readObjects(property(readObject(data), 'attestations') ?? []);
  return page.map((each) => {
    const bundle = objectProperty(each, 'bundle');
    if (bundle === undefined) throw new AnswerError("GitHub's answer has an attestation without its bundle");
    return bundle;
  });
}

/**
 * Reads the bundles that GitHub keeps of a digest, of one predicate type (GitHub, "List attestations"); needs the
 * permission `attestations: read`. Nothing in them is believed yet.
 *
 * @throws {RegistryError} if GitHub does not tell, or has more than are read.
 */
export async function readKeptBundles(
  client: GitHubClient,
  digest: Digest,
  predicateType: string,
): Promise<readonly JsonObject[]> {
  const query = new URLSearchParams({ per_page: '100', predicate_type: predicateType });
  let path: string | URL = `/attestations/${encodeURIComponent(digest)}?${query}`;
  const bundles: JsonObject[] = [];
  const what = `read the attestations of ${digest} at GitHub`;
  try {
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const { data, next } = await client.readOnce(path);
      bundles.push(...readPage(data));
      if (next === undefined) return bundles;
      if (next === 'unreadable') throw new AnswerError("GitHub's answer does not say where its next page is");
      path = next;
    }
  } catch (error) {
    const { status, reason, remedy } = explainGitHubFailure(error, 'attestations: read');
    // It has none then.
    if (status === 404) return bundles;
    throw new RegistryError({ what, reason, remedy, code: 'refused', status });
  }
  throw new RegistryError({
    what,
    reason: `it has more than ${MOST_PAGES * 100}, and no more are read`,
    remedy: 'delete those that nobody needs',
    code: 'too-large',
  });
}
