import { objectProperty, stringProperty } from '../oci/json.ts';
import { readObject } from './answer.ts';
import type { GitHubClient } from './github-client.ts';
import type { PlaceItem } from './place-item.ts';

/** What a job needs to write storage records. */
export const STORAGE_RECORDS_PERMISSION = 'artifact-metadata: write';

/** The longest `artifact_url` that GitHub takes, in characters (github/rest-api-description, "storage-record"). */
const LONGEST_URL = 152;

/**
 * Writes the body of "Create artifact metadata storage record".
 *
 * `github_repository` is the name without its owner, and always sent: without it GitHub answers "no artifacts found"
 * for an image that has no provenance attestation (actions/attest-build-provenance#781). Addresses are those of HTTPS,
 * as GitHub takes no others.
 */
export function storageRecordBody({ digest, version, destination }: PlaceItem, gitHubRepository: string): object {
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
export async function createStorageRecord(client: GitHubClient, item: PlaceItem): Promise<void> {
  const path = `/orgs/${encodeURIComponent(client.owner)}/artifacts/metadata/storage-record`;
  await client.send({ method: 'POST', path, body: storageRecordBody(item, client.repo) });
}

/** Tells whether the repository belongs to an organisation: the accounts of people have no storage records. */
export async function isOwnedByOrganization(client: GitHubClient): Promise<boolean> {
  const repository = readObject(await client.send({ method: 'GET', path: client.home }));
  return stringProperty(objectProperty(repository, 'owner') ?? {}, 'type') === 'Organization';
}
