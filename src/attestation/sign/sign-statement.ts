import { X509Certificate } from 'node:crypto';
import {
  type BundleWithDsseEnvelope,
  bundleToJSON,
  type RFC3161SignedTimestamp,
  type TransparencyLogEntry,
  toDSSEBundle,
} from '@sigstore/bundle';
import { InputError } from '../../errors.ts';
import { createLimit } from '../../util/concurrency.ts';
import { quote } from '../../util/safe-text.ts';
import { IN_TOTO } from '../statement.ts';
import { encodeEnvelope } from '../verify/keys.ts';
import { ServiceFailure, type ServiceName } from './service.ts';

/** How many statements are signed at the same time: the services are shared by all of the world. */
const AT_ONCE = 8;

/** A DSSE envelope (secure-systems-lab/dsse, envelope.md). */
export type Envelope = BundleWithDsseEnvelope['content']['dsseEnvelope'];

/** A signature, and what it can be checked with: a public key, or a certificate of one; both as PEM. */
export interface Signature {
  readonly signature: Buffer;
  readonly key:
    | { readonly kind: 'public-key'; readonly pem: string; readonly hint: string }
    | { readonly kind: 'certificate'; readonly pem: string };
}

/** Signs bytes. */
export interface Signer {
  sign(data: Uint8Array): Promise<Signature>;
}

/** What a service says of a signature: that it is in a log, or when it was there. */
export interface Testimony {
  readonly tlogEntries?: readonly TransparencyLogEntry[];
  readonly rfc3161Timestamps?: readonly RFC3161SignedTimestamp[];
}

/** A service that testifies to signatures. */
export interface Witness {
  /** @param pem the public key or the certificate that the signature can be checked with. */
  testify(envelope: Envelope, pem: string): Promise<Testimony>;
}

function bundleOf(payload: Buffer, { signature, key }: Signature): BundleWithDsseEnvelope {
  const bundle = toDSSEBundle({
    artifact: payload,
    artifactType: IN_TOTO,
    signature,
    ...(key.kind === 'certificate' ? { certificate: new X509Certificate(key.pem).raw } : { keyHint: key.hint }),
  });
  // The name of the key is in the verification material. With a name in the envelope too, cosign 3 finds no key.
  for (const each of bundle.content.dsseEnvelope.signatures) each.keyid = '';
  return bundle;
}

/**
 * Makes what signs statements: DSSE envelopes in Sigstore bundles v0.3, as cosign 3 and actions/attest write them (one
 * certificate and not its chain; secure-systems-lab/dsse, protocol.md; sigstore/protobuf-specs, sigstore_bundle.proto).
 *
 * The witnesses are asked at the same time.
 */
export function createStatementSigner(
  signer: Signer,
  witnesses: readonly Witness[],
): (statement: Uint8Array) => Promise<Uint8Array> {
  const limit = createLimit(AT_ONCE);
  return async (statement) => {
    const slot = await limit.acquire();
    try {
      const payload = Buffer.from(statement);
      const signed = await signer.sign(encodeEnvelope({ payloadType: IN_TOTO, payload }));
      const bundle = bundleOf(payload, signed);
      const { dsseEnvelope } = bundle.content;
      const testimonies = await Promise.all(witnesses.map((each) => each.testify(dsseEnvelope, signed.key.pem)));
      bundle.verificationMaterial.tlogEntries = testimonies.flatMap(({ tlogEntries = [] }) => tlogEntries);
      bundle.verificationMaterial.timestampVerificationData = {
        rfc3161Timestamps: testimonies.flatMap(({ rfc3161Timestamps = [] }) => rfc3161Timestamps),
      };
      return Buffer.from(JSON.stringify(bundleToJSON(bundle)));
    } finally {
      slot.release('answered');
    }
  };
}

/** Nobody's promotion is to wait for a service that it could do without. */
const UNSIGNED = 'or set "record: unsigned" where an unsigned record will do';

function remedyFor(service: ServiceName, { status, remedy }: ServiceFailure): string {
  if (remedy !== undefined) return remedy;
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
  return new InputError(`Cannot sign the record: ${service} (${host}) ${happened}; ${remedyFor(service, error)}`);
}
