import { formatRepository } from '../oci/reference.ts';
import { describeDebt, findDebt, hotfixTaken, isExpired } from '../policy/hotfix-debt.ts';
import type { RegistryClient } from '../registry/client.ts';
import { readEntries } from './existing-record.ts';
import type { PlannedDestination } from './plan.ts';

/**
 * Warns if an image is promoted again by a hotfix route that has expired for it: another hotfix extends nothing, unless
 * another image had the tags since.
 */
export async function warnOfExpired(client: RegistryClient, planned: PlannedDestination): Promise<string | undefined> {
  const { request, destination } = planned;
  const { policy, run } = request;
  const taken = destination.route?.route;
  if (
    policy === undefined ||
    taken?.kind !== 'hotfix' ||
    destination.tags.tags.some(({ action }) => action === 'move')
  ) {
    return undefined;
  }
  const { pipeline } = policy;
  if (!pipeline.hotfixRoutes.some(({ name, expires }) => name === taken.name && expires !== undefined))
    return undefined;
  const entries = await readEntries(client, planned);
  if (entries === 'not-governed') return undefined;
  const last = entries.find((each) => hotfixTaken(each, pipeline)?.name === taken.name);
  const debt = last && findDebt(last, { pipeline, promotions: entries, now: run.now });
  if (last === undefined || debt === undefined || !isExpired(debt)) return undefined;
  const { name, from } = last.environment;
  return `In ${formatRepository(destination.repository)}, ${describeDebt(debt)}: another hotfix does not extend it, and "command: verify" still fails; promote it regularly to ${name}, from ${from.join(' or ')}`;
}
