import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { RecordNeed } from '../policy/pick-promotions.ts';
import type { Fault } from '../policy/requirements.ts';
import { validPromotions } from '../policy/valid-promotions.ts';
import { validRollbacks } from '../policy/valid-rollbacks.ts';
import {
  explainOwner,
  findCompetingPromotions,
  provesTags,
  verifyName,
  verifyNameSince,
} from '../policy/verify-name.ts';
import type { VerifyPromotionOptions } from '../policy/verify-promotion.ts';
import { type OtherRecords, type ReadLimits, readOtherRecords } from '../records/other-images.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { quote } from '../util/safe-text.ts';

export interface NamedImage extends Omit<VerifyPromotionOptions, 'uri'> {
  readonly repository: Repository;
  readonly tag: string;
  readonly records: readonly StoredRecord[];
}

export interface NameVerifier {
  readonly accepts: NonNullable<RecordNeed['accepts']>;
  /** Finds the image that has the tag by right, if no record of the image itself counts: only refusals need it. */
  findOwner(): Promise<Fault | undefined>;
  /** How many tags, images and records of the repository were not read. */
  readonly unread: number;
}

/** To name the owner of a tag in a refusal, no more is read. */
const OWNER_LIMITS: ReadLimits = { tags: 1000, images: 500, records: 20 };

const NOTHING: OtherRecords = { images: [], unread: { tags: 0, images: 0, records: 0 }, beyond: undefined };

/**
 * Reads what might speak against a tag of an image, and returns what verifies promotions by it.
 *
 * If no record of the image itself counts, nothing proves the tag, and nothing more is read. If the repository has
 * more than is read, the tag is not proven: anybody who may push chooses what comes first.
 *
 * @throws {RegistryError} as `readOtherRecords` does.
 */
export async function openNameVerifier(
  client: RegistryClient,
  named: NamedImage,
  limits?: ReadLimits,
): Promise<NameVerifier> {
  const { repository, digest, tag, records } = named;
  const verifying = { ...named, uri: formatRepository(repository) };
  const own = validPromotions(records, verifying).promotions;
  const { rollbacks } = validRollbacks(records, verifying);
  const counts = (record: StoredRecord): boolean => provesTags(record, named);
  const query = { repository, digest, tags: new Set([tag]), counts };
  const { images, unread, beyond } = own.length === 0 ? NOTHING : await readOtherRecords(client, query, limits);
  const options = { tag, digest, competitors: findCompetingPromotions(images, repository, named) };
  const fault: Fault | undefined =
    beyond === undefined
      ? undefined
      : {
          reason: `it is unknown whether the tag ${quote(tag)} now belongs to another image, since ${beyond}`,
          remedy:
            'remove tags and records that are no longer needed ("oras discover" lists the records of an image, "oras manifest delete" removes one), or name the image by its digest',
        };
  return {
    accepts: (promotion) => verifyNameSince(promotion, rollbacks, options) ?? fault,
    findOwner: async () => (own.length === 0 ? findOwner(client, named) : undefined),
    unread: unread.tags + unread.images + unread.records,
  };
}

async function findOwner(client: RegistryClient, named: NamedImage): Promise<Fault | undefined> {
  const { repository, digest, tag } = named;
  try {
    const counts = (record: StoredRecord): boolean => provesTags(record, named);
    const query = { repository, digest, tags: new Set([tag]), counts };
    const { images } = await readOtherRecords(client, query, OWNER_LIMITS);
    return explainOwner(tag, findCompetingPromotions(images, repository, named));
  } catch (error) {
    // The refusal stands without it.
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

/** For a name proven when its promotion was planned: what other images got since does not count. */
export function verifyPlannedName(tag: string, digest: Digest): Omit<NameVerifier, 'unread'> {
  return {
    accepts: (promotion) => verifyName(promotion, { tag, digest, competitors: [] }),
    findOwner: async () => undefined,
  };
}
