import { createHash, X509Certificate } from 'node:crypto';
import { envelopeToJSON, type TransparencyLogEntry as LogEntry } from '@sigstore/bundle';
import { PublicKeyDetails, TransparencyLogEntry } from '@sigstore/protobuf-specs';
import {
  FormatError,
  isJsonObject,
  type JsonObject,
  objectProperty,
  property,
  stringProperty,
} from '../../oci/json.ts';
import { encodeEnvelope } from '../verify/keys.ts';
import { askService, readAnswer, type Service, ServiceFailure } from './service.ts';
import type { Envelope, Witness } from './sign-statement.ts';

/** The supported versions of Rekor's API. */
export type RekorVersion = 1 | 2;

const ENTRIES = { 1: '/api/v1/log/entries', 2: '/api/v2/log/entries' } as const;

/** Addresses that only logs of one version have. */
const LANDMARKS = { 1: '/api/v1/log', 2: '/api/v2/checkpoint' } as const;

/** How an entry of the first version is named: the tree, and the hash of the entry (sigstore/rekor, pkg/sharding). */
const UUID = /^[0-9a-f]{64}(?:[0-9a-f]{16})?$/;

function numberOf(object: JsonObject, name: string): string {
  const value = property(object, name);
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new FormatError(`its "${name}" is no number`);
  return String(value);
}

function textOf(object: JsonObject, name: string): string {
  const value = stringProperty(object, name);
  if (value === undefined) throw new FormatError(`it has no "${name}"`);
  return value;
}

function hexOf(value: unknown): Buffer {
  if (typeof value !== 'string') throw new FormatError('a hash in it is none');
  return Buffer.from(value, 'hex');
}

/** Reads an entry of the first version (sigstore/rekor, openapi.yaml, "LogEntry"). */
function readEntry(document: JsonObject): LogEntry {
  const [entry, ...others] = Object.values(document);
  if (!isJsonObject(entry) || others.length > 0) throw new FormatError('it has not one entry');
  const body = Buffer.from(textOf(entry, 'body'), 'base64');
  const kind: unknown = JSON.parse(body.toString());
  if (!isJsonObject(kind)) throw new FormatError('the body of its entry is no object');
  const verification = objectProperty(entry, 'verification');
  const promise = verification && stringProperty(verification, 'signedEntryTimestamp');
  const proof = verification && objectProperty(verification, 'inclusionProof');
  const hashes: unknown = proof === undefined ? [] : property(proof, 'hashes');
  return {
    logIndex: numberOf(entry, 'logIndex'),
    logId: { keyId: hexOf(property(entry, 'logID')) },
    integratedTime: numberOf(entry, 'integratedTime'),
    kindVersion: { kind: textOf(kind, 'kind'), version: textOf(kind, 'apiVersion') },
    inclusionPromise: promise === undefined ? undefined : { signedEntryTimestamp: Buffer.from(promise, 'base64') },
    inclusionProof: proof && {
      logIndex: numberOf(proof, 'logIndex'),
      treeSize: numberOf(proof, 'treeSize'),
      rootHash: hexOf(property(proof, 'rootHash')),
      hashes: Array.isArray(hashes) ? hashes.map(hexOf) : [],
      checkpoint: { envelope: textOf(proof, 'checkpoint') },
    },
    canonicalizedBody: body,
  };
}

/** Reads an entry of the second version (sigstore/protobuf-specs, sigstore_rekor.proto). */
function readNewEntry(document: JsonObject): LogEntry {
  const { logId, kindVersion, ...entry } = TransparencyLogEntry.fromJSON(document);
  if (logId === undefined || kindVersion === undefined) throw new FormatError('it has no entry');
  return { ...entry, logId, kindVersion };
}

/** Says of a log that does not know the address whether it is one of the other version. */
async function explainMissing(service: Service, version: RekorVersion): Promise<ServiceFailure> {
  const other = version === 1 ? 2 : 1;
  const look = await askService(service, { path: LANDMARKS[other] }).catch(() => undefined);
  if (look === undefined) {
    return new ServiceFailure(service, `no version ${version} of Rekor is there`, { status: 404, isOurs: true });
  }
  const words = `it speaks only version ${other} of Rekor, and is named as one of version ${version}`;
  const remedy =
    version === 1
      ? 'name it in a signing config with "majorApiVersion": 2 and a time-stamping authority, and that file as "signing-config" in the pipeline file'
      : 'write "majorApiVersion": 1 for it in the signing config';
  return new ServiceFailure(service, words, { status: 404, remedy, isOurs: true });
}

async function enter(service: Service, envelope: Envelope, publicKey: string): Promise<LogEntry> {
  const proposedContent = {
    envelope: JSON.stringify(envelopeToJSON(envelope)),
    verifiers: [Buffer.from(publicKey).toString('base64')],
  };
  const answer = await askService(service, {
    path: ENTRIES[1],
    body: { kind: 'dsse', apiVersion: '0.0.1', spec: { proposedContent } },
    expects: [404, 409],
  });
  if (answer.status === 404) throw await explainMissing(service, 1);
  if (answer.status !== 409) return readAnswer(service, answer, readEntry);
  // An earlier try arrived, and its answer did not.
  const uuid = answer.header('location')?.split('/').at(-1) ?? '';
  if (!UUID.test(uuid)) throw new ServiceFailure(service, 'the entry is there already', { status: 409 });
  return readAnswer(service, await askService(service, { path: `${ENTRIES[1]}/${uuid}` }), readEntry);
}

/**
 * Logs of the second version take no envelopes (sigstore/architecture-docs, rekor-v2-spec.md, "DSSE"): enters the
 * signature of its bytes. The hash is that of the key's curve, P-256.
 */
async function enterNew(service: Service, envelope: Envelope, certificate: string): Promise<LogEntry> {
  const [signature] = envelope.signatures;
  const answer = await askService(service, {
    path: ENTRIES[2],
    body: {
      hashedRekordRequestV002: {
        digest: createHash('sha256').update(encodeEnvelope(envelope)).digest('base64'),
        signature: {
          content: Buffer.from(signature?.sig ?? []).toString('base64'),
          verifier: {
            keyDetails: PublicKeyDetails[PublicKeyDetails.PKIX_ECDSA_P256_SHA_256],
            x509Certificate: { rawBytes: new X509Certificate(certificate).raw.toString('base64') },
          },
        },
      },
    },
    expects: [404],
  });
  if (answer.status === 404) throw await explainMissing(service, 2);
  return readAnswer(service, answer, readNewEntry);
}

/** Makes a transparency log a witness, whose `testify` throws {@link ServiceFailure}. Version 2 witnesses no time. */
export function createLogWitness(service: Service, version: RekorVersion): Witness {
  return {
    async testify(envelope, pem) {
      const make = version === 1 ? enter : enterNew;
      return { tlogEntries: [await make(service, envelope, pem)] };
    },
  };
}
