import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { PolicyError } from '../errors.ts';
import type { LedgerOfBases } from '../evidence/bases.ts';
import type { Place } from '../evidence/configs.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { type VerifiedLedger, verifyLedger } from '../policy/verify-ledger.ts';
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

function refuse(uri: string, reason: string): PolicyError {
  return new PolicyError({
    what: `use the ledger of bases ${uri}`,
    reason: safeText(reason),
    remedy: 'run command: outdated by a workflow or key that the pipeline file names',
  });
}

/** @throws {PolicyError} if a ledger does not count in an environment. */
async function verifyIn(
  stored: Pick<StoredLedger, 'form' | 'bytes'>,
  environment: Environment,
  { pipeline, openVerifier, now }: LedgerAccess,
): Promise<VerifiedLedger> {
  const { baseLedger: uri = '' } = pipeline;
  const verify: BundleVerifier =
    environment.signers.length > 0
      ? await openVerifier()
      : () => ({ kind: 'rejected', reason: `no signer is named for ${environment.name}` });
  const verified = verifyLedger(stored, { uri, environment, verify, now });
  if (typeof verified === 'string') throw refuse(uri, verified);
  return verified;
}

/**
 * Verifies a ledger for all environments whose gates use it: what counts in one of them alone would come into the others
 * by the next ledger.
 *
 * @throws {PolicyError} if it does not count in one of them.
 */
export async function verifyForAll(
  stored: Pick<StoredLedger, 'form' | 'bytes'>,
  environments: readonly Environment[],
  access: LedgerAccess,
): Promise<VerifiedLedger['predicate']> {
  const verified = await Promise.all(environments.map((environment) => verifyIn(stored, environment, access)));
  const [first] = verified;
  if (first === undefined) throw refuse(access.pipeline.baseLedger ?? '', 'no environment has the gate "base"');
  return first.predicate;
}

/**
 * Verifies the ledger of bases by the signers of an environment.
 *
 * @throws {PolicyError} if there is none, or it does not count: without it, bases that are gone would not be known.
 */
export async function verifyStoredLedger(
  stored: StoredLedger | undefined,
  environment: Environment,
  access: LedgerAccess,
): Promise<LedgerOfBases> {
  const { baseLedger: uri = '', path } = access.pipeline;
  if (stored === undefined) {
    throw new PolicyError({
      what: `use the ledger of bases ${uri}`,
      reason: `${path} names it, and nothing is there`,
      remedy: 'run command: outdated, which writes it',
    });
  }
  const { predicate, isSigned, time } = await verifyIn(stored, environment, access);
  const { digest, mediaType } = stored;
  return { reference: { digest, uri: stored.uri, mediaType }, isSigned, time, repositories: predicate.repositories };
}
