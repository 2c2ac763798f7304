import { BASE_LEDGER, type BaseLedgerPredicate } from '../attestation/predicates/bases.ts';
import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { requestIdentityToken } from '../attestation/sign/identity-token.ts';
import { toRunFacts } from '../attestation/sign/run.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import { writeStatement } from '../attestation/statement.ts';
import { InputError, PolicyError } from '../errors.ts';
import type { OutdatedInputs } from '../inputs/outdated.ts';
import type { Digest } from '../oci/digest.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import type { StoredLedger } from '../records/base-ledger.ts';
import { findOwnSigstore, SIGSTORE_AUDIENCE } from '../records/own-sigstore.ts';
import { readPublicGood } from '../records/public-good.ts';
import { openSigner } from '../records/signer.ts';
import { canAskForToken, findSigningMeans } from '../records/signing.ts';
import { once } from '../util/memo.ts';
import type { CommandContext } from './context.ts';
import { hasSigstore } from './run-signer.ts';

/** What makes a ledger of bases, signed or not. */
export interface LedgerMaker {
  readonly run: RunFacts;
  make(predicate: BaseLedgerPredicate, subject: LedgerSubject): Promise<Pick<StoredLedger, 'form' | 'bytes'>>;
}

/** What the statement is about: the newest version of a base. */
export interface LedgerSubject {
  readonly uri: string;
  readonly digest: Digest;
}

type SigningInputs = Pick<OutdatedInputs, 'record' | 'signing' | 'pipeline'>;

/** Whether a ledger is signed. @throws if it has to be and cannot be, or must not be. */
function isSigned({ record }: SigningInputs, environments: readonly Environment[], canSign: boolean): boolean {
  const strict = environments.find((each) => each.record === 'signed' || each.signers.length > 0);
  if (strict !== undefined && record === 'unsigned') {
    throw new PolicyError(
      `Cannot write the ledger of bases with "record: unsigned": ${strict.name} accepts only signed records; leave "record" out`,
    );
  }
  if (record === 'unsigned') return false;
  if (!canSign && (strict !== undefined || record === 'signed')) {
    const why = strict === undefined ? 'the input "record" asks for it' : `${strict.name} accepts only signed records`;
    throw new InputError(
      `Cannot sign the ledger of bases: ${why}, and there is neither an identity token nor a key; give the job "permissions: id-token: write", or a key in the input "signing-key"`,
    );
  }
  return canSign;
}

/**
 * Opens what makes the ledger, as the environments that use it ask.
 *
 * @throws {InputError} if it has to be signed and cannot be; {PolicyError} if it must not be unsigned.
 */
export async function openLedgerMaker(
  inputs: SigningInputs,
  environments: readonly Environment[],
  context: CommandContext,
): Promise<LedgerMaker> {
  const { environment, event, logger } = context;
  const { pipeline } = inputs;
  const means = findSigningMeans(inputs.signing, environment, hasSigstore(inputs, context));
  if (!isSigned(inputs, environments, means !== undefined) || means === undefined) {
    const make = async (predicate: BaseLedgerPredicate, subject: LedgerSubject) =>
      ({ form: 'statement', bytes: write(predicate, subject) }) as const;
    return { run: event.run, make };
  }
  const own = await findOwnSigstore(pipeline, new Date());
  const audience = own?.audience ?? SIGSTORE_AUDIENCE;
  const ask = async () =>
    canAskForToken(environment) ? requestIdentityToken(environment, { audience, mask: logger.maskSecret }) : undefined;
  const identity = await ask();
  const publicGood = once(() => readPublicGood(environment, { forSigning: true }));
  let given = identity;
  const requestToken = async () => {
    const token = given ?? (await ask());
    given = undefined;
    return token;
  };
  const setup = { means, pipeline, environment, own, publicGood, tell: logger.info, requestToken };
  const signer = await openSigner(setup);
  return {
    run: identity === undefined ? event.run : toRunFacts(identity.claims, event.run),
    make: async (predicate, subject) => ({ form: 'bundle', bytes: await sign(signer, write(predicate, subject)) }),
  };
}

function write(predicate: BaseLedgerPredicate, { uri, digest }: LedgerSubject): Uint8Array {
  return writeStatement(BASE_LEDGER, { uri, subjects: [{ digest }] }, predicate);
}

async function sign(signer: RecordSigner, statement: Uint8Array): Promise<Uint8Array> {
  const bundle = await signer.sign(statement);
  const { checkOwnBundle } = await import('../attestation/verify/own-bundle.ts');
  const fault = checkOwnBundle(bundle, statement, signer.who.kind === 'key' ? signer.who.pem : undefined);
  if (fault === undefined) return bundle;
  throw new PolicyError(`Cannot sign the ledger of bases: ${fault}; correct what signs it`);
}
