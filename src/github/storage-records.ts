import { objectProperty, stringProperty } from '../oci/json.ts';
import type { GitHubClient } from './client.ts';
import { explainFailure, readObject } from './failure.ts';
import {
  attemptEach,
  type GitHubPublisher,
  type PublishContext,
  type PublishItem,
  type PublishTrouble,
  troubleOf,
} from './publisher.ts';

const nameOf = ({ destination }: PublishItem): string => destination.uri;

const CREATING = { verb: 'create', noun: 'storage record', nameOf };

const OWNED_BY_A_PERSON = 'the repository belongs to a person, and GitHub keeps storage records only for organisations';

/** GitHub's storage records: where each image is. */
export function openStoragePublisher({ client, isRequired, note }: PublishContext): GitHubPublisher {
  let isKept = true;

  return {
    async begin(items) {
      function trouble(failure: PublishTrouble['failure']): PublishTrouble {
        isKept = false;
        return { ...CREATING, count: items.length, missing: items.map(nameOf), failure };
      }
      try {
        if (await isOwnedByOrganization(client)) return undefined;
      } catch (error) {
        return trouble(explainFailure(error, 'metadata: read'));
      }
      if (isRequired) return trouble({ reason: OWNED_BY_A_PERSON, remedy: 'do without them in the pipeline file' });
      isKept = false;
      note(`No storage records are created: ${OWNED_BY_A_PERSON}`);
      return undefined;
    },
    async succeed(items) {
      if (!isKept) return undefined;
      const work = (item: PublishItem) => createStorageRecord(client, item);
      return troubleOf(await attemptEach(items, { work, permission: STORAGE_RECORDS_PERMISSION }), CREATING);
    },
    fail: async () => undefined,
  };
}

/** What a job needs to write storage records. */
const STORAGE_RECORDS_PERMISSION = 'artifact-metadata: write';

/** The longest `artifact_url` that GitHub takes, in characters (github/rest-api-description, "storage-record"). */
const LONGEST_URL = 152;

/**
 * Writes the body of "Create artifact metadata storage record".
 *
 * `github_repository` is the name without its owner, and always sent: without it GitHub answers "no artifacts found"
 * for an image that has no provenance attestation (actions/attest-build-provenance#781). Addresses are those of HTTPS,
 * as GitHub takes no others.
 */
function storageRecordBody({ digest, version, destination }: PublishItem, gitHubRepository: string): object {
  const { uri, registry } = destination;
  const artifactUrl = `https://${uri}@${digest}`;
  return {
    name: uri,
    digest,
    ...(version === undefined ? {} : { version }),
    registry_url: `https://${registry}`,
    repository: uri.startsWith(`${registry}/`) ? uri.slice(registry.length + 1) : uri,
    ...(artifactUrl.length > LONGEST_URL ? {} : { artifact_url: artifactUrl }),
    status: 'active',
    github_repository: gitHubRepository,
  };
}

/** Tells GitHub where an image is stored; the organisation's page of linked artifacts shows it. */
async function createStorageRecord(client: GitHubClient, item: PublishItem): Promise<void> {
  const path = `/orgs/${encodeURIComponent(client.owner)}/artifacts/metadata/storage-record`;
  await client.send({ method: 'POST', path, body: storageRecordBody(item, client.repo) });
}

/** Whether the repository belongs to an organisation: the accounts of people have no storage records. */
async function isOwnedByOrganization(client: GitHubClient): Promise<boolean> {
  const repository = readObject(await client.send({ method: 'GET', path: client.home }));
  return stringProperty(objectProperty(repository, 'owner') ?? {}, 'type') === 'Organization';
}
