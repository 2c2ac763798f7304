import { retireEarlier } from './deployment-publisher.ts';
import { type DeploymentTarget, groupTargets, targetKey } from './deployments.ts';
import {
  closeDeployments,
  describeFailure,
  describeSuccess,
  type OpenDeployment,
  openDeployments,
} from './github-deployments.ts';
import type { PlaceItem } from './place-item.ts';
import { type Place, type PlaceContext, type PlaceTrouble, troubleOf } from './publisher.ts';

const nameTarget = ({ image, environment }: DeploymentTarget): string => `${image} in ${environment}`;

const nameOpen = ({ target }: OpenDeployment): string => nameTarget(target);

const CREATING = { verb: 'create', noun: 'deployment', nameOf: nameTarget };

const CLOSING = { verb: 'set the status of', noun: 'deployment', nameOf: nameOpen };

const RETIRING = { verb: 'retire what came before', noun: 'deployment', nameOf: nameOpen };

/** Puts what is known at the end, such as the records, into the deployments of the beginning. */
function completeTargets(open: readonly OpenDeployment[], items: readonly PlaceItem[]): readonly OpenDeployment[] {
  const done = new Map(groupTargets(items).map((target) => [targetKey(target.image, target.environment), target]));
  return open.map(({ id, target }) => ({
    id,
    target: done.get(targetKey(target.image, target.environment)) ?? target,
  }));
}

/** GitHub's deployments: one for each image and environment, with their status. */
export function openDeploymentPlace({ client, ref, logUrl, isRequired, warn }: PlaceContext): Place {
  let open: readonly OpenDeployment[] = [];

  function takeOpen(): readonly OpenDeployment[] {
    const taken = open;
    open = [];
    return taken;
  }

  async function fail(reason: string): Promise<PlaceTrouble | undefined> {
    const describe = () => describeFailure(reason);
    const closed = await closeDeployments(client, { open: takeOpen(), state: 'failure', describe, logUrl });
    return troubleOf(closed, CLOSING);
  }

  return {
    async begin(items) {
      const targets = groupTargets(items);
      if (ref === undefined) {
        const failure = { reason: 'GITHUB_SHA names no commit', cure: 'run the step on GitHub' };
        return { ...CREATING, count: targets.length, missing: targets.map(nameTarget), failure };
      }
      const opened = await openDeployments(client, { targets, ref, logUrl });
      open = opened.open;
      const trouble = troubleOf(opened.attempts, CREATING);
      // The run ends here: none of them is to stay in progress for ever.
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
