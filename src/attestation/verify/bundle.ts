import { createHash } from 'node:crypto';
import { type BundleWithDsseEnvelope, bundleFromJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle';
import {
  decodeJson,
  FormatError,
  isJsonObject,
  type JsonObject,
  objectProperty,
  parseJsonText,
  property,
  requireUniqueKeys,
  stringProperty,
} from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { PROMISED_BUNDLE } from '../artifact.ts';
import { IN_TOTO } from '../statement.ts';
import type { BundleForm } from './verifier.ts';

/** The largest bundle that is read: that of a scan or an SBOM; who reads records takes less (bytes). */
const MAX_BYTES = 32 * 1024 * 1024;

/** Each witness costs a verification; nobody has more than a few. */
const MAX_WITNESSES = 16;

/** Certificates and timestamps are of some 2 kB, and slow to take apart (characters of base64). */
const MAX_DER = 64 * 1024;

/**
 * Version 0.1 has only the log's promise, no proof of inclusion (sigstore_bundle.proto). No registry was given such:
 * only what cosign kept as an envelope is written as one.
 */
const MEDIA_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.dev.sigstore.bundle.v0.3+json',
  'application/vnd.dev.sigstore.bundle+json;version=0.3',
  'application/vnd.dev.sigstore.bundle+json;version=0.2',
]);

/** Of several keys in a bundle, readers differ in which they take. */
const KEYS = ['certificate', 'publicKey', 'x509CertificateChain'] as const;

/** Checks the raw document: the reader of the format takes more than is good, and prefers one of two contents. */
function checkDocument(document: JsonObject, form: BundleForm): void {
  const mediaType = stringProperty(document, 'mediaType');
  if (mediaType === undefined) throw new FormatError('it is no Sigstore bundle');
  const isKnown = form === 'promised' ? mediaType === PROMISED_BUNDLE : MEDIA_TYPES.has(mediaType);
  if (!isKnown) throw new FormatError(`it is of the type ${quote(mediaType)} and no Sigstore bundle of 0.3`);
  if (property(document, 'messageSignature') !== undefined) {
    throw new FormatError('it signs a file and no statement');
  }
  const envelope = objectProperty(document, 'dsseEnvelope');
  if (envelope === undefined) throw new FormatError('it holds no signed statement');
  const payloadType = property(envelope, 'payloadType');
  if (payloadType !== IN_TOTO) throw new FormatError('what it signs is no in-toto statement');
  const signatures = property(envelope, 'signatures');
  const count = Array.isArray(signatures) ? signatures.length : 0;
  if (count !== 1) throw new FormatError(`it has ${count} signatures instead of one`);
  if (!Array.isArray(signatures) || !signatures.every(isJsonObject)) throw new FormatError('its signature is none');
  checkMaterial(objectProperty(document, 'verificationMaterial'));
}

function checkMaterial(material: JsonObject | undefined): void {
  if (material === undefined) throw new FormatError('it does not say who signed it');
  const keys = KEYS.filter((key) => property(material, key) !== undefined);
  if (keys.length !== 1) throw new FormatError('it does not say in one way who signed');
  const timestamps = property(objectProperty(material, 'timestampVerificationData') ?? {}, 'rfc3161Timestamps');
  const der = JSON.stringify([
    property(material, 'certificate'),
    property(material, 'x509CertificateChain'),
    timestamps,
  ]);
  if (der.length > MAX_DER) throw new FormatError('it has a certificate or a timestamp of unusual length');
  for (const witnesses of [property(material, 'tlogEntries'), timestamps]) {
    if (Array.isArray(witnesses) && witnesses.length > MAX_WITNESSES) {
      throw new FormatError(`it has more than ${MAX_WITNESSES} witnesses`);
    }
  }
}

/** Parses a document; its text is no longer needed when the statement in it is decoded. */
function parseUnique(bytes: Uint8Array): JsonObject {
  const text = decodeJson(bytes);
  const document = parseJsonText(text);
  requireUniqueKeys(text);
  return document;
}

/** Verifies nothing of a bundle yet. @throws {FormatError} if it is none, or can be read in two ways. */
export function readBundle(bytes: Uint8Array, form: BundleForm = 'bundle'): BundleWithDsseEnvelope {
  if (bytes.byteLength > MAX_BYTES) throw new FormatError('it is larger than 32 MiB');
  const cut = bytes.byteLength > LARGE ? cutPayload(bytes) : undefined;
  const rest = cut && parseUnique(cut.rest);
  // What was cut out may have been another text; then all of it is parsed.
  const isCut =
    rest !== undefined && stringProperty(objectProperty(rest, 'dsseEnvelope') ?? {}, 'payload') === cut?.mark;
  const document = isCut ? rest : parseUnique(bytes);
  checkDocument(document, form);
  const bundle = parseBundle(document);
  if (!isBundleWithDsseEnvelope(bundle)) throw new FormatError('it holds no signed statement');
  if (cut !== undefined && isCut) bundle.content.dsseEnvelope.payload = cut.payload;
  return bundle;
}

/** The statement of a larger bundle (bytes) is cut out before it is parsed: parsing would make five copies of it. */
const LARGE = 1024 * 1024;

/** How much base64 is decoded at a time (characters), in whole groups of four. */
const PIECE = 1024 * 1024;

/** A bundle without its statement. */
interface CutBundle {
  /** What stands in the place of the statement: it is nowhere else in the bundle. */
  readonly mark: string;
  readonly rest: Uint8Array;
  readonly payload: Buffer;
}

/** Cuts out the text of the first key `payload`; undefined if it is not plain base64. */
function cutPayload(bytes: Uint8Array): CutBundle | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const key = '"payload"';
  const at = text.indexOf(key);
  const before = at < 0 ? null : /^\s*:\s*"/.exec(text.toString('latin1', at + key.length, at + key.length + 100));
  if (before === null) return undefined;
  const start = at + key.length + before[0].length;
  const end = text.indexOf('"', start);
  if (end < 0 || (end - start) % 4 !== 0) return undefined;
  // No document holds its own hash.
  const mark = createHash('sha256').update(bytes).digest('hex');
  const payload = Buffer.alloc(((end - start) / 4) * 3);
  let length = 0;
  for (let from = start; from < end; from += PIECE) {
    const to = Math.min(from + PIECE, end);
    const piece = text.toString('latin1', from, to);
    if (!(to === end ? /^[A-Za-z0-9+/]*={0,2}$/ : /^[A-Za-z0-9+/]*$/).test(piece)) return undefined;
    length += payload.write(piece, length, 'base64');
  }
  const rest = Buffer.concat([text.subarray(0, start), Buffer.from(mark), text.subarray(end)]);
  return { mark, rest, payload: payload.subarray(0, length) };
}

/** The reader of the format throws errors of any kind. */
function parseBundle(document: JsonObject) {
  try {
    return bundleFromJSON(document);
  } catch {
    throw new FormatError('it is no complete Sigstore bundle');
  }
}
