import { chooseEndpoints, PUBLIC_GOOD, type SigstoreEndpoints } from '../attestation/sign/endpoints.ts';
import type { IdentityToken } from '../attestation/sign/identity-token.ts';
import { serverOf } from '../attestation/sign/run.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import { readSigningConfig } from '../attestation/sign/signing-config.ts';
import type { PublicGood } from '../attestation/verify/fetch-trusted-root.ts';
import { InputError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { quote, safeText } from '../util/safe-text.ts';
import { type OwnSigstore, SIGSTORE_AUDIENCE } from './own-sigstore.ts';
import type { SigningMeans } from './signing.ts';
import { trustsIdentities } from './verifier.ts';

/** What a signer is opened with. */
interface SignerSetup {
  readonly means: SigningMeans;
  readonly pipeline: Pipeline | undefined;
  readonly environment: Env;
  /** The Sigstore that the pipeline file names; undefined if it names none. */
  readonly own: OwnSigstore | undefined;
  /** Fetches what the public Sigstore says of itself. */
  readonly publicGood: () => Promise<PublicGood>;
  /** Is told in one sentence who gets the identity token. */
  readonly tell: (sentence: string) => void;
  /** Undefined if the job may have no identity token. */
  readonly requestToken: () => Promise<IdentityToken | undefined>;
}

const USUAL_SIGSTORE = { kind: 'auto' } as const;

async function requireToken(request: SignerSetup['requestToken']): Promise<IdentityToken> {
  const token = await request();
  if (token !== undefined) return token;
  throw new InputError('Cannot sign the record: the job has no identity token; give it "permissions: id-token: write"');
}

/**
 * Refuses a Sigstore whose signatures nobody could check: GitHub's, if the pipeline file pins identities and names no
 * root. Only the root of the public instance can be fetched.
 */
function requireRoot(pipeline: Pipeline, { fulcioUrl }: SigstoreEndpoints): void {
  const { signing, path } = pipeline;
  if (!trustsIdentities(pipeline) || signing.trustedRoots.length > 0 || fulcioUrl === PUBLIC_GOOD.fulcioUrl) return;
  throw new InputError(
    `Cannot sign the record: ${new URL(fulcioUrl).host} would sign it, and ${path} has no trusted root to check that by; keep the output of "gh attestation trusted-root" in a file of the repository, and name it as "trusted-root"`,
  );
}

/**
 * Takes the addresses of the public Sigstore from its signing config, so that new ones need no new version of Sealift.
 *
 * Nothing is fetched if the pipeline file has a trusted root. If fetching fails, the built-in addresses are used: what
 * they sign is verified before it is attached.
 */
async function currentEndpoints({ pipeline, publicGood, tell }: SignerSetup): Promise<SigstoreEndpoints> {
  if (pipeline !== undefined && pipeline.signing.trustedRoots.length > 0) return PUBLIC_GOOD;
  try {
    const { signingConfig } = await publicGood();
    if (signingConfig === undefined) return PUBLIC_GOOD;
    return readSigningConfig(signingConfig, new Date());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    tell(`The addresses of the public Sigstore are those that are built in: ${safeText(reason)}`);
    return PUBLIC_GOOD;
  }
}

async function findEndpoints(setup: SignerSetup, token: IdentityToken): Promise<SigstoreEndpoints | undefined> {
  const { pipeline, environment, own } = setup;
  if (own !== undefined) return own.endpoints;
  const sigstore = pipeline?.signing.sigstore ?? USUAL_SIGSTORE;
  if (sigstore.kind === 'config') return undefined;
  const endpoints = chooseEndpoints(sigstore, {
    visibility: token.claims.visibility,
    // The token tells of which GitHub it is; a variable could be set by anybody.
    serverUrl: serverOf(token.claims.issuer) ?? environment['GITHUB_SERVER_URL'],
  });
  return endpoints === PUBLIC_GOOD ? currentEndpoints(setup) : endpoints;
}

async function openKeyless(setup: SignerSetup): Promise<RecordSigner> {
  const { pipeline, environment, requestToken, own, tell } = setup;
  const token = await requireToken(requestToken);
  const endpoints = await findEndpoints(setup, token);
  if (endpoints === undefined) {
    throw new InputError(
      'Cannot sign the record: the GitHub of this run has no Sigstore; name one in the pipeline file ("fulcio-url" and "timestamp-url"), or give a key in the input "signing-key"',
    );
  }
  if (pipeline !== undefined) requireRoot(pipeline, endpoints);
  const audience = own?.audience ?? SIGSTORE_AUDIENCE;
  tell(`The identity token goes to ${new URL(endpoints.fulcioUrl).host}, for the audience ${quote(audience)}`);
  const { createKeylessSigner } = await import('../attestation/sign/keyless.ts');
  return createKeylessSigner({
    endpoints,
    environment,
    token,
    requestToken: () => requireToken(requestToken),
    now: Date.now,
  });
}

/**
 * Opens the signer of a run's records; only this loads the code that signs.
 *
 * @throws {InputError} if the key cannot be used, or there is no token, no Sigstore, or no root to check it by.
 */
export async function openSigner(setup: SignerSetup): Promise<RecordSigner> {
  const { means, environment, own } = setup;
  if (means.kind !== 'key') return openKeyless(setup);
  const { createKeySigner } = await import('../attestation/sign/key.ts');
  const { pem: key, passphrase } = means;
  return createKeySigner({ key, passphrase, environment, timestampUrl: own?.endpoints.timestampUrl });
}
