import type { Digest } from '../oci/digest.ts';
import { findExistingRecord } from '../records/plain-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import { describePromotion } from './describe-promotion.ts';
import type { RecordScope } from './record.ts';
import { recordFormOf } from './request.ts';

/** Finds the record that an earlier run of the same promotion left. */
export async function findEarlierRecord(client: RegistryClient, scope: RecordScope): Promise<Digest | undefined> {
  const { plan, destination } = scope;
  const promotion = describePromotion(scope, destination.tags.tags);
  const { request } = scope;
  const { repository } = destination;
  if (request.governance !== undefined) {
    const { findOwnEntry } = await import('./existing-record.ts');
    const own = await findOwnEntry(client, { request, repository, digest: plan.image.digest, promotion });
    if (own !== 'not-governed') return own;
  }
  const { digest } = plan.image;
  // An API that refuses names no record: then a new one is written.
  const referrers = await listReferrers(client, repository, digest, { warn: () => undefined });
  const { source, destination: to } = promotion;
  const from = source.tag === undefined ? source.uri : `${source.uri}:${source.tag}`;
  const isSigned = recordFormOf(scope.request, destination.repository) === 'signed';
  const key = { from, to: to.uri, tags: to.tags, isSigned };
  return findExistingRecord(client, { repository, digest }, { referrers, key });
}
