import { attachArchiveRecord, lackingIn, readArchiveRecords, verifyArchives } from '../archive/record.ts';
import { type ArchiveOrder, type ProvenArchive, writeArchive, writeRecordBeside } from '../archive/write-archive.ts';
import { ARCHIVE, type ArchivePredicate } from '../attestation/predicates/archive.ts';
import type { Approval, RunFacts } from '../attestation/predicates/promotion.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import { writeStatement } from '../attestation/statement.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { TOOL_VERSION } from '../version.ts';
import { signRecord } from './sign-record.ts';

/** What records of archives are made with. */
export interface ArchiveMaker {
  readonly pipeline: Pipeline;
  readonly reason: string | undefined;
  readonly now: Date;
  readonly run: RunFacts;
  readonly approvals: readonly Approval[] | undefined;
  /** Undefined: they are not signed. */
  readonly signer: RecordSigner | undefined;
  readonly verify: BundleVerifier;
}

/** An archive, and the record that says so. */
export interface MadeArchive extends ProvenArchive {
  /** The record at the image. */
  readonly record: Digest;
}

/** Finds the record that an earlier run made of the same archive. */
async function findEarlier(
  { from, whole }: ArchiveOrder,
  { uri, to, digest: made }: ProvenArchive,
  environments: readonly Environment[],
  { verify, now }: ArchiveMaker,
): Promise<Digest | undefined> {
  const { digest } = whole.root.descriptor;
  const records = await readArchiveRecords(from, digest);
  const valid = verifyArchives(records, {
    ...{ environments, digest, verify, now },
    uri: formatRepository(from.repository),
  });
  const wanted = whole.contents.map((each) => each.digest);
  const same = valid.find(
    ({ predicate }) =>
      predicate.uri === uri &&
      predicate.to === to &&
      predicate.digest === made &&
      lackingIn(predicate, wanted).length === 0,
  );
  return same?.stored.digest;
}

/**
 * Archives an image, reads the archive back, and records that: in the archive, then at the image. A run that is cut off
 * leaves no record, and nothing under the name of an archive that is not whole.
 *
 * @param environments those of the repository, whose signers' records count.
 */
export async function makeArchive(
  order: ArchiveOrder,
  environments: readonly Environment[],
  maker: ArchiveMaker,
): Promise<MadeArchive> {
  const { from, target, whole, tags, plan, warn } = order;
  const { pipeline, reason, now, run, approvals, signer } = maker;
  const archive = await writeArchive(order);
  const earlier = await findEarlier(order, archive, environments, maker);
  if (earlier !== undefined) return { ...archive, record: earlier };
  const { to, uri, digest, contents } = archive;
  const predicate: ArchivePredicate = {
    ...{ to, uri, digest, contents, tags, plan, run, approvals, reason },
    time: now,
    from: formatRepository(from.repository),
    policy: { uri: pipeline.path, digest: pipeline.digest },
    toolVersion: TOOL_VERSION,
  };
  const { descriptor } = whole.root;
  const statement = writeStatement(
    ARCHIVE,
    { uri: predicate.from, subjects: [{ digest: descriptor.digest }] },
    predicate,
  );
  const signed = await signRecord(statement, signer, `record the archive of ${shortDigest(descriptor.digest)}`);
  const made = { predicate, ...signed };
  if (target.kind === 'repository') await attachArchiveRecord(target.place, made, descriptor, warn);
  else await writeRecordBeside(target.path, made);
  const record = await attachArchiveRecord(from, made, descriptor, warn);
  return { ...archive, record, changed: true };
}
