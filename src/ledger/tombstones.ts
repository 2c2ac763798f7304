import { buildRecord, buildTaggedRecord, SIGSTORE_BUNDLE } from '../attestation/artifact.ts';
import { annotateRetirement, RETIREMENT, type RetirementPredicate } from '../attestation/predicates/retirement.ts';
import { RegistryError } from '../errors.ts';
import { type Digest, digestAlgorithm, digestHex, digestOf } from '../oci/digest.ts';
import { tryParse } from '../oci/json.ts';
import { type Descriptor, parseManifest } from '../oci/manifest.ts';
import { OCI_INDEX } from '../oci/media-type.ts';
import { isTag, parseTag, type Tag } from '../oci/reference.ts';
import { putBlobs } from '../records/put-blobs.ts';
import { attestationOf, readStatement } from '../records/read.ts';
import { decodeUnverifiedPredicate, type StoredRecord } from '../records/stored-record.ts';
import { openOciDeleter } from '../registry/deletion/oci.ts';
import { getManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { listTags } from '../registry/tag-list.ts';
import { tryParseVersionTag } from '../tags/version.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { addToList, type LedgerPlace, listEntries } from './list.ts';

/** A tombstone, signed or not, as it is written. */
export interface MadeTombstone {
  readonly predicate: RetirementPredicate;
  /** The root of the image, if it was there. */
  readonly image?: Descriptor | undefined;
  readonly form: StoredRecord['form'];
  readonly bytes: Uint8Array;
}

/** Tombstones of one digest that are read, the newest: each environment has two, and anyone who may push can add some. */
const MOST_TOMBSTONES = 50;

/** Tombstones that are read concurrently. */
const AT_ONCE = 8;

/** The tag under which all tombstones of a digest are found, for ever. */
export function goneTag(digest: Digest): Tag {
  return parseTag(`gone-${digestAlgorithm(digest)}-${digestHex(digest).slice(0, 64)}`);
}

/** The tag under which the tombstones of all images are found that had a full version, for ever: it is not given again. */
export function versionTag(version: string): Tag {
  const name = `version-${version}`;
  return parseTag(isTag(name) ? name : `version-${digestHex(digestOf(version))}`);
}

/** The tag of a sweep that is not over: a run that was cut off left it. */
function openTag(digest: Digest, uri: string): Tag {
  const place = digestHex(digestOf(uri)).slice(0, 12);
  return parseTag(`destroying-${digestAlgorithm(digest)}-${digestHex(digest).slice(0, 64)}-${place}`);
}

const OPEN = /^destroying-sha(?:256|512)-[0-9a-f]{64}-[0-9a-f]{12}$/;

/** Whatever the registry does with a subject that it does not have, the tombstone is written. */
async function putTombstone({ client, repository }: LedgerPlace, tombstone: MadeTombstone): Promise<Descriptor> {
  const { predicate, form, bytes, image } = tombstone;
  const content = { predicateType: RETIREMENT.type, annotations: annotateRetirement(predicate), form, bytes };
  const unknown = { mediaType: OCI_INDEX, digest: predicate.digests.root, size: 0, annotations: new Map() };
  const subject = image ?? unknown;
  const record = buildRecord({ ...content, subject });
  await putBlobs(client, repository, record.blobs);
  try {
    await putManifest(client, repository, record.manifest.digest, record.manifest);
    return record.descriptor;
  } catch (error) {
    // Quay refuses what is attached to something that it does not have.
    if (!(error instanceof RegistryError) || error.status === undefined || error.status >= 500) throw error;
    const bare = buildTaggedRecord(content);
    await putManifest(client, repository, bare.manifest.digest, bare.manifest);
    return bare.descriptor;
  }
}

/**
 * Writes a tombstone: attached to the digest that is gone, and in the list under the tag of that digest. While something is being
 * destroyed, another tag says so.
 */
export async function writeTombstone(place: LedgerPlace, tombstone: MadeTombstone): Promise<void> {
  const { client, repository } = place;
  const { predicate } = tombstone;
  const { root } = predicate.digests;
  const descriptor = await putTombstone(place, tombstone);
  await addToList(place, goneTag(root), descriptor);
  const versions = predicate.tags.filter((each) => tryParseVersionTag(each) !== undefined);
  await eachAtMost(AT_ONCE, versions, (version) => addToList(place, versionTag(version), descriptor));
  const tag = openTag(root, predicate.uri);
  if (predicate.state === 'destroying') {
    const stored = await getManifest(client, repository, descriptor.digest);
    if (stored !== undefined) await putManifest(client, repository, tag, stored);
    return;
  }
  const open = await getManifest(client, repository, tag);
  if (open === undefined) return;
  const deletion = await openOciDeleter(client, repository).deleteTag(tag, open.digest);
  if (deletion.kind === 'deleted' || deletion.kind === 'absent') return;
  // A ledger need not delete anything: then the tag says that it is over.
  const stored = await getManifest(client, repository, descriptor.digest);
  if (stored !== undefined) await putManifest(client, repository, tag, stored);
}

async function readOne(
  { client, repository }: LedgerPlace,
  reference: Tag | Digest,
): Promise<StoredRecord | undefined> {
  const stored = await getManifest(client, repository, reference);
  const manifest = stored && tryParse(() => parseManifest(stored.bytes, stored.mediaType));
  if (stored === undefined || manifest?.kind !== 'manifest') return undefined;
  const [layer] = manifest.layers;
  const subject = manifest.subject?.digest;
  if (subject !== undefined) {
    const attestation = attestationOf(manifest, stored.digest, subject);
    return attestation && readStatement(client, { repository, subject }, attestation);
  }
  if (layer === undefined) return undefined;
  const form = layer.mediaType === SIGSTORE_BUNDLE ? 'bundle' : 'statement';
  const bare = {
    digest: stored.digest,
    layer,
    form,
    announced: RETIREMENT.type,
    annotations: manifest.annotations,
  } as const;
  const record = await readStatement(client, { repository, subject: stored.digest }, bare);
  const claimed = record && decodeUnverifiedPredicate(RETIREMENT, record);
  return record && claimed && { ...record, subject: claimed.digests.root };
}

/** Reads the tombstones of sweeps that were cut off. Nothing in them is believed yet. */
export async function readUnfinished(place: LedgerPlace): Promise<readonly StoredRecord[]> {
  const tags = [...(await listTags(place.client, place.repository))].filter((tag) => OPEN.test(tag));
  const read = await eachAtMost(AT_ONCE, tags, (tag) => readOne(place, tag));
  return read.filter((record) => record !== undefined);
}

/** Reads the newest tombstones of a digest: one request if there is none. Nothing in them is believed yet. */
export async function readTombstones(place: LedgerPlace, digest: Digest): Promise<readonly StoredRecord[]> {
  const newest = (await listEntries(place, goneTag(digest))).slice(-MOST_TOMBSTONES);
  const read = await eachAtMost(AT_ONCE, newest, (each) => readOne(place, each));
  return read.flatMap((record) => (record?.subject === digest ? [record] : []));
}

/** Reads the newest tombstones of images that had a version: one request if there is none. Nothing in them is believed yet. */
export async function readVersionTombstones(place: LedgerPlace, version: string): Promise<readonly StoredRecord[]> {
  const newest = (await listEntries(place, versionTag(version))).slice(-MOST_TOMBSTONES);
  const read = await eachAtMost(AT_ONCE, newest, (each) => readOne(place, each));
  return read.filter((record) => record !== undefined);
}
