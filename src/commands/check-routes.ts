import { isSealiftError, type SealiftError } from '../errors.ts';
import type { CheckInputs } from '../inputs/check.ts';
import type { Route, RouteEnd } from '../inputs/routes.ts';
import { formatReference, formatRepository, type Reference } from '../oci/reference.ts';
import { findEnvironments } from '../pipeline/environments.ts';
import { evaluateUngoverned } from '../policy/ungoverned.ts';
import type { CheckedImage } from '../report/check.ts';
import { findRoutes } from './resolve-routes.ts';

type Rules = Pick<CheckInputs, 'pipeline' | 'reason'>;

/** Finds why no route lets an image into a destination; undefined if one does. */
function findRefusal(route: Route, end: RouteEnd, { pipeline, reason }: Rules): SealiftError | undefined {
  try {
    const [found] = findRoutes(pipeline, { ...route, destinations: [end] }, reason);
    if (found.route === undefined) evaluateUngoverned(pipeline, [formatRepository(end.repository)]);
    return undefined;
  } catch (error) {
    if (isSealiftError(error)) return error;
    throw error;
  }
}

function describe(from: Reference, end: RouteEnd, refusal: SealiftError, { pipeline }: Rules): CheckedImage {
  const [placement] = findEnvironments(pipeline, end.repository);
  return {
    image: placement?.image ?? end.repository.name,
    reference: formatReference(from),
    digest: from.kind === 'digest' ? from.digest : undefined,
    tags: [],
    environment: end.environment ?? placement?.environment.name,
    repositories: [formatRepository(end.repository)],
    ...{ route: undefined, evidence: undefined, gates: undefined, refusal },
  };
}

/** Sorts out what no route lets in, so that one such image does not hide what is said of the others. */
export function findOpenRoutes(
  routes: readonly Route[],
  rules: Rules,
): { readonly open: readonly Route[]; readonly refused: readonly CheckedImage[] } {
  const refused: CheckedImage[] = [];
  const open = routes.flatMap((route): readonly Route[] => {
    const [first, ...rest] = route.destinations.filter((end) => {
      const refusal = findRefusal(route, end, rules);
      if (refusal !== undefined) refused.push(describe(route.from, end, refusal, rules));
      return refusal === undefined;
    });
    return first === undefined ? [] : [{ ...route, destinations: [first, ...rest] }];
  });
  return { open, refused };
}
