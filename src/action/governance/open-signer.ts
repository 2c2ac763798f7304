import type { Pipeline } from '../../config/pipeline.ts';
import { InputError } from '../../errors.ts';
import { chooseEndpoints, PUBLIC_GOOD } from '../../provenance/signing/endpoints.ts';
import type { IdentityToken } from '../../provenance/signing/identity-token.ts';
import type { RecordSigner } from '../../provenance/signing/record-signer.ts';
import { serverOf } from '../../provenance/signing/run-facts.ts';
import type { Environment } from '../event/event.ts';
import type { SigningMeans } from './signing-means.ts';

/** What a signer is opened with. */
export interface SignerSetup {
  readonly means: SigningMeans;
  /** Says how records are signed and checked; undefined where there is none. */
  readonly pipeline: Pipeline | undefined;
  readonly environment: Environment;
  /** Asks for the identity token of the job; undefined where the job may have none. */
  readonly requestToken: () => Promise<IdentityToken | undefined>;
}

/** Where records are signed when no pipeline file says so. */
const USUAL_SIGSTORE = { kind: 'auto' } as const;

async function requireToken(request: SignerSetup['requestToken']): Promise<IdentityToken> {
  const token = await request();
  if (token !== undefined) return token;
  throw new InputError('Cannot sign the record: the job has no identity token; give it "permissions: id-token: write"');
}

/**
 * Refuses a Sigstore by whose signatures no image would get any further: that of GitHub, where the pipeline file has
 * identities pinned and no root to check them by. That of the public instance alone can be fetched.
 */
function requireRoot({ signing, environments, path }: Pipeline, fulcioUrl: string): void {
  const pins = environments.some(({ signers }) => signers.some(({ kind }) => kind === 'identity'));
  if (!pins || signing.trustedRoots.length > 0 || fulcioUrl === PUBLIC_GOOD.fulcioUrl) return;
  throw new InputError(
    `Cannot sign the record: ${new URL(fulcioUrl).host} would sign it, and ${path} has no trusted root to check that by; keep the output of "gh attestation trusted-root" in a file of the repository, and name it as "trusted-root"`,
  );
}

async function openKeyless({ pipeline, environment, requestToken }: SignerSetup): Promise<RecordSigner> {
  const token = await requireToken(requestToken);
  const endpoints = chooseEndpoints(pipeline?.signing.sigstore ?? USUAL_SIGSTORE, {
    visibility: token.claims.visibility,
    // The token tells of which GitHub it is; a variable could be set by anybody.
    serverUrl: serverOf(token.claims.issuer) ?? environment['GITHUB_SERVER_URL'],
  });
  if (endpoints === undefined) {
    throw new InputError(
      'Cannot sign the record: the GitHub of this run has no Sigstore; name one in the pipeline file ("fulcio-url" and "timestamp-url"), or give a key in the input "signing-key"',
    );
  }
  if (pipeline !== undefined) requireRoot(pipeline, endpoints.fulcioUrl);
  const { createKeylessSigner } = await import('../../provenance/signing/keyless-signer.ts');
  return createKeylessSigner({
    endpoints,
    token,
    requestToken: () => requireToken(requestToken),
    now: Date.now,
  });
}

async function openWithKey(
  { pem, passphrase }: Extract<SigningMeans, { kind: 'key' }>,
  { pipeline }: SignerSetup,
): Promise<RecordSigner> {
  const { createKeySigner } = await import('../../provenance/signing/key-signer.ts');
  const sigstore = pipeline?.signing.sigstore;
  return createKeySigner({
    key: pem,
    passphrase,
    timestampUrl: sigstore?.kind === 'custom' ? sigstore.timestampUrl : undefined,
  });
}

/**
 * Opens what signs the records of a run; the code that signs is loaded here alone.
 *
 * @throws {InputError} where the key cannot be used, where there is no token or no Sigstore, or no root to check it by.
 */
export async function openSigner(setup: SignerSetup): Promise<RecordSigner> {
  return setup.means.kind === 'key' ? openWithKey(setup.means, setup) : openKeyless(setup);
}
