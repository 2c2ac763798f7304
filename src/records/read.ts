import { declaredPredicate, SIGSTORE_BUNDLE } from '../attestation/artifact.ts';
import { HOLD } from '../attestation/predicates/hold.ts';
import { PROMOTION } from '../attestation/predicates/promotion.ts';
import { ROLLBACK } from '../attestation/predicates/rollback.ts';
import { IN_TOTO } from '../attestation/statement.ts';
import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { tryParse } from '../oci/json.ts';
import { type Descriptor, type Manifest, parseManifest } from '../oci/manifest.ts';
import { OCI_EMPTY } from '../oci/media-type.ts';
import { formatRepository } from '../oci/reference.ts';
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

/** An image with more records is refused: each takes two requests, and one left out might be the good one. */
const MAX_RECORDS = 200;

/** Of other attestations only so many are read: daily scans leave hundreds. */
const MAX_OTHERS = 50;

/** Attestations that say nowhere what they are about are read up to this size together (bytes). */
const MAX_SILENT = 64 * 1024 * 1024;

/** So many are read at the same time. */
const AT_ONCE = 16;

/** The kinds of records of ours that are read of an image whenever its promotions are. */
export const RECORDS: ReadonlySet<string> = new Set([PROMOTION.type, ROLLBACK.type, HOLD.type]);

function formOf(mediaType: string | undefined): StoredRecord['form'] | undefined {
  if (mediaType === undefined) return undefined;
  if (mediaType.startsWith(BUNDLE)) return 'bundle';
  return mediaType === IN_TOTO ? 'statement' : undefined;
}

/**
 * Whether a listed kind of artifact may keep a statement. Without a referrers API, cosign 3 lists its bundles by the
 * type of their config, which is empty.
 */
export function mayHoldStatement(artifactType: string | undefined): boolean {
  return artifactType === undefined || artifactType === OCI_EMPTY || formOf(artifactType) !== undefined;
}

/** The manifest of an attestation: where its statement is, and what it says that this is about. */
export interface AttestationManifest {
  readonly digest: Digest;
  readonly layer: Descriptor;
  readonly form: StoredRecord['form'];
  readonly announced: string | undefined;
  readonly annotations: Descriptor['annotations'];
}

/** Undefined if a manifest is no attestation, or names another subject than it is read for. */
export function attestationOf(manifest: Manifest, digest: Digest, subject: Digest): AttestationManifest | undefined {
  if (manifest.kind !== 'manifest' || manifest.subject?.digest !== subject) return undefined;
  const [layer, ...others] = manifest.layers;
  const form = formOf(layer?.mediaType);
  if (layer === undefined || others.length > 0 || form === undefined) return undefined;
  return { digest, layer, form, announced: declaredPredicate(manifest), annotations: manifest.annotations };
}

export async function readAttestationManifest(
  client: RegistryClient,
  { repository, subject }: RecordQuery,
  digest: Digest,
): Promise<AttestationManifest | undefined> {
  const stored = await getManifest(client, repository, digest);
  const manifest = stored && tryParse(() => parseManifest(stored.bytes, stored.mediaType));
  return manifest && attestationOf(manifest, digest, subject);
}

/** Reads the statement of an attestation whose manifest was read; undefined if it is not there. */
export async function readStatement(
  client: RegistryClient,
  { repository, subject }: RecordQuery,
  { digest, layer, form }: AttestationManifest,
): Promise<StoredRecord | undefined> {
  const bytes = await readBlob(client, repository, { ...layer, limit: MAX_RECORD });
  return bytes && { digest, repository, subject, form, bytes };
}

/** Reads one attestation by its digest, as `readManifest` does. */
export async function readRecord(
  client: RegistryClient,
  query: RecordQuery,
  digest: Digest,
): Promise<StoredRecord | undefined> {
  const manifest = await readAttestationManifest(client, query, digest);
  return manifest && readStatement(client, query, manifest);
}

