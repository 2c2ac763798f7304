import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { PolicyError } from '../errors.ts';
import type { LedgerOfBases } from '../evidence/bases.ts';
import type { Place } from '../evidence/configs.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { verifyLedger } from '../policy/verify-ledger.ts';
import { readBaseLedger, type StoredLedger } from '../records/base-ledger.ts';
import { once } from '../util/memo.ts';
import { safeText } from '../util/safe-text.ts';

/** What the ledger of bases is read with. */
export interface LedgerAccess {
  readonly pipeline: Pick<Pipeline, 'baseLedger' | 'path'>;
  readonly open: (repository: string) => Promise<Place>;
  readonly openVerifier: () => Promise<BundleVerifier>;
  readonly now: Date;
}

/** Opens the ledger of bases: it is read when the first gate asks for it, and once in a run. */
export function openStoredLedger({ pipeline, open }: Pick<LedgerAccess, 'pipeline' | 'open'>) {
  const { baseLedger: uri } = pipeline;
  if (uri === undefined) return undefined;
  return once(async () => readBaseLedger(await open(uri)));
}

/** @throws {PolicyError} with why a ledger does not count. */
export function refuseLedger(uri: string, reason: string): PolicyError {
  return new PolicyError({
    what: `use the ledger of bases ${uri}`,
    reason: safeText(reason),
    remedy: 'run command: outdated by a workflow or key that the pipeline file names',
  });
}

/**
 * Verifies the ledger of bases by the signers of an environment.
 *
 * @throws {PolicyError} if there is none, or it does not count: without it, bases that are gone would not be known.
 */
export async function verifyStoredLedger(
  stored: StoredLedger | undefined,
  environment: Environment,
  { pipeline, openVerifier, now }: LedgerAccess,
): Promise<LedgerOfBases | undefined> {
  const { baseLedger: uri } = pipeline;
  if (uri === undefined) return undefined;
  if (stored === undefined) {
    throw new PolicyError({
      what: `use the ledger of bases ${uri}`,
      reason: `${pipeline.path} names it, and nothing is there`,
      remedy: 'run command: outdated, which writes it',
    });
  }
  const asksSignature = environment.signers.length > 0;
  const verify: BundleVerifier = asksSignature
    ? await openVerifier()
    : () => ({ kind: 'rejected', reason: `no signer is named for ${environment.name}` });
  const verified = verifyLedger(stored, { uri, environment, verify, now });
  if (typeof verified === 'string') throw refuseLedger(uri, verified);
  const { predicate, isSigned, time } = verified;
  const { digest, mediaType } = stored;
  return { reference: { digest, uri: stored.uri, mediaType }, isSigned, time, repositories: predicate.repositories };
}
