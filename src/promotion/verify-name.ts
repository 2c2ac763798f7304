import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import type { Fault, RecordNeed } from '../policy/requirements.ts';
import { findCompetingRecords, verifyName } from '../policy/verify-name.ts';
import { validRecords } from '../policy/verify-record.ts';
import { type OtherRecords, type ReadLimits, readOtherRecords } from '../records/other-images.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { quote } from '../util/safe-text.ts';

/** A name that is to be proven: a tag of an image in a repository of an environment. */
export interface NamedImage {
  readonly pipeline: Pipeline;
  readonly environment: Environment;
  /** The image's name in the pipeline. */
  readonly image: string;
  readonly repository: Repository;
  readonly digest: Digest;
  readonly tag: string;
  /** The records of the image itself. */
  readonly records: readonly StoredRecord[];
  readonly verify: BundleVerifier;
  readonly now: Date;
}

/** What a name is verified by. */
export interface NameVerifier {
  readonly accepts: NonNullable<RecordNeed['accepts']>;
  /** How many tags, images and records of the repository were not looked at. */
  readonly unread: number;
}

/** What is found where nothing is read. */
const NOTHING: OtherRecords = { images: [], unread: { tags: 0, images: 0, records: 0 }, beyond: undefined };

/**
 * Reads what might speak against a name, and returns what verifies records by it.
 *
 * If no record of the image itself counts, nothing proves the name, and nothing more is read. If the repository has more
 * than is read, the name is not proven: whoever may push chooses what comes first.
 *
 * @throws {RegistryError} as `readOtherRecords` does.
 */
export async function openNameVerifier(
  client: RegistryClient,
  named: NamedImage,
  limits?: ReadLimits,
): Promise<NameVerifier> {
  const { repository, digest, tag, records } = named;
  const own = validRecords(records, { ...named, uri: formatRepository(repository) });
  const others =
    own.entries.length === 0
      ? NOTHING
      : await readOtherRecords(client, { repository, digest, tags: new Set([tag]) }, limits);
  const question = { tag, digest, competitors: findCompetingRecords(others.images, named) };
  const { unread, beyond } = others;
  const fault: Fault | undefined =
    beyond === undefined
      ? undefined
      : {
          reason: `it is unknown whether the tag ${quote(tag)} was taken away from it by right, since ${beyond}`,
          remedy: 'remove tags and records that are no longer needed, or name the image by its digest',
        };
  return {
    accepts: (record) => verifyName(record, question) ?? fault,
    unread: unread.tags + unread.images + unread.records,
  };
}

/**
 * Returns what verifies a name that was proven when its promotion was planned: what other images got since then does not
 * count, as the tag is not resolved again either.
 */
export function verifyPlannedName(tag: string, digest: Digest): Pick<NameVerifier, 'accepts'> {
  return { accepts: (record) => verifyName(record, { tag, digest, competitors: [] }) };
}
