import { InputError } from '../../errors.ts';
import { quote } from '../../util/text-safe-text.ts';
import { ServiceFailure, type ServiceName } from './service.ts';

/** Nobody's promotion is to wait for a service that it could do without. */
const UNSIGNED = 'or set "record: unsigned" where an unsigned record will do';

function cureFor(service: ServiceName, { status, cure }: ServiceFailure): string {
  if (cure !== undefined) return cure;
  if (status === undefined) return `let the runner reach it, run the step again, ${UNSIGNED}`;
  if (status === 408 || status === 429 || status >= 500) return `run the step again, ${UNSIGNED}`;
  if (status >= 300 && status < 400) return 'write the address that it names into "signing" of the pipeline file';
  return service === 'Fulcio'
    ? 'check that it takes identity tokens of this GitHub, or choose another "sigstore" in the pipeline file'
    : 'check the addresses of "signing" in the pipeline file';
}

/**
 * Makes a sentence of what kept a statement from being signed: which service failed, how, and what helps.
 *
 * @param secrets what must not be shown although a service repeats it: the identity token.
 * @returns what was thrown, where that is no failure of a service.
 */
export function signFailure(error: unknown, secrets: readonly string[] = []): unknown {
  if (!(error instanceof ServiceFailure)) return error;
  const { service, host, status, isUnreachable, isOurs } = error;
  const words = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), error.message);
  const shown = words === '' ? '' : ` (${isOurs ? words : quote(words)})`;
  const happened =
    status === undefined
      ? `${isUnreachable ? 'could not be reached' : 'gave no answer of use'}${shown}`
      : `answered ${status}${shown}`;
  return new InputError(`Cannot sign the record: ${service} (${host}) ${happened}; ${cureFor(service, error)}`);
}
