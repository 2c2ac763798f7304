import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from '@sigstore/mock';
import { TransparencyLogEntry } from '@sigstore/protobuf-specs';
import type { CreateEntryRequest } from '@sigstore/protobuf-specs/rekor/v2';
import { readTrustedRoots } from '../../../src/attestation/verify/trusted-root.ts';
import type { TrustedSigner } from '../../../src/attestation/verify/verifier.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { writableTime } from '../../support/sigstore/clock.ts';
import { writeTrustedRoot } from '../../support/sigstore/trusted-root.ts';

export const ISSUER = 'https://token.actions.githubusercontent.com';
export const IDENTITY = 'https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main';
export const PIN = { kind: 'identity', issuer: ISSUER, identity: IDENTITY } as const satisfies TrustedSigner;
export const IN_TOTO = 'application/vnd.in-toto+json';
/** SHA-256, and the policy of time stamps (the values do not matter to verifiers). */
const [SHA256, POLICY] = ['2.16.840.1.101.3.4.2.1', '1.3.6.1.4.1.57264.2'];
const FULCIO = '1.3.6.1.4.1.57264.1.';

/** A bundle as its JSON, for changes. */
export interface BundleJson {
  mediaType: string;
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string; keyid?: string }[] };
  verificationMaterial: {
    certificate?: { rawBytes: string };
    publicKey?: { hint: string };
    tlogEntries?: LogEntryJson[];
    timestampVerificationData?: { rfc3161Timestamps: { signedTimestamp: string }[] };
  };
}

export interface LogEntryJson {
  logIndex: string;
  logId: { keyId: string };
  kindVersion: { kind: string; version: string };
  integratedTime: string;
  inclusionPromise?: { signedEntryTimestamp: string };
  inclusionProof?: object;
  canonicalizedBody: string;
}

/** What a log answers (sigstore/rekor, openapi.yaml, LogEntry). */
interface LoggedEntry {
  readonly logIndex: number;
  readonly logID: string;
  readonly integratedTime: number;
  readonly body: unknown;
  readonly verification?: {
    readonly signedEntryTimestamp?: string;
    readonly inclusionProof?: {
      readonly logIndex: number;
      readonly treeSize: number;
      readonly rootHash: string;
      readonly checkpoint: string;
    };
  };
}

/** What to put into a bundle; a promotion by the pinned workflow, in every witness that there is, by default. */
export interface Wanted {
  readonly payload?: string;
  readonly payloadType?: string;
  readonly identity?: string;
  readonly issuer?: string;
  /** Claims by their numbers below Fulcio's arc. */
  readonly claims?: Readonly<Record<number, string>>;
  /** How much later than the certificate begins the witnesses see it (milliseconds). */
  readonly delay?: number;
  /** How much later than that it is stamped (milliseconds). */
  readonly stampDelay?: number;
  readonly isLogged?: boolean;
  readonly isStamped?: boolean;
  /** Whether the log is of the second version of Rekor, which promises no time. */
  readonly isNewLog?: boolean;
}

export interface ForgeOptions {
  readonly hasLog?: boolean;
  readonly hasTimestamps?: boolean;
  /** Whether certificates are logged though the root asks for no log of them, or the other way round. */
  readonly certifiesUnlogged?: boolean;
}

function keys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function bytesOf(view: ArrayBufferView<ArrayBuffer>): Buffer<ArrayBuffer> {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

function sha256(data: Uint8Array | string): Buffer {
  return createHash('sha256').update(data).digest();
}

/** Encodes what a signature is of (DSSE). */
export function preAuthEncoding(type: string, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}

/** A statement that is signed where nothing else is asked for. */
export const PAYLOAD = JSON.stringify({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'registry.example.com/p/app', digest: { sha256: digestOf('image').slice(7) } }],
  predicateType: 'https://example.com/x',
  predicate: {},
});

export function toBytes(bundle: object): Buffer {
  return Buffer.from(JSON.stringify(bundle));
}

