import type { Pipeline } from '../pipeline/pipeline.ts';
import { formatCount } from '../util/format.ts';
import { type CheckedImage, isPassed } from './check.ts';
import { drawEnvironments, type EnvironmentMark } from './environments-diagram.ts';

/**
 * Draws where images would go, or stand, and whether they may; undefined if they are in no environment, or it is too
 * large for GitHub.
 */
export function drawCheck(
  pipeline: Pick<Pipeline, 'environments' | 'hotfixRoutes'>,
  images: readonly CheckedImage[],
): string | undefined {
  const inside = images.filter(({ environment }) => environment !== undefined);
  if (inside.length === 0) return undefined;
  const routes = inside.flatMap(({ route }) => route ?? []);
  const marks = new Map<string, EnvironmentMark>(
    routes.flatMap(({ source }) => (source === undefined ? [] : [[source.name, { look: 'on', lines: [] }]])),
  );
  for (const [name = '', all] of Map.groupBy(inside, ({ environment }) => environment)) {
    const failed = all.filter((image) => !isPassed(image)).length;
    const good = all.some(({ route }) => route !== undefined) ? 'may enter' : 'may stay';
    const lines = [
      ...(failed < all.length ? [`${formatCount(all.length - failed, 'image')} ${good}`] : []),
      ...(failed > 0 ? [`${formatCount(failed, 'image')} may not`] : []),
    ];
    marks.set(name, { look: failed > 0 ? 'held' : routes.length > 0 ? 'planned' : 'now', lines });
  }
  const taken = routes.flatMap(({ source, destination, route }) => {
    const hotfix = route.kind === 'hotfix' ? (route.name ?? null) : null;
    return source === undefined ? [] : [{ from: source.name, to: destination.name, hotfix }];
  });
  return drawEnvironments(pipeline, marks, taken);
}
