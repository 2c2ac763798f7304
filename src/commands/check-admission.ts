import { InputError, isSealiftError, PolicyError, type SealiftError } from '../errors.ts';
import { type Digest, parseDigest, shortDigest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatRepository, parseRepository, type Repository } from '../oci/reference.ts';
import { environmentNamed } from '../pipeline/environments.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { isProven } from '../policy/gates/gate.ts';
import { explainMissing, validPromotions } from '../policy/valid-promotions.ts';
import { describeAdmission } from '../promotion/describe-admission.ts';
import { mayWithdraw, readAdmission, withdrawAdmission } from '../promotion/withdraw-admission.ts';
import {
  type AdmissionMeans,
  type AdmissionPlace,
  lacksAdmission,
  writeAdmission,
} from '../promotion/write-admission.ts';
import { readRecords } from '../records/read.ts';
import { openVerifier } from '../records/verifier.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import { type AdmissionChange, type CheckedImage, isPassed } from '../report/check.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount, formatNumber } from '../util/format.ts';
import type { CheckWork } from './check-work.ts';
import { findRunSigner } from './run-signer.ts';

/** Images whose statements are changed concurrently. */
const AT_ONCE = 8;

/** An image in an environment with admission, and what is to become of its statements. */
interface Candidate {
  readonly image: CheckedImage;
  readonly digest: Digest;
  readonly environment: Environment;
  readonly repository: Repository;
  readonly does: AdmissionChange['does'];
}

/** What was done, or would be in a dry run. */
export interface AdmissionChanges {
  readonly changes: readonly AdmissionChange[];
  readonly failures: readonly SealiftError[];
}

/** Whether a hold or a gate proves something against an image: what could not be read or is missing takes nothing back. */
function isRefuted({ gates, isHeld }: CheckedImage): boolean {
  if (isHeld === true) return true;
  return gates?.results.some((result) => result.verdict === 'fail' && isProven(result)) === true;
}

function findCandidates(images: readonly CheckedImage[], { inputs }: CheckWork): readonly Candidate[] {
  return images.flatMap((image): readonly Candidate[] => {
    const { digest, repositories } = image;
    const environment = environmentNamed(inputs.pipeline, image.environment ?? '');
    const [uri] = repositories;
    if (environment?.admission !== true || digest === undefined || uri === undefined) return [];
    const found = { image, digest, environment, repository: parseRepository(uri) };
    if (inputs.withdraw && isRefuted(image)) return [{ ...found, does: 'withdraw' }];
    return inputs.issue && isPassed(image) ? [{ ...found, does: 'issue' }] : [];
  });
}

async function openPlace({ digest, environment, repository }: Candidate, client: RegistryClient) {
  const stored = await getManifest(client, repository, digest);
  if (stored === undefined) return undefined;
  const { mediaType, bytes } = stored;
  const image: Descriptor = { mediaType, digest, size: bytes.byteLength, annotations: new Map() };
  return { client, repository, image, environment };
}

/** Requires that a record proves that an image is there by right; where images are built, none does. */
async function findRecord(place: AdmissionPlace, name: string, means: AdmissionMeans, { inputs }: CheckWork) {
  const { client, repository, image, environment } = place;
  if (environment.from.length === 0) return undefined;
  const { pipeline } = inputs;
  const { digest } = image;
  const records = await readRecords(client, { repository, subject: digest });
  const options = { pipeline, environment, image: name, digest, verify: means.verify, now: means.now };
  const { promotions, rejections } = validPromotions(records, { ...options, uri: formatRepository(repository) });
  const [newest] = promotions;
  if (newest !== undefined) return { digest: newest.stored.digest, repository };
  throw new PolicyError({
    what: `issue the admission statement of ${formatRepository(repository)}@${digest}`,
    reason: explainMissing(options, rejections, records),
    remedy: `promote it into ${environment.name}`,
  });
}

