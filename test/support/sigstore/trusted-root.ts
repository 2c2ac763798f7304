import { createHash } from 'node:crypto';

/** How long before its making a root is good, in milliseconds: clocks of tests may differ. */
const LEEWAY = 3_600_000;

/** The public parts of a Sigstore's services, as DER. */
export interface TrustedServices {
  readonly url: string;
  /** The certificate authority's certificate. */
  readonly authority: Uint8Array;
  readonly log?: Uint8Array | undefined;
  readonly certificateLog?: Uint8Array | undefined;
  /** The time-stamping authority's certificates; that which signs is first. */
  readonly timestamps?: readonly Uint8Array[] | undefined;
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function describeLog(baseUrl: string, publicKey: Uint8Array, validFor: object): object {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: encode(publicKey), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
    logId: { keyId: createHash('sha256').update(publicKey).digest('base64') },
  };
}

function describeAuthority(uri: string, chain: readonly Uint8Array[], validFor: object): object {
  return {
    subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
    uri,
    certChain: { certificates: chain.map((certificate) => ({ rawBytes: encode(certificate) })) },
    validFor,
  };
}

/** What a `trusted_root.json` holds. */
export interface TrustedRootJson {
  readonly mediaType: string;
  readonly tlogs: readonly object[];
  readonly certificateAuthorities: readonly object[];
  readonly ctlogs: readonly object[];
  readonly timestampAuthorities: readonly object[];
}

/** Writes what a `trusted_root.json` holds (sigstore/protobuf-specs, sigstore_trustroot.proto). */
export function writeTrustedRoot({
  url,
  authority,
  log,
  certificateLog,
  timestamps,
}: TrustedServices): TrustedRootJson {
  const validFor = { start: new Date(Date.now() - LEEWAY).toISOString() };
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: log === undefined ? [] : [describeLog(url, log, validFor)],
    certificateAuthorities: [describeAuthority(url, [authority], validFor)],
    ctlogs: certificateLog === undefined ? [] : [describeLog(url, certificateLog, validFor)],
    timestampAuthorities: timestamps === undefined ? [] : [describeAuthority(url, timestamps, validFor)],
  };
}
