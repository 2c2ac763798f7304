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
  TASKS,
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
  const done = new Map(groupTargets(items).map((target) => [targetKey(target), target]));
  return open.map(({ id, target }) => ({ id, target: done.get(targetKey(target)) ?? target }));
}

/** GitHub's deployments: one for each image and environment, with their status. */
export function openDeploymentPublisher(context: PublishContext): GitHubPublisher {
  const { ref, isRequired, warn, task } = context;
  let open: readonly OpenDeployment[] = [];

  function takeOpen(): readonly OpenDeployment[] {
    const taken = open;
    open = [];
    return taken;
  }

  async function fail(reason: string): Promise<PublishTrouble | undefined> {
    const describe = () => describeFailure(reason, task);
    return troubleOf(await closeDeployments(context, takeOpen(), 'failure', describe), CLOSING);
  }

  return {
    async begin(items) {
      const targets = groupTargets(items);
      if (ref === undefined) {
        const failure = { reason: 'GITHUB_SHA names no commit', remedy: 'run the step on GitHub' };
        return { ...CREATING, count: targets.length, missing: targets.map(nameTarget), failure };
      }
      const opened = await openDeployments(context, targets, ref);
      open = opened.open;
      const trouble = troubleOf(opened.attempts, CREATING);
      // The run ends here: none of them may remain in progress.
      if (trouble !== undefined && isRequired) await fail('another deployment could not be created');
      return trouble;
    },
    async succeed(items) {
      const done = completeTargets(takeOpen(), items);
      const trouble = troubleOf(
        await closeDeployments(context, done, 'success', (target) => describeSuccess(target, task)),
        CLOSING,
      );
      if (trouble !== undefined) return trouble;
      // What is shown of earlier promotions is no part of this one: it is never required.
      const late = troubleOf(await retireEarlier(context, done), RETIRING);
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

/** Jobs that name an environment make deployments of their own. */
function isOurs(deployment: JsonObject): boolean {
  const task = stringProperty(deployment, 'task');
  return TASKS.some((each) => each === task);
}

const WORDS_REPLACED = {
  promote: 'Replaced by a later promotion',
  rollback: 'Rolled back',
} as const;

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

/** GitHub's own `auto_inactive` knows environments and no images: of thirty images, one would remain active. */
async function retireEarlier(
  context: PublishContext,
  open: readonly OpenDeployment[],
): Promise<Attempts<OpenDeployment>> {
  const { client } = context;
  const lists = new Map<string, Promise<readonly JsonObject[]>>();
  function listOf(environment: string): Promise<readonly JsonObject[]> {
    // Of either task: a rollback retires a promotion, and the next promotion the rollback.
    const query = new URLSearchParams({ environment, per_page: String(PAGE) });
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
    const earlier = list.slice(own + 1).filter((each) => isOurs(each) && imageOf(each) === target.image);
    const active = await findActive(client, earlier);
    if (active !== undefined) await setStatus(context, active, 'inactive', WORDS_REPLACED[context.task]);
  }
  return await attemptEach(open, DEPLOYMENTS_PERMISSION, work);
}
