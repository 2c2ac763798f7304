import { InputError, isSealiftError, PolicyError, type SealiftError } from '../errors.ts';
import { formatRepository, parseRepository } from '../oci/reference.ts';
import { environmentNamed } from '../pipeline/environments.ts';
import { isProven } from '../policy/gates/gate.ts';
import { mayWithdraw } from '../promotion/withdraw-admission.ts';
import type { AdmissionMeans } from '../promotion/write-admission.ts';
import { openVerifier } from '../records/verifier.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import { type AdmissionChange, type CheckedImage, isPassed } from '../report/check.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount, formatList, formatNumber } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
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

function findCandidates(images: readonly CheckedImage[], { inputs }: CheckWork): readonly AdmissionCandidate[] {
  return images.flatMap((image): readonly AdmissionCandidate[] => {
    const { digest, repositories } = image;
    const environment = environmentNamed(inputs.pipeline, image.environment ?? '');
    const [uri] = repositories;
    if (environment?.admission !== true || digest === undefined || uri === undefined) return [];
    const found = { image, digest, environment, repository: parseRepository(uri) };
    if (inputs.withdraw && isRefuted(image)) return [{ ...found, does: 'withdraw' }];
    return inputs.issue && isPassed(image) ? [{ ...found, does: 'issue' }] : [];
  });
}

/** Of so many images that may not be withdrawn together the names are told. */
const MOST_NAMED = 5;

/** Whether evidence is the reason for a withdrawal, and not somebody's decision to hold the image. */
function isByEvidence({ does, image }: AdmissionCandidate): boolean {
  return does === 'withdraw' && image.isHeld !== true;
}

/** Refuses to withdraw too much: a scanner that errs may fail all images at once. */
function requireFew(
  candidates: readonly AdmissionCandidate[],
  images: readonly CheckedImage[],
): readonly SealiftError[] {
  const groups = Map.groupBy(candidates.filter(isByEvidence), ({ environment }) => environment.name);
  return [...groups].flatMap(([name, some]) => {
    const all = images.filter((image) => image.environment === name && image.digest !== undefined).length;
    if (mayWithdraw(some.length, { of: all })) return [];
    const share = all < 10 ? 'no more than 10 %, of fewer than 10 images none,' : 'no more than 10 %';
    const names = formatList(some.slice(0, MOST_NAMED).map(({ image }) => safeText(image.reference, 200)));
    const rest = some.length > MOST_NAMED ? ` and ${some.length - MOST_NAMED} more` : '';
    return new PolicyError({
      what: `withdraw the admission of ${formatNumber(some.length)} of ${formatCount(all, 'image')} in ${name}`,
      reason: `${share} are withdrawn in one run, because evidence that is wrong may fail all of them`,
      remedy: `check the evidence of the gates that fail; if it is right, delete the admission statements of ${names}${rest} by hand, as docs/guides/admission.md shows`,
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
