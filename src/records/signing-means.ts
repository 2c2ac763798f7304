import type { Env } from '../event/payload.ts';

/** What records can be signed with. */
export type SigningMeans =
  | { readonly kind: 'key'; readonly pem: string; readonly passphrase: string | undefined }
  /** The identity token of the job, for which Sigstore gives a certificate. */
  | { readonly kind: 'token' };

/** The inputs that have to do with signing. */
export interface SigningInputs {
  readonly signingKey: string | undefined;
  readonly signingKeyPassphrase: string | undefined;
}

/** Tells whether the job may ask GitHub for an identity token (`permissions: id-token: write`). */
export function canAskForToken(environment: Env): boolean {
  return Boolean(environment['ACTIONS_ID_TOKEN_REQUEST_URL'] && environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN']);
}

/**
 * Finds what records can be signed with: a key where one is given, else the job's identity.
 *
 * @param hasSigstore whether there is a Sigstore for this GitHub: GitHub Enterprise Server has none of its own.
 * @returns undefined where there is neither.
 */
export function findSigningMeans(
  { signingKey, signingKeyPassphrase }: SigningInputs,
  environment: Env,
  hasSigstore: boolean,
): SigningMeans | undefined {
  if (signingKey !== undefined) return { kind: 'key', pem: signingKey, passphrase: signingKeyPassphrase };
  return hasSigstore && canAskForToken(environment) ? { kind: 'token' } : undefined;
}
