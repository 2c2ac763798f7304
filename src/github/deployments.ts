import { type Digest, shortDigest } from '../oci/digest.ts';
import { safeText } from '../util/text-safe-text.ts';
import type { PlaceItem } from './place-item.ts';

/** The `task` of our deployments: workflows on `deployment` tell by it which are not theirs. */
export const TASK = 'promote';

/** The longest description that GitHub takes, in characters ("Create a deployment status"). */
const LONGEST_DESCRIPTION = 140;

/** An image that goes into an environment: to all of its repositories. */
export interface DeploymentTarget {
  readonly image: string;
  readonly environment: string;
  readonly items: readonly [PlaceItem, ...PlaceItem[]];
}

/** The states that we give a deployment. */
export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'inactive';

/** Gathers what goes into an environment by image. */
export function groupTargets(items: readonly PlaceItem[]): readonly DeploymentTarget[] {
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
export function deploymentBody(target: DeploymentTarget, ref: string): object {
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
export function statusBody(
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
