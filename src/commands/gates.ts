import type { SetItem } from '../promotion/plan.ts';
import type { JudgedSet } from './judge-gates.ts';
import type { JudgingWork } from './judge-images.ts';

/** Whether an environment, or the hotfix route into it, lets images in only by gates. */
function hasGates({ request, plan }: SetItem): boolean {
  const { hotfixRoutes = [] } = request.policy?.pipeline ?? {};
  return plan.destinations.some(
    ({ route }) =>
      route !== undefined &&
      (Object.values(route.destination.gates).some((settings) => settings !== undefined) ||
        (route.route.kind === 'hotfix' &&
          hotfixRoutes.some(({ name, needs }) => name === route.route.name && needs !== undefined))),
  );
}

/** Judges a set by its gates; what judges is loaded only if there are any. */
export async function judgeIfNeeded(items: readonly SetItem[], work: JudgingWork): Promise<JudgedSet> {
  if (!items.some(hasGates)) return { items, refusals: [], requireOpen: () => undefined };
  const { judgeGates } = await import('./judge-gates.ts');
  return judgeGates(items, work);
}

/** Requires that the windows on the ways of a set are open now. @throws {PolicyError} if one is closed. */
export async function requireOpenIfNeeded(items: readonly SetItem[]): Promise<void> {
  if (!items.some(hasGates)) return;
  const { requireOpenNow } = await import('./judge-gates.ts');
  requireOpenNow(items);
}
