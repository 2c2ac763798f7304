import { isJsonObject, type JsonObject, property, stringProperty } from '../oci/json.ts';
import type { GitHubClient } from './client.ts';
import {
  closeDeployments,
  DEPLOYMENTS_PERMISSION,
  type DeploymentTarget,
  describeFailure,
  describeSuccess,
  groupTargets,
  type OpenDeployment,
  openDeployments,
  setStatus,
  TASK,
  targetKey,
} from './deployments.ts';
import { readId, readObjects } from './failure.ts';
import {
  type Attempts,
  attemptEach,
  type GitHubPublisher,
  type PublishContext,
  type PublishItem,
  type PublishTrouble,
  troubleOf,
} from './publisher.ts';

const nameTarget = ({ image, environment }: DeploymentTarget): string => `${image} in ${environment}`;

const nameOpen = ({ target }: OpenDeployment): string => nameTarget(target);

const CREATING = { verb: 'create', noun: 'deployment', nameOf: nameTarget };

const CLOSING = { verb: 'set the status of', noun: 'deployment', nameOf: nameOpen };

const RETIRING = { verb: 'retire what came before', noun: 'deployment', nameOf: nameOpen };

/** Puts what is known at the end, such as the records, into the deployments of the beginning. */
function completeTargets(open: readonly OpenDeployment[], items: readonly PublishItem[]): readonly OpenDeployment[] {
  const done = new Map(groupTargets(items).map((target) => [targetKey(target.image, target.environment), target]));
  return open.map(({ id, target }) => ({
    id,
    target: done.get(targetKey(target.image, target.environment)) ?? target,
  }));
}

/** GitHub's deployments: one for each image and environment, with their status. */
export function openDeploymentPublisher({ client, ref, logUrl, isRequired, warn }: PublishContext): GitHubPublisher {
  let open: readonly OpenDeployment[] = [];

  function takeOpen(): readonly OpenDeployment[] {
    const taken = open;
    open = [];
    return taken;
  }

  async function fail(reason: string): Promise<PublishTrouble | undefined> {
    const describe = () => describeFailure(reason);
    const closed = await closeDeployments(client, { open: takeOpen(), state: 'failure', describe, logUrl });
    return troubleOf(closed, CLOSING);
  }

  return {
    async begin(items) {
      const targets = groupTargets(items);
      if (ref === undefined) {
        const failure = { reason: 'GITHUB_SHA names no commit', remedy: 'run the step on GitHub' };
        return { ...CREATING, count: targets.length, missing: targets.map(nameTarget), failure };
      }
      const opened = await openDeployments(client, { targets, ref, logUrl });
      open = opened.open;
      const trouble = troubleOf(opened.attempts, CREATING);
      // The run ends here: none of them may remain in progress.
      if (trouble !== undefined && isRequired) await fail('another deployment could not be created');
      return trouble;
    },
    async succeed(items) {
      const done = completeTargets(takeOpen(), items);
      const describe = ({ target }: OpenDeployment) => describeSuccess(target);
      const trouble = troubleOf(
        await closeDeployments(client, { open: done, state: 'success', describe, logUrl }),
        CLOSING,
      );
      if (trouble !== undefined) return trouble;
      // What is shown of earlier promotions is no part of this one: it is never required.
      const late = troubleOf(await retireEarlier(client, { open: done, logUrl }), RETIRING);
      if (late !== undefined) warn(late);
      return undefined;
    },
    fail,
  };
}

/** How many of the latest deployments of an environment are looked through: one page. */
const PAGE = 100;

/** How many earlier deployments of an image are looked at: those that failed were never active. */
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
 * Marks the deployments that new ones replace as inactive: only those of the same image.
 *
 * GitHub's own `auto_inactive` knows environments and no images: of thirty images, one would remain active.
 */
async function retireEarlier(
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