/** @returns the statements that it concerns; undefined if nothing changes. */
async function change(
  candidate: Candidate,
  place: AdmissionPlace,
  means: AdmissionMeans,
  work: CheckWork,
): Promise<readonly Digest[] | undefined> {
  const { inputs, context } = work;
  const { pipeline } = inputs;
  const { image, does } = candidate;
  if (does === 'withdraw') {
    if (inputs.dryRun) return (await readAdmission(place, means)).length > 0 ? [] : undefined;
    const done = await withdrawAdmission(place, pipeline, means);
    return done && [...done.withdrawn, done.record];
  }
  const record = await findRecord(place, image.image, means, work);
  const { repository, environment } = place;
  const results = image.gates?.results ?? [];
  const content = describeAdmission({ repository, environment, pipeline, results, record, time: context.now });
  if (inputs.dryRun) return (await lacksAdmission(place, content, means)) ? [] : undefined;
  const written = await writeAdmission(place, content, { ...means, isNew: false });
  return written.length > 0 ? written : undefined;
}

/** Whether evidence is the reason for a withdrawal, and not somebody's decision to hold the image. */
function isByEvidence({ does, image }: Candidate): boolean {
  return does === 'withdraw' && image.isHeld !== true;
}

/** Refuses to withdraw too much: a scanner that errs may fail all images at once. */
function requireFew(candidates: readonly Candidate[], images: readonly CheckedImage[]): readonly SealiftError[] {
  const groups = Map.groupBy(candidates.filter(isByEvidence), ({ environment }) => environment.name);
  return [...groups].flatMap(([name, some]) => {
    const all = images.filter((image) => image.environment === name && image.digest !== undefined).length;
    if (mayWithdraw(some.length, { of: all })) return [];
    return new PolicyError({
      what: `withdraw the admission of ${formatNumber(some.length)} of ${formatCount(all, 'image')} in ${name}`,
      reason: 'no more than 10 % are withdrawn in one run, because evidence that is wrong may fail all of them',
      remedy: 'check the evidence of the gates that fail, and delete the statements by hand if it is right',
    });
  });
}

/**
 * Withdraws the statements of images that fail a gate, and issues those of images that pass, in environments with
 * admission. Nothing is withdrawn for what could not be read or is missing, nor above 10 % of an environment's images.
 */
export async function changeAdmissions(images: readonly CheckedImage[], work: CheckWork): Promise<AdmissionChanges> {
  const { inputs, context, pool } = work;
  const { pipeline, destinationCredential: given, dryRun } = inputs;
  const { logger, now, environment } = context;
  const all = findCandidates(images, work);
  const refusals = requireFew(all, images);
  const candidates = refusals.length === 0 ? all : all.filter((each) => !isByEvidence(each));
  if (candidates.length === 0) return { changes: [], failures: refusals };
  const { signer: found, publicGood } = await findRunSigner(inputs, context, true);
  if (found === undefined) {
    throw new InputError(
      'Cannot change statements of admission: they are signed, and there is neither an identity token nor a key; give the job "permissions: id-token: write", or a key in the input "signing-key"',
    );
  }
  const [signer, verify] = await Promise.all([
    found.open(),
    openVerifier(pipeline, { now: () => new Date(), warn: logger.warn, environment, publicGood }),
  ]);
  const access = dryRun ? 'pull' : 'push';
  const clientOf = await pool.open(
    candidates.map(({ repository, does }) => ({
      ...({ repository, access, given } as const),
      deletes: !dryRun && does === 'withdraw',
    })),
  );
  const means: AdmissionMeans = { signer, verify, now, warn: logger.warn };
  const failures: SealiftError[] = [...refusals];
  const changes = await eachAtMost(AT_ONCE, candidates, async (candidate): Promise<readonly AdmissionChange[]> => {
    const { digest, repository, does, environment: into } = candidate;
    try {
      const place = await openPlace(candidate, clientOf(repository, access));
      const statements = place && (await change(candidate, place, means, work));
      if (statements === undefined) return [];
      return [{ does, environment: into.name, repository: formatRepository(repository), digest, statements }];
    } catch (error) {
      if (!isSealiftError(error)) throw error;
      failures.push(error);
      return [];
    }
  });
  if (!dryRun)
    await settleLists(
      candidates.map(({ repository }) => clientOf(repository, access)),
      true,
    );
  return { changes: changes.flat(), failures };
}

const WORDS = {
  withdraw: ['withdrew', 'would withdraw'],
  issue: ['issued', 'would issue'],
} as const;

/** Writes a change as a line for the log. */
export function changeLine({ does, environment, repository, digest }: AdmissionChange, dryRun: boolean): string {
  return `${WORDS[does][dryRun ? 1 : 0]} the admission of ${repository}@${shortDigest(parseDigest(digest))} to ${environment}`;
}
