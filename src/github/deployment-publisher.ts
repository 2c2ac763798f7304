import { isJsonObject, type JsonObject, property, stringProperty } from '../oci/json.ts';
import { readId, readObjects } from './answer.ts';
import { type Attempts, attemptEach } from './attempts.ts';
import { TASK } from './deployments.ts';
import type { GitHubClient } from './github-client.ts';
import { DEPLOYMENTS_PERMISSION, type OpenDeployment, setStatus } from './github-deployments.ts';

/** So many of the latest deployments of an environment are looked through: one page. */
const PAGE = 100;

/** So many earlier deployments of an image are looked at: those that failed were never active. */
const LOOKS = 3;

/** Reads the image of a deployment; GitHub gives the payload as it was sent, or as its text. */
function imageOf(deployment: JsonObject): string | undefined {
  const payload = property(deployment, 'payload');
  if (isJsonObject(payload)) return stringProperty(payload, 'image');
  if (typeof payload !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(payload);
    return isJsonObject(parsed) ? stringProperty(parsed, 'image') : undefined;
  } catch {
    return undefined;
  }
}

/** Finds the deployment of the same image that was active until now. */
async function findActive(client: GitHubClient, earlier: readonly JsonObject[]): Promise<string | undefined> {
  for (const id of earlier.slice(0, LOOKS).map(readId)) {
    const path = `${client.home}/deployments/${id}/statuses?per_page=1`;
    const [latest] = readObjects(await client.send({ method: 'GET', path }));
    const state = latest === undefined ? undefined : stringProperty(latest, 'state');
    if (state === 'success') return id;
    if (state === 'inactive') return undefined;
  }
  return undefined;
}

/**
 * Marks the deployments that new ones have taken the place of as inactive: those of the same image alone.
 *
 * GitHub's own `auto_inactive` knows environments and no images: of thirty images one would stay active.
 */
export async function retireEarlier(
  client: GitHubClient,
  { open, logUrl }: { readonly open: readonly OpenDeployment[]; readonly logUrl: string | undefined },
): Promise<Attempts<OpenDeployment>> {
  const lists = new Map<string, Promise<readonly JsonObject[]>>();
  function listOf(environment: string): Promise<readonly JsonObject[]> {
    const query = new URLSearchParams({ environment, task: TASK, per_page: String(PAGE) });
    const known = lists.get(environment);
    const list = known ?? client.send({ method: 'GET', path: `${client.home}/deployments?${query}` }).then(readObjects);
    lists.set(environment, list);
    return list;
  }
  async function work({ id, target }: OpenDeployment): Promise<void> {
    // The latest come first: what follows our own is earlier.
    const list = await listOf(target.environment);
    const own = list.findIndex((deployment) => readId(deployment) === id);
    if (own < 0) return;
    const earlier = list.slice(own + 1).filter((deployment) => imageOf(deployment) === target.image);
    const active = await findActive(client, earlier);
    if (active === undefined) return;
    await setStatus(client, { id: active, state: 'inactive', description: 'Replaced by a later promotion', logUrl });
  }
  return await attemptEach(open, { work, permission: DEPLOYMENTS_PERMISSION });
}
