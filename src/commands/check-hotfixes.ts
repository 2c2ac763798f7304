import type { AdmittedImage } from '../admission/admit.ts';
import type { FactsSource } from '../admission/facts.ts';
import { isRefusal } from '../admission/refusal.ts';
import { formatRepository } from '../oci/reference.ts';
import { recordedEnvironment } from '../pipeline/environments.ts';
import type { GateId } from '../pipeline/gate-id.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { validPromotions } from '../policy/valid-promotions.ts';
import { enteredAt } from '../policy/verify-promotion.ts';
import { readRecords } from '../records/read.ts';
import type { Judging } from './judge-images.ts';

/**
 * Finds the gates that the hotfix skipped by which an image is in an environment, until it expires: otherwise the first
 * check after an emergency would refuse what was let in with a reason.
 *
 * Records are read only if a gate refuses that a route can skip.
 */
export async function findSkips(
  { client, repository, name, graph }: FactsSource,
  { results }: AdmittedImage,
  environment: Environment,
  { policy: { pipeline, openVerifier }, context: { now } }: Judging,
): Promise<readonly GateId[]> {
  const routes = pipeline.hotfixRoutes.filter(({ to }) => to === environment.name);
  const refusing = results.filter(isRefusal).map(({ gate }) => gate);
  if (!routes.some(({ skips }) => skips.some((id) => refusing.includes(id)))) return [];
  const records = await readRecords(client, { repository, subject: graph.root });
  if (records.length === 0) return [];
  const [newest] = validPromotions(records, {
    ...{ pipeline, environment, image: name, digest: graph.root, now },
    uri: formatRepository(repository),
    verify: await openVerifier(),
  }).promotions;
  // Anybody who may push can write an unsigned record.
  if (newest?.signature === undefined || newest.predicate.route?.kind !== 'hotfix') return [];
  const { route, source } = newest.predicate;
  const sourceName = recordedEnvironment(pipeline, source.environment ?? '')?.name;
  const taken = routes.find(({ name: own, from }) => own === route.name && from === sourceName);
  const ends = taken?.expires === undefined ? Number.POSITIVE_INFINITY : enteredAt(newest) + taken.expires;
  return now.getTime() < ends ? (taken?.skips ?? []) : [];
}
