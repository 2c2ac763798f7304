import type { Descriptor } from '../../oci/descriptor.ts';
import { listReferrers } from '../../registry/referrers/referrers.ts';
import type { RegistryClient } from '../../registry/registry-client.ts';
import type { RecordScope } from '../apply-record.ts';

/**
 * Lists what may be the record of a plan on an image in its destination.
 *
 * Where a pipeline file governs the promotion, only what proves it counts: annotations may be anybody's.
 */
export async function listPlanRecords(
  client: RegistryClient,
  { request, plan, destination }: Omit<RecordScope, 'counts'>,
): Promise<readonly Descriptor[]> {
  const { repository } = destination;
  const { digest } = plan.image;
  const referrers = await listReferrers(client, repository, digest);
  if (request.governance === undefined) return referrers;
  const { readOwnEntries } = await import('../passage/find-own-entry.ts');
  const entries = await readOwnEntries(client, { request, repository, digest });
  if (entries === 'not-governed') return referrers;
  const proven = new Set(entries.map(({ record }) => record.digest));
  return referrers.filter((referrer) => proven.has(referrer.digest));
}