/** The image whose records are read. */
type RecordQuery = Pick<StoredRecord, 'repository' | 'subject'>;

/**
 * What the lists announce: records of promotions and holds, other kinds such as SBOMs, or nothing of its kind, as for those of
 * cosign without a referrers API.
 */
type ListedAttestations = Readonly<Record<'records' | 'unknown' | 'others', readonly Descriptor[]>>;

/** What lists are filtered by: not every writer says what kind of artifact it is. */
export const ATTESTATIONS: ReferrersQuery = {
  keep: ({ artifactType }) => mayHoldStatement(artifactType),
  types: [SIGSTORE_BUNDLE, IN_TOTO, OCI_EMPTY],
};

async function list(client: RegistryClient, { repository, subject }: RecordQuery): Promise<ListedAttestations> {
  const attestations = await listReferrers(client, repository, subject, ATTESTATIONS);
  const groups = Object.groupBy(attestations, (listed): keyof ListedAttestations => {
    const announced = declaredPredicate(listed);
    return announced === undefined ? 'unknown' : RECORDS.has(announced) ? 'records' : 'others';
  });
  return { records: [], unknown: [], others: [], ...groups };
}

/**
 * Reads the manifests of what the lists announce as records, and of all that they do not announce at all. The records
 * come first, then what never says what it is, each statement once; `others` are about something else.
 */
async function sortOut(client: RegistryClient, query: RecordQuery, { records, unknown }: ListedAttestations) {
  // The newest are listed last.
  const read = await eachAtMost(AT_ONCE, [...records, ...unknown], ({ digest }) =>
    readAttestationManifest(client, query, digest),
  );
  const found = read.filter((manifest) => manifest !== undefined);
  const mayBe = found.filter(({ announced }) => announced === undefined || RECORDS.has(announced));
  const byStatement = Map.groupBy(mayBe, ({ layer }) => layer.digest);
  const sorted = [...byStatement.values()].flatMap(([first]) => first ?? []);
  const listed = new Set(records.map(({ digest }) => digest));
  const isRecord = ({ announced, digest }: AttestationManifest): boolean =>
    announced !== undefined || listed.has(digest);
  const silent = sorted.filter((manifest) => !isRecord(manifest));
  const count = sorted.length - silent.length;
  if (count > MAX_RECORDS) throw tooLarge(query, `there are ${count}, and no more than ${MAX_RECORDS} are read`);
  // All that is silent is read, whatever its number: it must not fill the memory.
  if (silent.reduce((sum, { layer }) => sum + layer.size, 0) > MAX_SILENT) {
    const limit = `and of these no more than ${formatBytes(MAX_SILENT)} are read`;
    throw tooLarge(query, `${silent.length} attestations do not say what they are about, ${limit}`);
  }
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

/** Whoever may push can attach as many as they like: those who may delete must know how to get rid of them. */
export const REMOVE =
  'remove those that nobody needs, such as any that nobody signed: "oras discover" lists them, and "oras manifest delete" removes one by its digest';

function tooLarge({ repository, subject }: RecordQuery, reason: string): RegistryError {
  const what = `read the records of ${formatRepository(repository)}@${subject}`;
  return new RegistryError({ what, reason, remedy: REMOVE, code: 'too-large' });
}

/**
 * Reads the records of promotions and holds of an image that a repository keeps, and all that may be one. Nothing in them is
 * believed yet; what cannot be read proves nothing, and is left out.
 *
 * @throws {RegistryError} if the registry does not answer, or there are more than 200.
 */
export async function readRecords(client: RegistryClient, query: RecordQuery): Promise<readonly StoredRecord[]> {
  const { records } = await sortOut(client, query, await list(client, query));
  return readAll(client, records, query);
}

/**
 * Reads the records of an image, and the newest 50 of its other attestations; `leftOut` counts the rest.
 *
 * @throws {RegistryError} as `readRecords` does.
 */
export async function readAttestations(client: RegistryClient, query: RecordQuery) {
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
