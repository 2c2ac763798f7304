import type { RecordSigner } from '../attestation/sign/signer.ts';
import { PolicyError } from '../errors.ts';
import { remedyFor } from '../promotion/own-record.ts';

/**
 * Signs a statement, and verifies what came of it.
 *
 * @param signer undefined: it is not signed.
 * @param what the record is of, for errors, such as "record what becomes of sha256:1f2e…".
 */
export async function signRecord(
  statement: Uint8Array,
  signer: RecordSigner | undefined,
  what: string,
): Promise<{ readonly form: 'statement' | 'bundle'; readonly bytes: Uint8Array }> {
  if (signer === undefined) return { form: 'statement', bytes: statement };
  const bytes = await signer.sign(statement);
  const { checkOwnBundle } = await import('../attestation/verify/own-bundle.ts');
  const fault = checkOwnBundle(bytes, statement, signer.who.kind === 'key' ? signer.who.pem : undefined);
  if (fault === undefined) return { form: 'bundle', bytes };
  throw new PolicyError({
    what,
    reason: `the record could not be verified afterwards, since ${fault}`,
    remedy: remedyFor(fault, signer.who),
  });
}
