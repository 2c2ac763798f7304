import { safeText } from '../util/text-safe-text.ts';
import { readId } from './answer.ts';
import { type Attempts, attemptEach } from './attempts.ts';
import { type DeploymentState, type DeploymentTarget, deploymentBody, statusBody } from './deployments.ts';
import type { GitHubClient } from './github-client.ts';

/** What a job needs to create deployments. */
export const DEPLOYMENTS_PERMISSION = 'deployments: write';

/** A deployment that GitHub knows. */
export interface OpenDeployment {
  readonly id: string;
  readonly target: DeploymentTarget;
}

/** What the deployments of a run have in common. */
export interface DeploymentRun {
  /** The commit that the run is of (GITHUB_SHA), or else its ref. */
  readonly ref: string;
  /** The page of the run. */
  readonly logUrl: string | undefined;
}

/** The deployments of a run and what came of creating them. */
export interface OpenedDeployments {
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
