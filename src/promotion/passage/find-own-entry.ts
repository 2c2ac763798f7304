import type { EntryQuestion } from '../../chain/judge-entry.ts';
import { readRecords } from '../../chain/read-records.ts';
import { validEntries } from '../../chain/valid-entries.ts';
import type { Digest } from '../../oci/digest.ts';
import { formatRepository, type Repository } from '../../oci/repository.ts';
import { PROMOTION_PREDICATE, type Promotion } from '../../provenance/statement.ts';
import type { RegistryClient } from '../../registry/registry-client.ts';
import { type PromotionRequest, passageTo, recordFormOf } from '../promotion-request.ts';

/** A promotion that may have been recorded already. */
export interface RepeatedPromotion {
  readonly request: PromotionRequest;
  readonly repository: Repository;
  /** The image. */
  readonly digest: Digest;
  readonly promotion: Promotion;
}

/**
 * Finds the record that an earlier run of the same promotion into an environment left, if it still proves the entry.
 *
 * Its annotations are not asked: anybody may have written them, and an honest record counts no longer where another
 * signer is pinned now. Then a new one is written, which is the cure that refusals name.
 *
 * @returns `not-governed` where the image comes from or goes to no environment: then there is nothing to judge by.
 */
export async function findOwnEntry(
  client: RegistryClient,
  { request, repository, digest, promotion }: RepeatedPromotion,
): Promise<Digest | undefined | 'not-governed'> {
  const { governance, now } = request;
  const passage = passageTo(request, repository);
  if (governance === undefined || passage?.source === undefined) return 'not-governed';
  const { image, source: from, destination: environment } = passage;
  const [verify, records] = await Promise.all([
    governance.openVerifier(),
    readRecords(client, { repository, subject: digest, predicateType: PROMOTION_PREDICATE }),
  ]);
  const uri = formatRepository(repository);
  const question: EntryQuestion = { pipeline: governance.pipeline, environment, image, digest, uri, verify, now };
  const isSigned = recordFormOf(request, repository) === 'signed';
  const { source, destination } = promotion;
  return validEntries(records, question).entries.find(({ claims, signature }) => {
    const isFromThere = claims.source.environment === from.name && claims.source.uri === source.uri;
    const hasTags = destination.tags.every((tag) => claims.destination.tags.includes(tag));
    const isOfTag = source.tag === undefined || claims.source.tags.includes(source.tag);
    return isFromThere && isOfTag && hasTags && (!isSigned || signature !== undefined);
  })?.record.digest;
}
