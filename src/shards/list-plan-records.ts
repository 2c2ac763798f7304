import type { Descriptor } from '../oci/descriptor.ts';
import type { RecordScope } from '../promotion/record.ts';
import { readListed } from '../records/plain-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import { findPlanRecord, type PlanRecord } from './find-plan-record.ts';

/**
 * Finds the record of a plan on an image in its destination.
 *
 * What a list says of it only finds it: it counts if it is there, and says the same itself.
 */
export async function findPlanRecordThere(
  client: RegistryClient,
  scope: Omit<RecordScope, 'counts'>,
): Promise<PlanRecord | undefined> {
  const image = { repository: scope.destination.repository, digest: scope.plan.image.digest };
  const left = new Map((await listPlanRecords(client, scope)).map((each) => [each.digest, each]));
  for (;;) {
    const found = findPlanRecord([...left.values()], scope);
    const listed = found && left.get(found.digest);
    if (listed === undefined) return undefined;
    const own = await readListed(client, image, listed);
    if (own !== undefined && findPlanRecord([own], scope)?.namesTags === found?.namesTags) return found;
    left.delete(listed.digest);
  }
}

/**
 * Lists what may be the record of a plan on an image in its destination.
 *
 * Where a pipeline file governs the promotion, only what proves it counts: annotations may be anybody's.
 */
async function listPlanRecords(
  client: RegistryClient,
  { request, plan, destination }: Omit<RecordScope, 'counts'>,
): Promise<readonly Descriptor[]> {
  const { repository } = destination;
  const { digest } = plan.image;
  // An API that refuses names no record; what a pipeline file asks for is read where a refusal is an error.
  const referrers = await listReferrers(client, repository, digest, { warn: () => undefined });
  if (request.governance === undefined) return referrers;
  const { readOwnEntries } = await import('../promotion/existing-record.ts');
  const entries = await readOwnEntries(client, { request, repository, digest });
  if (entries === 'not-governed') return referrers;
  const proven = new Set(entries.map(({ record }) => record.digest));
  return referrers.filter((referrer) => proven.has(referrer.digest));
}
