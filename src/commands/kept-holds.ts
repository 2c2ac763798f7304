import { HOLD } from '../attestation/predicates/hold.ts';
import { isSealiftError } from '../errors.ts';
import { type GitHubClient, openGitHubClient } from '../github/client.ts';
import { readKeptBundles } from '../github/kept-attestations.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { PolicyContext } from '../promotion/request.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { getOrMake } from '../util/memo.ts';
import type { CommandContext } from './context.ts';

/** Manifests that GitHub is asked about concurrently. */
const AT_ONCE = 8;

/** GitHub keeps a bundle without a manifest: what ends it names its statement. */
function toRecord(bundle: JsonObject, subject: Digest, { owner, repo }: GitHubClient): StoredRecord {
  const bytes = Buffer.from(JSON.stringify(bundle));
  const repository = { registry: 'github.com', name: `${owner}/${repo}` };
  return { digest: digestOf(bytes), repository, subject, form: 'bundle', bytes };
}

/** What GitHub is asked with, and where is told that it does not answer. */
interface KeptHoldsContext extends Pick<CommandContext, 'event' | 'environment'> {
  readonly logger: Pick<CommandContext['logger'], 'warn'>;
}

/**
 * Reads the holds that GitHub keeps beside the registry, where a push cannot strip them, if the pipeline file has that
 * place on. What GitHub does not tell is only an error if the file requires the place.
 */
export function openKeptHolds(
  { gitHub: { attestations } }: Pick<Pipeline, 'gitHub'>,
  token: string | undefined,
  { event, environment, logger }: KeptHoldsContext,
): PolicyContext['readKeptHolds'] {
  if (attestations === 'off') return undefined;
  const client = openGitHubClient(event, token, { environment });
  if (client === undefined) return undefined;
  const known = new Map<Digest, Promise<readonly StoredRecord[]>>();
  let isTold = false;
  async function read(digest: Digest): Promise<readonly StoredRecord[]> {
    if (client === undefined) return [];
    try {
      const bundles = await readKeptBundles(client, digest, HOLD.type);
      return bundles.map((bundle) => toRecord(bundle, digest, client));
    } catch (error) {
      if (!isSealiftError(error) || attestations === 'required') throw error;
      if (!isTold) logger.warn(`Holds that GitHub keeps are not read: ${error.message}`);
      isTold = true;
      return [];
    }
  }
  return async (digests) =>
    (await eachAtMost(AT_ONCE, [...digests], (digest) => getOrMake(known, digest, () => read(digest)))).flat();
}
