import { createHash, createPublicKey, sign } from 'node:crypto';
import { type Signer, TSAWitness } from '@sigstore/sign';
import { checkServiceUrl } from './endpoints.ts';
import { readPrivateKey } from './private-key.ts';
import type { RecordSigner } from './record-signer.ts';
import { signFailure } from './sign-failure.ts';
import { createStatementSigner, type ServiceLimits, serviceLimits } from './sign-statement.ts';

/** What signs, and who witnesses when. */
export interface KeySignerOptions {
  /** The private key, as PEM; see `readPrivateKey`. */
  readonly key: string;
  readonly passphrase: string | undefined;
  /** Where a time-stamping authority is; nobody witnesses the time where there is none. */
  readonly timestampUrl?: string | undefined;
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
      key: { $case: 'publicKey', publicKey: pem, hint },
    }),
  };
  const witnesses = timestampUrl
    ? [new TSAWitness({ tsaBaseURL: timestampUrl, ...serviceLimits(options.limits) })]
    : [];
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
        throw signFailure(error, { timestampUrl: timestampUrl || undefined });
      }
    },
  };
}