/** Starts a Sigstore in this process, which signs whatever it is asked to: for attacks that a real one would refuse. */
export async function startForge({
  hasLog = true,
  hasTimestamps = false,
  certifiesUnlogged = false,
}: ForgeOptions = {}) {
  const start = writableTime(Date.now() + 2000);
  const [certificateClock, clock] = [new Date(start), new Date(start)];
  const url = 'https://rekor.example.com';
  const ctLog = hasLog ? await initializeCTLog(keys(), certificateClock) : undefined;
  const authority = await initializeCA(keys(), certifiesUnlogged ? undefined : ctLog, certificateClock);
  const log = hasLog ? await initializeTLog(url, keys(), clock) : undefined;
  const stamps = hasTimestamps ? await initializeTSA(keys(), clock) : undefined;
  const trustedRoot = writeTrustedRoot({
    url,
    authority: bytesOf(authority.rootCertificate),
    log: log?.publicKey,
    certificateLog: ctLog?.publicKey,
    timestamps: stamps && [bytesOf(stamps.intCertificate), bytesOf(stamps.rootCertificate)],
  });
  const now = new Date(start + 3_600_000);

  async function stamp(signature: Buffer) {
    const request = { artifactHash: sha256(signature), hashAlgorithmOID: SHA256, nonce: 1, policyOID: POLICY };
    if (stamps === undefined) return [];
    return [{ signedTimestamp: bytesOf(await stamps.timestamp(request)).toString('base64') }];
  }

  async function enter(envelope: BundleJson['dsseEnvelope'], verifier: Buffer): Promise<LogEntryJson[]> {
    const entries: Readonly<Record<string, LoggedEntry>> | undefined = await log?.log({
      kind: 'dsse',
      apiVersion: '0.0.1',
      spec: {
        envelopeHash: { algorithm: 'sha256', value: sha256(JSON.stringify(envelope)).toString('hex') },
        payloadHash: { algorithm: 'sha256', value: sha256(Buffer.from(envelope.payload, 'base64')).toString('hex') },
        signatures: [{ signature: envelope.signatures[0]?.sig, verifier: verifier.toString('base64') }],
      },
    });
    return Object.values(entries ?? {}).map((entry) => {
      const proof = entry.verification?.inclusionProof;
      return {
        logIndex: String(entry.logIndex),
        logId: { keyId: Buffer.from(entry.logID, 'hex').toString('base64') },
        kindVersion: { kind: 'dsse', version: '0.0.1' },
        integratedTime: String(entry.integratedTime),
        inclusionPromise: { signedEntryTimestamp: String(entry.verification?.signedEntryTimestamp) },
        inclusionProof: {
          logIndex: String(proof?.logIndex),
          treeSize: String(proof?.treeSize),
          rootHash: Buffer.from(proof?.rootHash ?? '', 'hex').toString('base64'),
          hashes: [],
          checkpoint: { envelope: proof?.checkpoint },
        },
        canonicalizedBody: String(entry.body),
      };
    });
  }

  /** Enters it as the second version of Rekor does (sigstore/rekor-tiles). */
  async function enterNew(envelope: BundleJson['dsseEnvelope'], signature: Buffer): Promise<LogEntryJson[]> {
    const stored = {
      kind: 'dsse',
      apiVersion: '0.0.2',
      spec: {
        dsseV002: {
          payloadHash: {
            algorithm: 'SHA2_256',
            digest: sha256(Buffer.from(envelope.payload, 'base64')).toString('base64'),
          },
          signatures: [{ content: signature.toString('base64') }],
        },
      },
    };
    // The log takes whatever it is given, and keeps it as it is.
    const request: unknown = stored;
    const entry = await log?.logV2(request as CreateEntryRequest);
    if (entry?.inclusionProof === undefined) return [];
    // The proof is of a tree with this entry alone.
    const inclusionProof = { ...entry.inclusionProof, logIndex: '0' };
    const json: unknown = TransparencyLogEntry.toJSON({ ...entry, integratedTime: '0', inclusionProof });
    return [json as LogEntryJson];
  }

  function envelop(wanted: Wanted, key: KeyObject, hash: string | null = 'sha256') {
    const { payload = PAYLOAD, payloadType = IN_TOTO } = wanted;
    const signature = sign(hash, preAuthEncoding(payloadType, Buffer.from(payload)), key);
    const envelope: BundleJson['dsseEnvelope'] = {
      payload: Buffer.from(payload).toString('base64'),
      payloadType,
      signatures: [{ sig: signature.toString('base64') }],
    };
    return { envelope, signature };
  }

  async function witness(
    wanted: Wanted,
    { envelope, signature, verifier }: ReturnType<typeof envelop> & { readonly verifier: Buffer },
  ) {
    clock.setTime(writableTime(start + (wanted.delay ?? 0)));
    const isLogged = wanted.isLogged !== false && log !== undefined;
    const enterIt = wanted.isNewLog === true ? enterNew(envelope, signature) : enter(envelope, verifier);
    const tlogEntries = isLogged ? await enterIt : undefined;
    clock.setTime(writableTime(clock.getTime() + (wanted.stampDelay ?? 0)));
    return {
      ...(tlogEntries === undefined ? {} : { tlogEntries }),
      ...(wanted.isStamped === false || stamps === undefined
        ? {}
        : { timestampVerificationData: { rfc3161Timestamps: await stamp(signature) } }),
    };
  }

  return {
    now,
    trustedRoot,
    roots: readTrustedRoots([{ path: 'root.json', bytes: toBytes(trustedRoot) }], now),
    /** The time that the certificates begin and the witnesses see: they tell whole seconds. */
    time: new Date(Math.floor(start / 1000) * 1000),

    async sign(wanted: Wanted = {}): Promise<BundleJson> {
      const { publicKey, privateKey } = keys();
      const { identity = IDENTITY, issuer = ISSUER, claims = {} } = wanted;
      const certificate = bytesOf(
        await authority.issueCertificate({
          publicKey: publicKey.export({ format: 'der', type: 'spki' }),
          subjectAltName: identity,
          extensions: [
            { oid: `${FULCIO}1`, value: issuer, legacy: true },
            { oid: `${FULCIO}8`, value: issuer },
            ...Object.entries(claims).map(([number, value]) => ({
              oid: FULCIO + number,
              value,
              legacy: Number(number) < 8,
            })),
          ],
        }),
      );
      const signed = envelop(wanted, privateKey);
      return {
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          certificate: { rawBytes: certificate.toString('base64') },
          ...(await witness(wanted, { ...signed, verifier: certificate })),
        },
        dsseEnvelope: signed.envelope,
      };
    },

    async signWithKey(
      key: KeyObject,
      { hint = '', hash, ...wanted }: Wanted & { readonly hint?: string; readonly hash?: string | null } = {},
    ): Promise<BundleJson> {
      const signed = envelop(wanted, key, hash);
      return {
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          publicKey: { hint },
          ...(await witness(wanted, { ...signed, verifier: Buffer.from('key') })),
        },
        dsseEnvelope: signed.envelope,
      };
    },
  };
}

export type Forge = Awaited<ReturnType<typeof startForge>>;

export function pemOf(key: KeyObject): string {
  return String(key.export({ format: 'pem', type: 'spki' }));
}
