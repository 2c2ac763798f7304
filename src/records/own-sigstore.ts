import { chooseEndpoints, isBuiltIn, type SigstoreEndpoints } from '../attestation/sign/endpoints.ts';
import { readSigningConfig } from '../attestation/sign/signing-config.ts';
import { InputError } from '../errors.ts';
import { FormatError } from '../oci/json.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { quote } from '../util/safe-text.ts';

/** Whom tokens are for that the public Sigstore and GitHub's take (sigstore/fulcio, docs/oidc.md). */
export const SIGSTORE_AUDIENCE = 'sigstore';

/** The Sigstore that a pipeline file names. */
export interface OwnSigstore {
  readonly endpoints: SigstoreEndpoints;
  /** Whom its identity tokens are for; `sigstore` only for a certificate authority that is built in. */
  readonly audience: string;
}

function readConfig(path: string, bytes: Uint8Array, now: Date): SigstoreEndpoints {
  try {
    return readSigningConfig(bytes, now);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new InputError(
      `Cannot sign by the signing config ${quote(path)}: ${error.message}; get a new one from whoever runs that Sigstore`,
    );
  }
}

/** Refuses an audience that is an address of another host than the one that gets the token. */
function checkAudience(audience: string, fulcioUrl: string): void {
  if (!/[.:/]/.test(audience)) return;
  const host = URL.parse(audience.includes('://') ? audience : `https://${audience}`)?.host;
  const own = new URL(fulcioUrl).host;
  if (host === own) return;
  throw new InputError(
    `Cannot sign the record: the audience ${quote(audience)} is not of ${own}, which gets the identity token and could use it elsewhere; write an address of ${own} as "audience" in the pipeline file, or leave it out`,
  );
}

/**
 * Finds the Sigstore that a pipeline file names, if any, and whom the identity tokens for it are for.
 *
 * A token for `sigstore` would let whoever gets it sign at the public Sigstore as the run, which is why only what is
 * built in gets one.
 *
 * @throws {InputError} if an address, the signing config or the audience cannot be used.
 */
export async function findOwnSigstore(pipeline: Pipeline | undefined, now: Date): Promise<OwnSigstore | undefined> {
  const { sigstore, audience } = pipeline?.signing ?? {};
  if (sigstore?.kind !== 'custom' && sigstore?.kind !== 'config') return undefined;
  const endpoints =
    sigstore.kind === 'config'
      ? readConfig(sigstore.path, sigstore.bytes, now)
      : chooseEndpoints(sigstore, { visibility: undefined, serverUrl: undefined });
  if (endpoints === undefined) return undefined;
  const { fulcioUrl } = endpoints;
  if (isBuiltIn(fulcioUrl)) return { endpoints, audience: SIGSTORE_AUDIENCE };
  if (audience !== undefined) checkAudience(audience, fulcioUrl);
  return { endpoints, audience: audience ?? fulcioUrl };
}
