import { InputError, PolicyError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import type { Environment, RecordForm } from '../pipeline/pipeline.ts';

/** Whether this job can sign. */
export interface SigningState {
  readonly canSign: boolean;
  /** Whether this job writes records; otherwise it only says what another one will. */
  readonly writes: boolean;
}

/** The input `record`. */
export type RecordInput = 'auto' | 'signed' | 'unsigned' | 'off';

const ASKED = 'the input "record" asks for it';

const MEANS = 'give the job "permissions: id-token: write", or a key in the input "signing-key"';

/**
 * Decides how a promotion is recorded: by the input, and by the environment, if any, that the image enters. If both
 * leave it open, a record is signed if it can be; an input never weakens what an environment requires.
 *
 * @throws {PolicyError} if the environment asks for a record, or a signed one, and the input forbids it.
 * @throws {InputError} if a signature is asked for and there is nothing to sign with.
 */
export function decideRecordForm(
  input: RecordInput,
  environment: Pick<Environment, 'name' | 'record' | 'signers'> | undefined,
  state: SigningState,
): RecordForm {
  const usual = state.canSign ? 'signed' : 'unsigned';
  if (input === 'signed' && environment === undefined) return requireMeans(ASKED, state);
  if (environment === undefined) return input === 'auto' ? usual : input;
  const { name, record, signers } = environment;
  // Who names signers asks for a proof: a record that nobody signed would not count.
  const isSigned = record === 'signed' || signers.length > 0;
  if (input === 'off' || (input === 'unsigned' && isSigned)) {
    throw new PolicyError(
      `Cannot promote to ${name} with "record: ${input}": the pipeline file ${record !== 'signed' && isSigned ? 'names who signs records' : `asks for a ${isSigned ? 'signed ' : ''}record`} of what enters it; leave "record" out`,
    );
  }
  if (isSigned) {
    const why =
      record === 'signed' ? `${name} accepts only signed records` : `the pipeline file names the signers of ${name}`;
    return requireMeans(why, state);
  }
  if (input === 'signed') return requireMeans(ASKED, state);
  return input === 'unsigned' || record === 'unsigned' ? 'unsigned' : usual;
}

function requireMeans(why: string, { canSign, writes }: SigningState): 'signed' {
  if (canSign || !writes) return 'signed';
  throw new InputError(`Cannot sign the record: ${why}, and there is neither an identity token nor a key; ${MEANS}`);
}

/** What records can be signed with. */
export type SigningMeans =
  | { readonly kind: 'key'; readonly pem: string; readonly passphrase: string | undefined }
  /** The identity token of the job, for which Sigstore gives a certificate. */
  | { readonly kind: 'token' };

/** The inputs about signing. */
export interface SigningInputs {
  readonly signingKey: string | undefined;
  readonly signingKeyPassphrase: string | undefined;
}

/** Whether the job may ask GitHub for an identity token (`permissions: id-token: write`), or was given one. */
export function canAskForToken(environment: Env): boolean {
  if (environment['SIGSTORE_ID_TOKEN']) return true;
  return Boolean(environment['ACTIONS_ID_TOKEN_REQUEST_URL'] && environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN']);
}

/**
 * Finds what records can be signed with, if anything: a key if one is given, else the job's identity.
 *
 * @param hasSigstore whether there is a Sigstore for this GitHub: GitHub Enterprise Server has none of its own.
 */
export function findSigningMeans(
  { signingKey, signingKeyPassphrase }: SigningInputs,
  environment: Env,
  hasSigstore: boolean,
): SigningMeans | undefined {
  if (signingKey !== undefined) return { kind: 'key', pem: signingKey, passphrase: signingKeyPassphrase };
  return hasSigstore && canAskForToken(environment) ? { kind: 'token' } : undefined;
}
