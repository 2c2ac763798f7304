import { type Digest, shortDigest } from '../oci/digest.ts';
import { safeText } from '../util/safe-text.ts';
import type { GitHubClient } from './client.ts';
import { readId } from './failure.ts';
import { type Attempts, attemptEach, type PublishItem } from './publisher.ts';

/** What a job needs to create deployments. */
export const DEPLOYMENTS_PERMISSION = 'deployments: write';

/** A deployment that GitHub knows. */
export interface OpenDeployment {
  readonly id: string;
  readonly target: DeploymentTarget;
}

/** What the deployments of a run have in common. */
interface DeploymentRun {
  /** The commit that the run is of (GITHUB_SHA), or else its ref. */
  readonly ref: string;
  /** The page of the run. */
  readonly logUrl: string | undefined;
}

/** The deployments of a run and what came of creating them. */
interface OpenedDeployments {
  /** Those that GitHub has, also where their status could not be set. */
  readonly open: readonly OpenDeployment[];
  readonly attempts: Attempts<DeploymentTarget>;
}

/** Sets the status of one deployment. */
export async function setStatus(
  client: GitHubClient,
  {
    id,
    ...status
  }: { readonly id: string; readonly state: DeploymentState; readonly description: string } & Pick<
    DeploymentRun,
    'logUrl'
  >,
): Promise<void> {
  const path = `${client.home}/deployments/${id}/statuses`;
  await client.send({ method: 'POST', path, body: statusBody(status.state, status) });
}

/**
 * Creates a deployment for each image and environment, and says that it is in progress.
 *
 * GitHub fires the events `deployment` and `deployment_status` for each. With the job's own token no workflow starts
 * of them; with a token of an app or a person workflows do, and one that promotes would start itself again.
 */
export async function openDeployments(
  client: GitHubClient,
  { targets, ref, logUrl }: DeploymentRun & { readonly targets: readonly DeploymentTarget[] },
): Promise<OpenedDeployments> {
  const open: OpenDeployment[] = [];
  async function work(target: DeploymentTarget): Promise<void> {
    const path = `${client.home}/deployments`;
    const id = readId(await client.send({ method: 'POST', path, body: deploymentBody(target, ref) }));
    open.push({ id, target });
    await setStatus(client, { id, state: 'in_progress', description: 'Promotion is under way', logUrl });
  }
  const attempts = await attemptEach(targets, { work, permission: DEPLOYMENTS_PERMISSION });
  return { open, attempts };
}

/** Ends deployments: with the records of the promotion, or with the reason why there was none. */
export async function closeDeployments(
  client: GitHubClient,
  {
    open,
    ...end
  }: { readonly open: readonly OpenDeployment[]; readonly describe: (d: OpenDeployment) => string } & {
    readonly state: 'success' | 'failure';
    readonly logUrl: string | undefined;
  },
): Promise<Attempts<OpenDeployment>> {
  const { state, logUrl, describe } = end;
  const work = (deployment: OpenDeployment) =>
    setStatus(client, { id: deployment.id, state, logUrl, description: describe(deployment) });
  return await attemptEach(open, { work, permission: DEPLOYMENTS_PERMISSION });
}

/** Says of a promotion that is done which record tells more. */
export function describeSuccess({ items }: DeploymentTarget): string {
  const record = items.find((item) => item.record !== undefined)?.record;
  return record === undefined ? 'Promoted' : `Promoted; record ${record}`;
}

/** Says why a promotion failed. */
export function describeFailure(reason: string): string {
  return `Not promoted: ${safeText(reason)}`;
}

/** The `task` of our deployments: workflows on `deployment` tell by it which are not theirs. */
export const TASK = 'promote';

/** The longest description that GitHub takes, in characters ("Create a deployment status"). */
const LONGEST_DESCRIPTION = 140;

/** An image that goes into an environment: to all of its repositories. */
export interface DeploymentTarget {
  readonly image: string;
  readonly environment: string;
  readonly items: readonly [PublishItem, ...PublishItem[]];
}

/** The states that we give a deployment. */
type DeploymentState = 'in_progress' | 'success' | 'failure' | 'inactive';

/** Gathers what goes into an environment by image. */
export function groupTargets(items: readonly PublishItem[]): readonly DeploymentTarget[] {
  const targets = new Map<string, DeploymentTarget>();
  for (const item of items) {
    const { image, destination } = item;
    const key = targetKey(image, destination.environment);
    const known = targets.get(key);
    const list: DeploymentTarget['items'] = known === undefined ? [item] : [...known.items, item];
    targets.set(key, { image, environment: destination.environment, items: list });
  }
  return [...targets.values()];
}

/** What tells the targets of a run apart. */
export function targetKey(image: string, environment: string): string {
  return JSON.stringify([image, environment]);
}

function distinct<Value>(values: readonly (Value | undefined)[]): readonly Value[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

/**
 * Describes a deployment, as its `payload`.
 *
 * GitHub keys deployments by commit and not by digest, so the payload is what says which image it was.
 */
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
 * Writes the body of "Create a deployment".
 *
 * `auto_merge` would merge branches, and `required_contexts` would wait for the checks of a commit: an image that was
 * tested in the environment before has nothing to do with either. `production_environment` is GitHub's to guess.
 */
function deploymentBody(target: DeploymentTarget, ref: string): object {
  const [{ digest, source }] = target.items;
  const from = source.environment ?? source.uri;
  return {
    ref,
    task: TASK,
    auto_merge: false,
    required_contexts: [],
    environment: target.environment,
    description: describe(`Promote ${target.image} (${shortDigest(digest)}) from ${from} to ${target.environment}`),
    payload: describePayload(target),
    transient_environment: false,
  };
}

/**
 * Writes the body of "Create a deployment status".
 *
 * `auto_inactive` would end the deployments of every other image in the environment.
 */
function statusBody(
  state: DeploymentState,
  { description, logUrl }: { readonly description: string; readonly logUrl: string | undefined },
): object {
  return {
    state,
    description: describe(description),
    ...(logUrl === undefined ? {} : { log_url: logUrl }),
    auto_inactive: false,
  };
}

function describe(text: string): string {
  return safeText(text, LONGEST_DESCRIPTION);
}
