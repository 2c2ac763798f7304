import { buildRecord } from '../attestation/artifact.ts';
import type { VerificationSummary } from '../attestation/predicates/verification-summary.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import { type PredicateCodec, writeStatement } from '../attestation/statement.ts';
import { checkOwnBundle } from '../attestation/verify/own-bundle.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { verifierId } from '../attestation/verify/verifier-id.ts';
import { PolicyError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { admissionCodecs, admits, type VerifyAdmissionOptions, verifyAdmission } from '../policy/verify-admission.ts';
import { putBlobs } from '../records/put-blobs.ts';
import { readStatementsOf } from '../records/statements.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { attachReferrer } from '../registry/referrers/attach.ts';
import type { AdmissionContent } from './describe-admission.ts';
import { remedyFor } from './own-record.ts';

/** Where an image is that statements are about. */
export interface AdmissionPlace {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly image: Descriptor;
  readonly environment: Environment;
}

/** What statements are signed with, and checked by. */
export interface AdmissionMeans {
  readonly signer: RecordSigner;
  readonly verify: BundleVerifier;
  readonly now: Date;
  /** Receives, in a sentence, what was left out of a list. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

/** Where statements about an image are read. */
export type AdmissionLook = Omit<AdmissionPlace, 'image'> & { readonly image: Pick<Descriptor, 'digest'> };

/** By what statements about an image in its place are verified. */
export function verifyOptions(
  { repository, image, environment }: Omit<AdmissionLook, 'client'>,
  { verify, now }: Pick<AdmissionMeans, 'verify' | 'now'>,
): VerifyAdmissionOptions {
  const latest = new Date(Math.max(Date.now(), now.getTime()));
  return { environment, repository, digest: image.digest, verify, now: latest };
}

/**
 * Which statements are not written: `none` if the image came only now, and has none; those that say the `same` as one
 * that is there; those of which one `admits` the image already, whatever else it says.
 */
export type AdmissionPresent = 'none' | 'same' | 'admits';

/** What two statements must have in common to say the same: when each was made, and by which version, does not count. */
function keyOf(codec: PredicateCodec<VerificationSummary>, { verifier, ...summary }: VerificationSummary): string {
  return JSON.stringify(codec.encode({ ...summary, verifier: { id: verifier.id }, time: new Date(0) }));
}

/** Signs a statement, and verifies it as those who rely on it will. */
export async function makeStatement(
  place: AdmissionPlace,
  means: AdmissionMeans,
  codec: PredicateCodec<VerificationSummary>,
  summary: VerificationSummary,
) {
  const { repository, image, environment } = place;
  const { signer } = means;
  const uri = formatRepository(repository);
  const statement = writeStatement(codec, { uri, subjects: [{ digest: image.digest }] }, summary);
  const bytes = await signer.sign(statement);
  const annotations = new Map([['org.opencontainers.image.created', summary.time.toISOString()]]);
  const artifact = buildRecord({ predicateType: codec.type, subject: image, annotations, form: 'bundle', bytes });
  const stored: StoredRecord = {
    ...{ repository, subject: image.digest, digest: artifact.manifest.digest },
    ...({ form: 'bundle', bytes } as const),
  };
  const fault = checkOwnBundle(bytes, statement, signer.who.kind === 'key' ? signer.who.pem : undefined);
  const verdict = verifyAdmission(stored, codec, verifyOptions(place, means));
  const reason =
    fault ??
    (verdict.kind === 'valid' ? undefined : verdict.kind === 'rejected' ? verdict.reason : 'it is of another type');
  if (reason === undefined) return artifact;
  throw new PolicyError({
    what: `write the admission statement of ${uri}@${image.digest} for ${environment.name}`,
    reason: `it could not be verified afterwards, since ${reason}`,
    remedy: remedyFor(reason, signer.who),
  });
}

function signedBy({ version, ...content }: AdmissionContent, { signer }: AdmissionMeans): VerificationSummary {
  return { ...content, verifier: { id: verifierId(signer.who), version } };
}

/** Whether an image lacks a statement that admits it. Nothing is signed to find out. */
export async function lacksAdmission(place: AdmissionPlace, content: AdmissionContent, means: AdmissionMeans) {
  return (await lackingTypes(place, means, { present: 'admits', summary: signedBy(content, means) })).length > 0;
}

interface Wanted {
  readonly present: 'same' | 'admits';
  readonly summary: VerificationSummary;
}

/** Finds the types of which there is no statement that admits the image, or none that says the same. */
async function lackingTypes(place: AdmissionPlace, means: AdmissionMeans, { present, summary }: Wanted) {
  const { client, repository, image, environment } = place;
  const codecs = admissionCodecs(environment);
  const query = { repository, subject: image.digest };
  const found = await readStatementsOf(
    client,
    query,
    codecs.map(({ type }) => type),
  );
  const options = verifyOptions(place, means);
  return codecs.filter((codec) =>
    (found.get(codec.type) ?? []).every((stored) => {
      const verdict = verifyAdmission(stored, codec, options);
      if (verdict.kind !== 'valid') return true;
      const { predicate } = verdict.record;
      return present === 'admits' ? !admits(predicate, environment) : keyOf(codec, predicate) !== keyOf(codec, summary);
    }),
  );
}

/**
 * Writes the statements by which an image may run, or one of them, each unless it is there already.
 *
 * @returns the digests of those that were written.
 * @throws {PolicyError} if they could not be verified afterwards, before any is written.
 */
export async function writeAdmission(
  place: AdmissionPlace,
  { version, ...content }: AdmissionContent,
  means: AdmissionMeans & {
    readonly present: AdmissionPresent;
    readonly begin?: (digest: Digest) => void;
  },
): Promise<readonly Digest[]> {
  const { client, repository, environment } = place;
  const { present, begin, warn } = means;
  const summary = signedBy({ version, ...content }, means);
  const codecs =
    present === 'none' ? admissionCodecs(environment) : await lackingTypes(place, means, { present, summary });
  const made = await Promise.all(codecs.map((codec) => makeStatement(place, means, codec, summary)));
  await putBlobs(
    client,
    repository,
    made.flatMap(({ blobs }) => blobs),
  );
  // One after the other: of two that come at the same moment, olareg may list only one.
  for (const artifact of made) {
    begin?.(artifact.manifest.digest);
    await attachReferrer(client, repository, artifact, warn);
  }
  return made.map(({ manifest }) => manifest.digest);
}
