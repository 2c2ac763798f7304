import { SIGSTORE_BUNDLE } from '../attestation/artifact.ts';
import { PROMOTION } from '../attestation/predicates/promotion.ts';
import { IN_TOTO } from '../attestation/statement.ts';
import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { type Descriptor, type Manifest, parseManifest } from '../oci/manifest.ts';
import { OCI_EMPTY } from '../oci/media-type.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { readBlob } from '../registry/blobs/blobs.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';
import type { ReferrersQuery } from '../registry/referrers/api.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatBytes } from '../util/format.ts';
import type { StoredRecord } from './stored-record.ts';

/** What bundles of Sigstore begin with, whatever their version (sigstore/cosign, specs/BUNDLE_SPEC.md). */
const BUNDLE = 'application/vnd.dev.sigstore.bundle';

/** A larger record is not read (bytes): no bundle that is larger is verified either. */
const MAX_RECORD = 4 * 1024 * 1024;

/** An image with more records than these is refused: each takes two requests, and one left out might be the good one. */
const MAX_RECORDS = 200;

/** Of other attestations only so many are read: daily scans leave hundreds. */
const MAX_OTHERS = 50;

/** Attestations that say nowhere what they are about are read up to this size together (bytes). */
const MAX_SILENT = 64 * 1024 * 1024;

/** So many are read at the same time. */
const AT_ONCE = 16;

/** What the annotations of a referrer say that its attestation is about, where they do. */
export function declaredPredicate({ annotations }: Pick<Descriptor, 'annotations'>): string | undefined {
  return annotations.get('dev.sigstore.bundle.predicateType') ?? annotations.get('in-toto.io/predicate-type');
}

/** Tells how a kind of artifact keeps a statement; undefined if it keeps none. */
function formOf(mediaType: string | undefined): StoredRecord['form'] | undefined {
  if (mediaType === undefined) return undefined;
  if (mediaType.startsWith(BUNDLE)) return 'bundle';
  return mediaType === IN_TOTO ? 'statement' : undefined;
}

/**
 * Whether what a list says of a kind of artifact leaves it open that it keeps a statement.
 *
 * Where there is no referrers API, cosign 3 lists its bundles by the type of their config, which is empty.
 */
export function mayHoldStatement(artifactType: string | undefined): boolean {
  return artifactType === undefined || artifactType === OCI_EMPTY || formOf(artifactType) !== undefined;
}

