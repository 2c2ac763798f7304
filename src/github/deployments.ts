import { type Digest, shortDigest } from '../oci/digest.ts';
import { safeText } from '../util/safe-text.ts';
import { readId } from './failure.ts';
import { type Attempts, attemptEach, type PublishContext, type PublishItem, type PublishTask } from './publisher.ts';

/** What a job needs to create deployments. */
export const DEPLOYMENTS_PERMISSION = 'deployments: write';

/** A deployment that GitHub knows. */
export interface OpenDeployment {
  readonly id: string;
  readonly target: DeploymentTarget;
}

/** Sets the status of one deployment. */
export async function setStatus(
  { client, logUrl }: PublishContext,
  id: string,
  state: 'in_progress' | 'success' | 'failure' | 'inactive',
  description: string,
): Promise<void> {
  const body = {
    state,
    description: describe(description),
    ...(logUrl === undefined ? {} : { log_url: logUrl }),
    // It would end the deployments of every other image in the environment.
    auto_inactive: false,
  };
  await client.send({ method: 'POST', path: `${client.home}/deployments/${id}/statuses`, body });
}

/**
 * Creates a deployment for each image and environment, and says that it is in progress.
 *
 * GitHub fires the events `deployment` and `deployment_status` for each. With the job's own token no workflow starts
 * of them; with a token of an app or a person workflows do, and one that promotes would start itself again.
 *
 * @returns as `open` those that GitHub has, even if their status could not be set.
 */
export async function openDeployments(context: PublishContext, targets: readonly DeploymentTarget[], ref: string) {
  const { client } = context;
  const open: OpenDeployment[] = [];
  async function work(target: DeploymentTarget): Promise<void> {
    const path = `${client.home}/deployments`;
    const id = readId(await client.send({ method: 'POST', path, body: deploymentBody(target, ref, context.task) }));
    open.push({ id, target });
    await setStatus(context, id, 'in_progress', WORDS[context.task].underWay);
  }
  const attempts = await attemptEach(targets, DEPLOYMENTS_PERMISSION, work);
  return { open, attempts };
}

/** Ends deployments: with the records of the promotion, or with the reason why there was none. */
export async function closeDeployments(
  context: PublishContext,
  open: readonly OpenDeployment[],
  state: 'success' | 'failure',
  describe: (target: DeploymentTarget) => string,
): Promise<Attempts<OpenDeployment>> {
  return await attemptEach(open, DEPLOYMENTS_PERMISSION, ({ id, target }) =>
    setStatus(context, id, state, describe(target)),
  );
}

/** Says of what is done which record tells more. */
export function describeSuccess({ items }: DeploymentTarget, task: PublishTask): string {
  const record = items.find((item) => item.record !== undefined)?.record;
  const { done } = WORDS[task];
  return record === undefined ? done : `${done}; record ${record}`;
}

/** Says why there is no promotion, or rollback. */
export function describeFailure(reason: string, task: PublishTask): string {
  return `Not ${WORDS[task].done.toLowerCase()}: ${safeText(reason)}`;
}

const WORDS = {
  promote: { underWay: 'Promotion is under way', done: 'Promoted' },
  rollback: { underWay: 'Rollback is under way', done: 'Rolled back' },
} as const satisfies Record<PublishTask, unknown>;

/** The `task` of our deployments: workflows on `deployment` tell by it which are not theirs. */
export const TASKS: readonly PublishTask[] = ['promote', 'rollback'];

/** The longest description that GitHub takes, in characters ("Create a deployment status"). */
const LONGEST_DESCRIPTION = 140;

/** An image that goes into an environment: to all of its repositories. */
export interface DeploymentTarget {
  readonly image: string;
  readonly environment: string;
  readonly items: readonly [PublishItem, ...PublishItem[]];
}

/** Groups items by image and environment. */
export function groupTargets(items: readonly PublishItem[]): readonly DeploymentTarget[] {
  const groups = Map.groupBy(items, ({ image, destination: { environment } }) => targetKey({ image, environment }));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return [{ image: first.image, environment: first.destination.environment, items: [first, ...others] as const }];
  });
}

/** What tells the targets of a run apart. */
export function targetKey({ image, environment }: Pick<DeploymentTarget, 'image' | 'environment'>): string {
  return JSON.stringify([image, environment]);
}

function distinct<Value>(values: readonly (Value | undefined)[]): readonly Value[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

/** GitHub keys deployments by commit and not by digest, so the payload says which image it was. */
function describePayload({ image, environment, items }: DeploymentTarget): object {
  const [{ digest, source }] = items;
  const [previous] = distinct<Digest>(items.map(({ previousDigest }) => previousDigest));
  const [record] = distinct<Digest>(items.map((item) => item.record));
  return {
    image,
    digest,
    from: source.environment ?? source.uri,
    to: environment,
    repositories: distinct(items.map(({ destination }) => destination.uri)),
    tags: distinct(items.flatMap(({ tags }) => tags)),
    ...(previous === undefined ? {} : { previous }),
    ...(record === undefined ? {} : { record }),
  };
}

/**
 * The body of "Create a deployment".
 *
 * `auto_merge` would merge branches, and `required_contexts` would wait for the checks of a commit: an image that was
 * tested in the environment before has nothing to do with either. GitHub guesses `production_environment`.
 */
function deploymentBody(target: DeploymentTarget, ref: string, task: PublishTask): object {
  const [{ digest, source }] = target.items;
  const from = source.environment ?? source.uri;
  return {
    ref,
    task,
    auto_merge: false,
    required_contexts: [],
    environment: target.environment,
    description: describe(
      task === 'promote'
        ? `Promote ${target.image} (${shortDigest(digest)}) from ${from} to ${target.environment}`
        : `Roll ${target.image} back to ${shortDigest(digest)} in ${target.environment}`,
    ),
    payload: describePayload(target),
    transient_environment: false,
  };
}

function describe(text: string): string {
  return safeText(text, LONGEST_DESCRIPTION);
}
