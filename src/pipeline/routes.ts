import type { RouteTaken } from '../attestation/predicates/promotion.ts';
import type { Environment, Pipeline } from './pipeline.ts';

/**
 * Finds the route by which an image may go from one environment into another; a regular one goes before a hotfix route.
 *
 * @returns undefined where the pipeline file allows none.
 */
export function findRoute(
  { hotfixRoutes }: Pipeline,
  { from, to }: { readonly from: string; readonly to: Environment },
): RouteTaken | undefined {
  if (to.from.includes(from)) return { kind: 'regular' };
  const hotfix = hotfixRoutes.find((route) => route.from === from && route.to === to.name);
  return hotfix === undefined ? undefined : { kind: 'hotfix', name: hotfix.name };
}
