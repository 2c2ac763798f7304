import { buildTaggedRecord, SIGSTORE_BUNDLE } from '../attestation/artifact.ts';
import { BASE_LEDGER } from '../attestation/predicates/bases.ts';
import { IN_TOTO } from '../attestation/statement.ts';
import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { parseManifest } from '../oci/manifest.ts';
import { formatRepository, parseTag, type Repository } from '../oci/reference.ts';
import { readBlob } from '../registry/blobs/blobs.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest, headManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { putBlobs } from './put-blobs.ts';
import type { StoredRecord } from './stored-record.ts';

/** The tag of the ledger that counts. */
const LATEST = parseTag('latest');

/** No larger bundle is verified (bytes). */
const MAX_LEDGER = 4 * 1024 * 1024;

/** How long a written ledger must stand before it counts, in ms: another run may write at the same time. */
const SETTLE_TIME = 1000;

/** A ledger must stand so many times longer than it took to write: the writes of others lag as much. */
const PACE_FACTOR = 3;

/** A ledger as its repository keeps it: nothing in it is believed yet. */
export interface StoredLedger extends Pick<StoredRecord, 'form' | 'bytes' | 'digest'> {
  readonly uri: string;
  readonly mediaType: string;
}

/** Where a ledger is. */
export interface LedgerPlace {
  readonly client: RegistryClient;
  readonly repository: Repository;
}

function unreadable({ repository }: LedgerPlace, reason: string): RegistryError {
  return new RegistryError({
    what: `read the ledger of bases ${formatRepository(repository)}:${LATEST}`,
    reason,
    remedy: `delete its tag "${LATEST}", and run command: outdated`,
    code: 'invalid-answer',
  });
}

function formOf(mediaType: string): StoredLedger['form'] | undefined {
  if (mediaType === SIGSTORE_BUNDLE) return 'bundle';
  return mediaType === IN_TOTO ? 'statement' : undefined;
}

/**
 * Reads the ledger of bases: a manifest and a blob. Undefined if there is none.
 *
 * @throws {RegistryError} if the registry does not answer, or something else is there.
 */
export async function readBaseLedger(place: LedgerPlace): Promise<StoredLedger | undefined> {
  const { client, repository } = place;
  const stored = await getManifest(client, repository, LATEST);
  if (stored === undefined) return undefined;
  try {
    const manifest = parseManifest(stored.bytes, stored.mediaType);
    const [layer, ...others] = manifest.kind === 'manifest' ? manifest.layers : [];
    const form = layer && formOf(layer.mediaType);
    if (layer === undefined || form === undefined || others.length > 0) throw unreadable(place, 'it is no ledger');
    if (layer.size > MAX_LEDGER) throw unreadable(place, 'it has more than 4 MiB');
    const bytes = await readBlob(client, repository, { ...layer, limit: MAX_LEDGER });
    if (bytes === undefined) throw unreadable(place, 'the registry lacks its content');
    const { digest } = stored;
    return { digest, uri: `${formatRepository(repository)}@${digest}`, form, bytes, mediaType: layer.mediaType };
  } catch (error) {
    if (error instanceof FormatError) throw unreadable(place, error.message);
    throw error;
  }
}

/** Finds the digest of the ledger that counts now. */
export function findBaseLedger({ client, repository }: LedgerPlace): Promise<Digest | undefined> {
  return headManifest(client, repository, LATEST);
}

/**
 * Writes a ledger under its tag, waits until other runs that began to write before would be seen, and looks again.
 *
 * @param expected what the tag must hold before: what another run wrote meanwhile would be lost.
 * @returns the digest that was written, undefined if the tag held something else, and what the tag holds then.
 * @throws {RegistryError} if the registry does not take it, or it has more than 4 MiB.
 */
export async function writeBaseLedger(
  place: LedgerPlace,
  content: Pick<StoredLedger, 'form' | 'bytes'>,
  expected: Digest | undefined,
): Promise<{ readonly written: Digest | undefined; readonly holds: Digest | undefined }> {
  const { client, repository } = place;
  if (content.bytes.byteLength > MAX_LEDGER) {
    throw new RegistryError({
      what: `write the ledger of bases to ${formatRepository(repository)}`,
      reason: 'it would have more than 4 MiB, and no larger one is read',
      remedy: 'name fewer bases in the gates, and begin a new ledger in another repository',
      code: 'too-large',
    });
  }
  const predicateType = BASE_LEDGER.type;
  const { manifest, blobs } = buildTaggedRecord({ predicateType, annotations: new Map(), ...content });
  await putBlobs(client, repository, blobs);
  const before = await findBaseLedger(place);
  if (before !== expected) return { written: undefined, holds: before };
  const begun = client.clock.now();
  await putManifest(client, repository, LATEST, manifest);
  const took = client.clock.now() - begun;
  await client.clock.sleep(Math.max(SETTLE_TIME, PACE_FACTOR * took));
  return { written: manifest.digest, holds: await findBaseLedger(place) };
}
