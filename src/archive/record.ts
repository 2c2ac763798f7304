import { buildRecord, declaredPredicate } from '../attestation/artifact.ts';
import {
  ARCHIVE,
  type ArchivedContent,
  type ArchivePredicate,
  annotateArchive,
} from '../attestation/predicates/archive.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor, Manifest } from '../oci/manifest.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { type VerifiedRecord, verifyRecord } from '../policy/verify-record.ts';
import { putBlobs } from '../records/put-blobs.ts';
import { readAttestationManifest, readStatement } from '../records/read.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { attachReferrer } from '../registry/referrers/attach.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import { CLOCK_SKEW } from '../util/time.ts';
import type { ArchivePlace } from './find-lost.ts';

/** A record that counts. */
export type VerifiedArchive = VerifiedRecord<ArchivePredicate>;

/** So many records of archives are read, the last that are listed: one for each time that the image was archived. */
const MOST = 20;

/** A record of an archive, made. */
export interface MadeArchiveRecord {
  readonly predicate: ArchivePredicate;
  readonly form: StoredRecord['form'];
  readonly bytes: Uint8Array;
}

/** Whether a manifest is a record of an archive, by what it says: such records stand beside archives, not in them. */
export function isArchiveRecord({ annotations }: Pick<Manifest, 'annotations'>): boolean {
  return declaredPredicate({ annotations }) === ARCHIVE.type;
}

/** Attaches the record of an archive to the image. */
export async function attachArchiveRecord(
  { client, repository }: ArchivePlace,
  { predicate, form, bytes }: MadeArchiveRecord,
  subject: Descriptor,
  warn: (sentence: string) => void,
): Promise<Digest> {
  const annotations = annotateArchive(predicate);
  const artifact = buildRecord({ predicateType: ARCHIVE.type, subject, annotations, form, bytes });
  await putBlobs(client, repository, artifact.blobs);
  await attachReferrer(client, repository, artifact, warn);
  return artifact.manifest.digest;
}

/** Reads the records of archives that an image has. Nothing in them is believed yet. */
export async function readArchiveRecords(
  { client, repository }: ArchivePlace,
  subject: Digest,
): Promise<readonly StoredRecord[]> {
  const listed = await listReferrers(client, repository, subject);
  const records: StoredRecord[] = [];
  for (const { digest, annotations } of listed.toReversed()) {
    const type = annotations.get('in-toto.io/predicate-type');
    if ((type !== undefined && type !== ARCHIVE.type) || records.length === MOST) continue;
    const manifest = await readAttestationManifest(client, { repository, subject }, digest);
    if (manifest?.announced !== ARCHIVE.type) continue;
    const record = await readStatement(client, { repository, subject }, manifest);
    if (record !== undefined) records.push(record);
  }
  return records;
}

/** Finds the records that prove that an image of a repository was archived, by the signers of its environments; the newest first. */
export function verifyArchives(
  records: readonly StoredRecord[],
  {
    environments,
    digest,
    uri,
    verify,
    now,
  }: {
    readonly environments: readonly Environment[];
    readonly digest: Digest;
    readonly uri: string;
    readonly verify: BundleVerifier;
    readonly now: Date;
  },
): readonly VerifiedArchive[] {
  const valid = records.flatMap((stored) => {
    for (const environment of environments) {
      const verdict = verifyRecord(stored, ARCHIVE, { environment, digest, verify });
      if (verdict.kind === 'valid') return [verdict.record];
    }
    return [];
  });
  return valid
    .filter(({ predicate }) => predicate.from === uri && predicate.time.getTime() <= now.getTime() + CLOCK_SKEW)
    .toSorted((left, right) => right.predicate.time.getTime() - left.predicate.time.getTime());
}

/** Finds what an archive lacks of what an image has. */
export function lackingIn(
  { contents }: Pick<ArchivePredicate, 'contents'>,
  wanted: Iterable<Digest>,
): readonly Digest[] {
  const has = new Set(contents.map(({ digest }: ArchivedContent) => digest));
  return [...wanted].filter((digest) => !has.has(digest));
}
