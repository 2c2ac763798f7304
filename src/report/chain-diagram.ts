import type { Pipeline } from '../pipeline/pipeline.ts';
import type { VerifiedPromotion } from '../policy/verify-promotion.ts';
import { drawEnvironments, type EnvironmentMark } from './environments-diagram.ts';
import type { VerifiedImage } from './verification.ts';

function describe({ predicate, signature }: VerifiedPromotion): readonly string[] {
  const { run, time } = predicate;
  const day = time.toISOString().slice(0, 'YYYY-MM-DD'.length);
  return [
    run.actor === undefined ? day : `${day}, ${run.actor.login}`,
    signature === undefined ? 'not signed' : 'signed',
  ];
}

/** Draws how an image came where it is, as far as that is proven; undefined if it is too large for GitHub. */
export function drawChain(
  pipeline: Pick<Pipeline, 'environments' | 'hotfixRoutes'>,
  { chain: { promotions, origin, broken } }: VerifiedImage,
): string | undefined {
  const marks = new Map<string, EnvironmentMark>();
  if (origin !== undefined) marks.set(origin, { look: 'on', lines: ['built here'] });
  if (broken !== undefined) marks.set(broken.environment, { look: 'held', lines: ['not proven'] });
  for (const promotion of promotions) {
    const look = promotion.signature === undefined ? 'on' : 'now';
    marks.set(promotion.environment.name, { look, lines: describe(promotion) });
  }
  const taken = promotions.flatMap(({ environment, predicate: { source, route } }) => {
    const hotfix = route?.kind === 'hotfix' ? (route.name ?? null) : null;
    return source.environment === undefined ? [] : [{ from: source.environment, to: environment.name, hotfix }];
  });
  return drawEnvironments(pipeline, marks, taken);
}
