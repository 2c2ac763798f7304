import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { InputError, isSealiftError, PolicyError, type SealiftError } from '../errors.ts';
import { formatRepository } from '../oci/reference.ts';
import { isProven } from '../policy/gates/gate.ts';
import { mayWithdraw } from '../promotion/withdraw-admission.ts';
import type { AdmissionMeans } from '../promotion/write-admission.ts';
import { openVerifier } from '../records/verifier.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import { type AdmissionChange, type CheckedImage, isPassed } from '../report/check.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount, formatList, formatNumber } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import { type AdmissionSubject, admissionSubjects, findAdmitted } from './admitted-images.ts';
import { type AdmissionCandidate, changeAdmission } from './change-admission.ts';
import type { CheckWork } from './check-work.ts';
import { findRunSigner } from './run-signer.ts';

/** Images whose statements are changed concurrently. */
const AT_ONCE = 8;

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

function findCandidates(
  subjects: readonly AdmissionSubject[],
  { inputs }: Pick<CheckWork, 'inputs'>,
): readonly AdmissionCandidate[] {
  return subjects.flatMap((subject): readonly AdmissionCandidate[] => {
    if (inputs.withdraw && isRefuted(subject.image)) return [{ ...subject, does: 'withdraw' }];
    return inputs.issue && isPassed(subject.image) ? [{ ...subject, does: 'issue' }] : [];
  });
}

/** Of so many images that may not be withdrawn together the names are told. */
const MOST_NAMED = 5;

/** Whether evidence is the reason for a withdrawal, and not somebody's decision to hold the image. */
function isByEvidence({ does, image }: AdmissionCandidate): boolean {
  return does === 'withdraw' && image.isHeld !== true;
}

interface Limited {
  readonly candidates: readonly AdmissionCandidate[];
  readonly failures: readonly SealiftError[];
}

/**
 * Leaves out what there is nothing to withdraw of, and refuses to withdraw too much: a scanner that errs may fail all
 * images at once. Of the others in an environment only those count that it admits.
 */
async function limitWithdrawals(
  candidates: readonly AdmissionCandidate[],
  subjects: readonly AdmissionSubject[],
  verify: BundleVerifier,
  { inputs, context, pool }: CheckWork,
): Promise<Limited> {
  const withdrawals = candidates.filter(isByEvidence);
  const concerned = new Set(withdrawals.map(({ environment }) => environment));
  if (concerned.size === 0) return { candidates, failures: [] };
  const looked = subjects.filter(({ environment }) => concerned.has(environment));
  const given = inputs.destinationCredential;
  const clientOf = await pool.open(looked.map(({ repository }) => ({ repository, access: 'pull', given }) as const));
  const admitted = await findAdmitted(looked, clientOf, { verify, now: context.now });
  const left = withdrawals.filter(({ image }) => admitted.images.has(image));
  const refusals = [...Map.groupBy(left, ({ environment }) => environment)].flatMap(([environment, some]) => {
    const of = looked.filter((each) => each.environment === environment && admitted.images.has(each.image)).length;
    return mayWithdraw(some.length, { of }) ? [] : [refuseSome(environment.name, some, of)];
  });
  const others = candidates.filter((each) => !isByEvidence(each));
  return {
    candidates: refusals.length === 0 ? [...left, ...others] : others,
    failures: [...admitted.failures, ...refusals],
  };
}

function refuseSome(name: string, some: readonly AdmissionCandidate[], of: number): PolicyError {
  const share = of < 10 ? 'no more than 10 %, of fewer than 10 images none,' : 'no more than 10 %';
  const names = formatList(some.slice(0, MOST_NAMED).map(({ image }) => safeText(image.reference, 200)));
  const rest = some.length > MOST_NAMED ? ` and ${some.length - MOST_NAMED} more` : '';
  return new PolicyError({
    what: `withdraw the admission of ${formatNumber(some.length)} of ${formatCount(of, 'admitted image')} in ${name}`,
    reason: `${share} are withdrawn in one run, because evidence that is wrong may fail all of them`,
    remedy: `check the evidence of the gates that fail; if it is right, delete the admission statements of ${names}${rest} by hand, as docs/guides/admission.md shows`,
  });
}

/**
 * Withdraws the statements of images that fail a gate, and issues those of images that pass, in environments with
 * admission. Nothing is withdrawn for what could not be read or is missing, nor above 10 % of the images that an
 * environment admits.
 */
export async function changeAdmissions(images: readonly CheckedImage[], work: CheckWork): Promise<AdmissionChanges> {
  const { inputs, context, pool } = work;
  const { pipeline, destinationCredential: given, dryRun } = inputs;
  const { logger, now, environment } = context;
  const subjects = admissionSubjects(images, pipeline);
  const all = findCandidates(subjects, work);
  if (all.length === 0) return { changes: [], failures: [] };
  const { signer: found, publicGood } = await findRunSigner(inputs, context, true);
  const options = { now: () => new Date(), warn: logger.warn, environment, publicGood };
  const verify = await openVerifier(pipeline, options);
  const { candidates, failures: refusals } = await limitWithdrawals(all, subjects, verify, work);
  if (candidates.length === 0) return { changes: [], failures: refusals };
  if (found === undefined) {
    throw new InputError(
      'Cannot change statements of admission: they are signed, and there is neither an identity token nor a key; give the job "permissions: id-token: write", or a key in the input "signing-key"',
    );
  }
  const signer = await found.open();
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
      const statements = await changeAdmission(candidate, clientOf(repository, access), means, work);
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
