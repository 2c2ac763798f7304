import { RegistryError } from '../errors.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { type Manifest, parseManifest } from '../oci/manifest.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import { IN_TOTO } from '../provenance/statement.ts';
import { readBlob } from '../registry/blobs/blobs.ts';
import { getManifest } from '../registry/manifests.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import type { RegistryClient } from '../registry/registry-client.ts';
import type { StoredRecord } from './stored-record.ts';

/** What bundles of Sigstore begin with, whatever their version (sigstore/cosign, specs/BUNDLE_SPEC.md). */
const BUNDLE = 'application/vnd.dev.sigstore.bundle';
/** A larger record is not read (bytes): GitHub takes predicates of 16 MiB, and the envelope writes them in base64. */
const MAX_RECORD = 24 * 1024 * 1024;
/** More attestations than these of one image are not read: each takes two requests. */
const MAX_RECORDS = 200;
/** So many are read at the same time. */
const AT_ONCE = 16;

/** What the annotations of a referrer say that its attestation is about, where they do. */
function announcedPredicate({ annotations }: Descriptor): string | undefined {
  return annotations.get('dev.sigstore.bundle.predicateType') ?? annotations.get('in-toto.io/predicate-type');
}

/** Tells how a kind of artifact keeps a statement; undefined where it keeps none. */
function formOf(mediaType: string | undefined): StoredRecord['form'] | undefined {
  if (mediaType === undefined) return undefined;
  if (mediaType.startsWith(BUNDLE)) return 'bundle';
  return mediaType === IN_TOTO ? 'statement' : undefined;
}

function parse(bytes: Uint8Array, mediaType: string): Manifest | undefined {
  try {
    return parseManifest(bytes, mediaType);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Reads one listed attestation; undefined where it is none, or names another subject than it is listed for. */
async function readRecord(
  client: RegistryClient,
  repository: Repository,
  { listed, subject }: { readonly listed: Descriptor; readonly subject: Digest },
): Promise<StoredRecord | undefined> {
  const stored = await getManifest(client, repository, listed.digest);
  const manifest = stored && parse(stored.bytes, stored.mediaType);
  if (manifest?.kind !== 'manifest' || manifest.subject?.digest !== subject) return undefined;
  const [layer, ...others] = manifest.layers;
  const form = formOf(layer?.mediaType);
  if (layer === undefined || others.length > 0 || form === undefined) return undefined;
  const bytes = await readBlob(client, repository, { ...layer, limit: MAX_RECORD });
  return bytes && { digest: listed.digest, repository, subject, form, bytes };
}

/** Which attestations are read. */
export interface RecordQuery {
  readonly repository: Repository;
  /** The image. */
  readonly subject: Digest;
  /** Where given, what is announced as another kind of statement is left out. */
  readonly predicateType?: string;
}

/**
 * Reads the records of an image that a repository keeps, and other attestations where they are asked for.
 *
 * Nothing in them is believed yet. What is listed but cannot be read is left out: it proves nothing.
 *
 * @throws {RegistryError} where the registry does not answer, or where there are more than 200.
 */
export async function readRecords(client: RegistryClient, query: RecordQuery): Promise<readonly StoredRecord[]> {
  const { repository, subject, predicateType } = query;
  const referrers = await listReferrers(client, repository, subject);
  const wanted = referrers.filter((referrer) => {
    const announced = announcedPredicate(referrer);
    const isOther = predicateType !== undefined && announced !== undefined && announced !== predicateType;
    // Not every writer of lists says what kind of artifact it is: then its manifest is asked.
    const isKind = referrer.artifactType === undefined || formOf(referrer.artifactType) !== undefined;
    return isKind && !isOther;
  });
  if (wanted.length > MAX_RECORDS) {
    throw new RegistryError(
      `Cannot read the records of ${formatRepository(repository)}@${subject}: there are ${wanted.length}, and no more than ${MAX_RECORDS} are read; remove those that nobody needs`,
      { code: 'too-large', registry: repository.registry },
    );
  }
  const records: StoredRecord[] = [];
  for (let first = 0; first < wanted.length; first += AT_ONCE) {
    const lot = wanted.slice(first, first + AT_ONCE);
    const read = await Promise.all(lot.map((listed) => readRecord(client, repository, { listed, subject })));
    records.push(...read.filter((record) => record !== undefined));
  }
  return records;
}
