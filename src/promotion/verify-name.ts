import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { Fault, RecordNeed } from '../policy/requirements.ts';
import { validPromotions } from '../policy/valid-promotions.ts';
import { findCompetingPromotions, verifyName } from '../policy/verify-name.ts';
import type { VerifyPromotionOptions } from '../policy/verify-promotion.ts';
import { type OtherRecords, type ReadLimits, readOtherRecords } from '../records/other-images.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { quote } from '../util/safe-text.ts';

/** A name that must be proven: a tag of an image in a repository of an environment. */
export interface NamedImage extends Omit<VerifyPromotionOptions, 'uri'> {
  readonly repository: Repository;
  readonly tag: string;
  /** The records of the image itself. */
  readonly records: readonly StoredRecord[];
}

/** What verifies that a promotion gave an image its name. */
export interface NameVerifier {
  readonly accepts: NonNullable<RecordNeed['accepts']>;
  /** How many tags, images and records of the repository were not read. */
  readonly unread: number;
}

/** What is found if nothing is read. */
const NOTHING: OtherRecords = { images: [], unread: { tags: 0, images: 0, records: 0 }, beyond: undefined };

/**
 * Reads what might speak against a name, and returns what verifies promotions by it.
 *
 * If no record of the image itself counts, nothing proves the name, and nothing more is read. If the repository has
 * more than is read, the name is not proven: anybody who may push chooses what comes first.
 *
 * @throws {RegistryError} as `readOtherRecords` does.
 */
export async function openNameVerifier(
  client: RegistryClient,
  named: NamedImage,
  limits?: ReadLimits,
): Promise<NameVerifier> {
  const { repository, digest, tag, records } = named;
  const own = validPromotions(records, { ...named, uri: formatRepository(repository) }).promotions;
  const { images, unread, beyond } =
    own.length === 0 ? NOTHING : await readOtherRecords(client, { repository, digest, tags: new Set([tag]) }, limits);
  const options = { tag, digest, competitors: findCompetingPromotions(images, repository, named) };
  const fault: Fault | undefined =
    beyond === undefined
      ? undefined
      : {
          reason: `it is unknown whether the tag ${quote(tag)} was taken away from it by right, since ${beyond}`,
          remedy: 'remove tags and records that are no longer needed, or name the image by its digest',
        };
  return {
    accepts: (promotion) => verifyName(promotion, options) ?? fault,
    unread: unread.tags + unread.images + unread.records,
  };
}

/**
 * Returns what verifies a name that was proven when its promotion was planned: what other images got since then does not
 * count, as the tag is not resolved again either.
 */
export function verifyPlannedName(tag: string, digest: Digest): Pick<NameVerifier, 'accepts'> {
  return { accepts: (promotion) => verifyName(promotion, { tag, digest, competitors: [] }) };
}
