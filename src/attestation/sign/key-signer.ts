import { createHash, createPublicKey, sign } from 'node:crypto';
import { openServiceClient } from '../../registry/transport/service-client.ts';
import { checkServiceUrl } from './endpoints.ts';
import { readPrivateKey } from './key.ts';
import type { ServiceLimits } from './service.ts';
import { signFailure } from './sign-failure.ts';
import { createStatementSigner, type Signer } from './sign-statement.ts';
import type { RecordSigner } from './signer.ts';

/** What signs, and who witnesses when. */
export interface KeySignerOptions {
  /** The private key, as PEM; see `readPrivateKey`. */
  readonly key: string;
  readonly passphrase: string | undefined;
  /** Where a time-stamping authority is; nobody witnesses the time where there is none. */
  readonly timestampUrl?: string | undefined;
  /** Where the variables of proxies are; there are none by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** How patient one is with it. */
  readonly limits?: ServiceLimits;
}

/**
 * Makes what signs with a private key. No log hears of it.
 *
 * @throws {InputError} where the key cannot be used; so does signing, where the time-stamping authority does not do its
 * part.
 */
export async function createKeySigner(options: KeySignerOptions): Promise<RecordSigner> {
  const privateKey = await readPrivateKey(options.key, options.passphrase);
  const timestampUrl = options.timestampUrl && checkServiceUrl(options.timestampUrl, 'timestamp-url');
  const publicKey = createPublicKey(privateKey);
  // The name by which cosign knows a key (sigstore/sigstore-go, pkg/sign/keys.go).
  const hint = createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('base64');
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const algorithm = publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const signer: Signer = {
    sign: async (data) => ({
      signature: sign(algorithm, data, privateKey),
      key: { kind: 'public-key', pem, hint },
    }),
  };
  const openWitness = async (url: string) => {
    // What reads time stamps is loaded only for them.
    const { createStampWitness } = await import('./timestamp.ts');
    const client = openServiceClient(options.environment ?? {});
    return createStampWitness({ name: 'the time-stamping authority', url, client, limits: options.limits });
  };
  const witnesses = timestampUrl ? [await openWitness(timestampUrl)] : [];
  const signStatement = createStatementSigner(signer, witnesses);
  return {
    name: `key ${hint}`,
    who: { kind: 'key', pem },
    // The key is there already.
    async prepare() {},
    async sign(statement) {
      try {
        return await signStatement(statement);
      } catch (error) {
        throw signFailure(error);
      }
    },
  };
}