function parse(bytes: Uint8Array, mediaType: string): Manifest | undefined {
  try {
    return parseManifest(bytes, mediaType);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** The manifest of an attestation: where its statement is, and what it says that this is about. */
export interface AttestationManifest {
  readonly digest: Digest;
  readonly layer: Descriptor;
  readonly form: StoredRecord['form'];
  readonly announced: string | undefined;
  readonly annotations: Descriptor['annotations'];
}

/** Reads the manifest of an attestation; undefined if it is none, or names another subject than it is read for. */
export async function readAttestationManifest(
  client: RegistryClient,
  { repository, subject }: RecordQuery,
  digest: Digest,
): Promise<AttestationManifest | undefined> {
  const stored = await getManifest(client, repository, digest);
  const manifest = stored && parse(stored.bytes, stored.mediaType);
  if (manifest?.kind !== 'manifest' || manifest.subject?.digest !== subject) return undefined;
  const [layer, ...others] = manifest.layers;
  const form = formOf(layer?.mediaType);
  if (layer === undefined || others.length > 0 || form === undefined) return undefined;
  return { digest, layer, form, announced: declaredPredicate(manifest), annotations: manifest.annotations };
}

async function readStatement(
  client: RegistryClient,
  { repository, subject }: RecordQuery,
  { digest, layer, form }: AttestationManifest,
): Promise<StoredRecord | undefined> {
  const bytes = await readBlob(client, repository, { ...layer, limit: MAX_RECORD });
  return bytes && { digest, repository, subject, form, bytes };
}

/** Reads one attestation by its digest; undefined if it is none, or names another subject than it is read for. */
export async function readRecord(
  client: RegistryClient,
  query: RecordQuery,
  digest: Digest,
): Promise<StoredRecord | undefined> {
  const manifest = await readAttestationManifest(client, query, digest);
  return manifest && readStatement(client, query, manifest);
}

/** Whose records are read. */
interface RecordQuery {
  readonly repository: Repository;
  /** The image. */
  readonly subject: Digest;
}

/** What is attached to an image and may be a record, by what the lists say of it. */
interface ListedAttestations {
  /** Announced as records of promotions, as those of Sealift are. */
  readonly records: readonly Descriptor[];
  /** Announced as nothing at all: cosign's are, where there is no referrers API. */
  readonly unknown: readonly Descriptor[];
  /** Announced as something else: build provenance, SBOMs, scans. */
  readonly others: readonly Descriptor[];
}

/** What is needed of lists: not every writer says what kind of artifact it is, and then its manifest is asked. */
export const ATTESTATIONS: ReferrersQuery = {
  keep: ({ artifactType }) => mayHoldStatement(artifactType),
  types: [SIGSTORE_BUNDLE, IN_TOTO, OCI_EMPTY],
};

async function list(client: RegistryClient, { repository, subject }: RecordQuery): Promise<ListedAttestations> {
  const attestations = await listReferrers(client, repository, subject, ATTESTATIONS);
  const groups = Map.groupBy(attestations, (listed) => {
    const announced = declaredPredicate(listed);
    return announced === undefined ? 'unknown' : announced === PROMOTION.type ? 'records' : 'others';
  });
  const [records = [], unknown = [], others = []] = (['records', 'unknown', 'others'] as const).map((kind) =>
    groups.get(kind),
  );
  return { records, unknown, others };
}

/** What is attached to an image, sorted by its own words where the lists say nothing. */
interface SortedAttestations {
  /** Those that say that they are records, then what says nowhere what it is; each statement once, however often it is attached. */
  readonly records: readonly AttestationManifest[];
  /** Attestations about something else that the lists did not announce. */
  readonly others: readonly AttestationManifest[];
}

/** Reads the manifests of what the lists announce as records, and of all that they do not announce at all. */
async function sortOut(
  client: RegistryClient,
  query: RecordQuery,
  { records, unknown }: ListedAttestations,
): Promise<SortedAttestations> {
  // The newest are listed last.
  const read = await eachAtMost(AT_ONCE, [...records, ...unknown], ({ digest }) =>
    readAttestationManifest(client, query, digest),
  );
  const found = read.filter((manifest) => manifest !== undefined);
  const mayBe = found.filter(({ announced }) => announced === undefined || announced === PROMOTION.type);
  const distinct = new Map<Digest, AttestationManifest>();
  for (const manifest of mayBe) {
    if (!distinct.has(manifest.layer.digest)) distinct.set(manifest.layer.digest, manifest);
  }
  const listed = new Set(records.map(({ digest }) => digest));
  const sorted = [...distinct.values()];
  const isRecord = ({ announced, digest }: AttestationManifest): boolean =>
    announced !== undefined || listed.has(digest);
  const silent = sorted.filter((manifest) => !isRecord(manifest));
  requireFew(sorted.length - silent.length, query);
  requireSmall(silent, query);
  return {
    records: [...sorted.filter(isRecord), ...silent],
    others: found.filter((manifest) => !mayBe.includes(manifest)),
  };
}

async function readAll(
  client: RegistryClient,
  manifests: readonly AttestationManifest[],
  query: RecordQuery,
): Promise<readonly StoredRecord[]> {
  const read = await eachAtMost(AT_ONCE, manifests, (manifest) => readStatement(client, query, manifest));
  return read.filter((record) => record !== undefined);
}

function requireFew(count: number, { repository, subject }: RecordQuery): void {
  if (count <= MAX_RECORDS) return;
  throw new RegistryError({
    what: `read the records of ${formatRepository(repository)}@${subject}`,
    reason: `there are ${count}, and no more than ${MAX_RECORDS} are read`,
    remedy: 'remove those that nobody needs',
    code: 'too-large',
  });
}

/**
 * Reads the records of promotions of an image that a repository keeps.
 *
 * Nothing in them is believed yet. What is listed but cannot be read is left out: it proves nothing. What the lists do
 * not announce is read too, all of it: it may be the record.
 *
 * @throws {RegistryError} if the registry does not answer, or where there are more than 200.
 */
export async function readRecords(client: RegistryClient, query: RecordQuery): Promise<readonly StoredRecord[]> {
  const { records } = await sortOut(client, query, await list(client, query));
  return readAll(client, records, query);
}

/** Requires that what nobody announces does not fill the memory: all of it is read, whatever its number. */
function requireSmall(silent: readonly AttestationManifest[], { repository, subject }: RecordQuery): void {
  const bytes = silent.reduce((sum, { layer }) => sum + layer.size, 0);
  if (bytes <= MAX_SILENT) return;
  throw new RegistryError({
    what: `read the records of ${formatRepository(repository)}@${subject}`,
    reason: `${silent.length} attestations do not say what they are about, and of these no more than ${formatBytes(MAX_SILENT)} are read`,
    remedy: 'remove those that nobody needs',
    code: 'too-large',
  });
}

/** Everything about an image that may be worth something. */
interface Attestations {
  readonly records: readonly StoredRecord[];
  readonly others: readonly StoredRecord[];
  /** How many others were not read. */
  readonly leftOut: number;
}

/**
 * Reads the records of an image, and its other attestations: of those the newest, at most 50.
 *
 * @throws {RegistryError} as `readRecords` does.
 */
export async function readAttestations(client: RegistryClient, query: RecordQuery): Promise<Attestations> {
  const listed = await list(client, query);
  const sorted = await sortOut(client, query, listed);
  const created = ({ annotations }: Pick<Descriptor, 'annotations'>) =>
    annotations.get('org.opencontainers.image.created') ?? '';
  const newest = [...listed.others, ...sorted.others].toSorted((left, right) =>
    created(left) < created(right) ? 1 : -1,
  );
  const [records, others] = await Promise.all([
    readAll(client, sorted.records, query),
    eachAtMost(AT_ONCE, newest.slice(0, MAX_OTHERS), (each) =>
      'layer' in each ? readStatement(client, query, each) : readRecord(client, query, each.digest),
    ),
  ]);
  const leftOut = Math.max(newest.length - MAX_OTHERS, 0);
  return { records, others: others.filter((other) => other !== undefined), leftOut };
}
