import { InputError } from '../../errors.ts';
import { quote } from '../../text/safe-text.ts';
import type { SigstoreEndpoints } from './endpoints.ts';

type Service = 'Fulcio' | 'Rekor' | 'the time-stamping authority';

function serviceOf(code: unknown): Service {
  if (code === 'TLOG_CREATE_ENTRY_ERROR' || code === 'TLOG_FETCH_ENTRY_ERROR') return 'Rekor';
  return code === 'TSA_CREATE_TIMESTAMP_ERROR' ? 'the time-stamping authority' : 'Fulcio';
}

function hostOf(service: Service, { fulcioUrl, rekorUrl, timestampUrl }: Partial<SigstoreEndpoints>): string {
  const address = service === 'Fulcio' ? fulcioUrl : service === 'Rekor' ? rekorUrl : timestampUrl;
  return URL.parse(address ?? '')?.host ?? 'without an address';
}

/** Nobody's promotion is to wait for a service that it could do without. */
const UNSIGNED = 'or set "record: unsigned" where an unsigned record will do';

function cureFor(service: Service, status: number | undefined): string {
  if (status === undefined) return `let the runner reach it, run the step again, ${UNSIGNED}`;
  if (status === 408 || status === 429 || status >= 500) return `run the step again, ${UNSIGNED}`;
  return service === 'Fulcio'
    ? 'check that it takes identity tokens of this GitHub, or choose another "sigstore" in the pipeline file'
    : 'check the addresses of "signing" in the pipeline file';
}

/** Tells whether an error is one of the connection, and not about an answer (minipass-fetch, fetch-error.js). */
function isOfNetwork(error: unknown): boolean {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  return type === 'system' || type === 'request-timeout' || (error instanceof Error && 'syscall' in error);
}

/**
 * Makes sense of what `@sigstore/sign` threw: which service failed, how, and what helps.
 *
 * @param secrets what must not be shown although a service repeats it: the identity token.
 */
export function signFailure(
  error: unknown,
  endpoints: Partial<SigstoreEndpoints>,
  secrets: readonly string[] = [],
): InputError {
  if (error instanceof InputError) return error;
  // No token: the library wraps what GitHub's part of it threw.
  if (error instanceof Error && error.cause instanceof InputError) return error.cause;
  const service = serviceOf(error instanceof Error && 'code' in error ? error.code : undefined);
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const status = cause instanceof Error && 'statusCode' in cause ? cause.statusCode : undefined;
  // The library puts the token into the messages that it writes itself; what a service or the network says is in the cause.
  const message = cause instanceof Error ? cause.message.replace(/^\(\d+\) /, '') : '';
  const words = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message);
  const shown = words === '' ? '' : ` (${quote(words)})`;
  const known = typeof status === 'number' ? status : undefined;
  const happened =
    known === undefined
      ? `${isOfNetwork(cause) ? 'could not be reached' : 'gave no answer of use'}${shown}`
      : `answered ${known}${shown}`;
  const host = hostOf(service, endpoints);
  return new InputError(`Cannot sign the record: ${service} (${host}) ${happened}; ${cureFor(service, known)}`);
}
