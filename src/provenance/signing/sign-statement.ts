import { type Bundle, bundleToJSON } from '@sigstore/bundle';
import { DSSEBundleBuilder, type Signer, type Witness } from '@sigstore/sign';
import { toSignedEntity } from '@sigstore/verify';
import { createLimit } from '../../registry/transport/limit.ts';
import { IN_TOTO } from '../statement.ts';

/** How many statements are signed at the same time: the services are shared by all of the world. */
const AT_ONCE = 8;

/** How patient one is with a service. */
export interface ServiceLimits {
  /** How long one try may take (milliseconds). */
  readonly timeout: number;
  /** How often it is tried again where it fails for a moment. */
  readonly retries: number;
}

/** All tries and pauses together take less than what a certificate is still good for when it is used the last time. */
const PATIENT: ServiceLimits = { timeout: 20_000, retries: 3 };
/** The pause before the second try and the longest one (milliseconds); it doubles each time. */
const PAUSES = { minTimeout: 500, maxTimeout: 4000 };

/** Writes limits as the library takes them; much patience by default. */
export function serviceLimits({ timeout, retries }: ServiceLimits = PATIENT) {
  return { timeout, retry: { retries, ...PAUSES } };
}

/**
 * Looks whether a time-stamping authority gave time stamps: the library takes any answer for one.
 *
 * @throws {Error} as the library throws where the authority fails.
 */
function checkTimestamps(bundle: Bundle): void {
  try {
    toSignedEntity(bundle);
  } catch (cause) {
    const error = new Error('it gave no time stamp', { cause });
    throw Object.assign(error, { code: 'TSA_CREATE_TIMESTAMP_ERROR' });
  }
}

/**
 * Makes what signs statements: DSSE envelopes in Sigstore bundles v0.3, as cosign 3 and actions/attest write them (one
 * certificate and not its chain; secure-systems-lab/dsse, protocol.md; sigstore/protobuf-specs, sigstore_bundle.proto).
 */
export function createStatementSigner(
  signer: Signer,
  witnesses: readonly Witness[],
): (statement: Uint8Array) => Promise<Uint8Array> {
  const builder = new DSSEBundleBuilder({ signer, witnesses: [...witnesses] });
  const limit = createLimit(AT_ONCE);
  return async (statement) => {
    const slot = await limit.acquire();
    try {
      const bundle = await builder.create({ data: Buffer.from(statement), type: IN_TOTO });
      checkTimestamps(bundle);
      // The name of the key is in the verification material. With a name in the envelope too, cosign 3 finds no key.
      for (const signature of bundle.content.dsseEnvelope.signatures) signature.keyid = '';
      return Buffer.from(JSON.stringify(bundleToJSON(bundle)));
    } finally {
      slot.release('answered');
    }
  };
}
