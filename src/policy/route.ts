import type { RouteTaken } from '../attestation/predicates/promotion.ts';
import { PolicyError } from '../errors.ts';
import { environmentNamed, type Placement } from '../pipeline/environments.ts';
import { type Environment, findRoute, type Pipeline } from '../pipeline/pipeline.ts';
import { formatList, isBlank } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';

/** Where an image is, if that is an environment, and where it is to go. */
interface Way extends Omit<ResolvedRoute, 'route'> {
  /** The image as people named it, for messages. */
  readonly what: string;
  /** The input `reason`. */
  readonly reason: string | undefined;
}

function waysInto(pipeline: Pipeline, { name, from }: Environment): string {
  const hotfixes = pipeline.hotfixRoutes.filter((route) => route.to === name);
  const regular = from.length === 0 ? [] : [`${name} takes images only from ${formatList(from)}`];
  const ways = hotfixes.map((route) => `by the hotfix route "${route.name}" from ${route.from}`);
  return [...regular, ...(ways.length === 0 ? [] : [`or ${formatList(ways)}`])].join(', ');
}

/**
 * Finds the route by which an image may enter an environment.
 *
 * What is built goes into an environment without `from`, from wherever it is outside of the pipeline, and within it.
 *
 * @throws {PolicyError} if no route leads there, or a hotfix route is taken without a reason.
 */
export function resolveRoute(pipeline: Pipeline, { what, image, source, destination, reason }: Way): ResolvedRoute {
  const refuse = (why: string, remedy: string): never => {
    throw new PolicyError(`Cannot promote ${what} to ${destination.name}: ${why}; ${remedy}`);
  };
  // To give what was built more tags where it is, or bring it to another repository of that environment, is no route.
  const staysThere = source === undefined || source.name === destination.name;
  if (staysThere && destination.from.length === 0) {
    return { image, source: undefined, destination, route: { kind: 'regular' } };
  }
  const enterBefore = (where: string): never =>
    refuse(
      `${waysInto(pipeline, destination)}, and this is in ${where}`,
      `promote it to ${destination.from[0]} first, and from there`,
    );
  if (source === undefined) return enterBefore(`no environment of ${pipeline.path}`);
  const route = findRoute(pipeline, { from: source.name, to: destination });
  if (route === undefined && destination.from.length > 0) return enterBefore(source.name);
  if (route === undefined) {
    return refuse(
      `images are built in ${destination.name}, and no route leads there from ${source.name}`,
      `add "from: ${source.name}" to ${destination.name} in ${pipeline.path}, if that is meant`,
    );
  }
  if (route.kind === 'hotfix' && isBlank(reason)) {
    refuse(
      `the hotfix route ${quote(route.name ?? '')} from ${source.name} needs a reason`,
      'give one in the input "reason", or take the regular route',
    );
  }
  return { image, source, destination, route };
}

/** Finds the environment that people mean, among those that share a repository. */
export function pickPlacement(
  placements: readonly Placement[],
  { pipeline, name, what }: { readonly pipeline: Pipeline; readonly name: string | undefined; readonly what: string },
): Placement | undefined {
  const named = name === undefined ? undefined : environmentNamed(pipeline, name);
  const picked = named === undefined ? placements : placements.filter(({ environment }) => environment === named);
  const [first, second] = picked;
  if (first !== undefined && second !== undefined) {
    const names = formatList(picked.map(({ environment }) => environment.name));
    throw new PolicyError(
      `Cannot tell the environment of ${what}: ${names} share that repository; name the environment in place of the repository`,
    );
  }
  return first;
}

/** An image on its way into an environment, by a route that the pipeline file has. */
export interface ResolvedRoute {
  /** The image's name in the pipeline, such as `shop/app`. */
  readonly image: string;
  /** Where it comes from; undefined if it is built: only an environment without routes takes it. */
  readonly source: Environment | undefined;
  readonly destination: Environment;
  readonly route: RouteTaken;
}
