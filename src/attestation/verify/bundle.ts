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
import { IN_TOTO } from '../statement.ts';

/** The largest bundle that is read: that of a scan or an SBOM; who reads records takes less (bytes). */
const MAX_BYTES = 32 * 1024 * 1024;

/** Each witness costs a verification; nobody has more than a few. */
const MAX_WITNESSES = 16;

/** Certificates and timestamps are of some 2 kB, and slow to take apart (characters of base64). */
const MAX_DER = 64 * 1024;

/**
 * Version 0.1 has only the log's promise, no proof of inclusion (sigstore_bundle.proto); no registry was given such.
 */
const MEDIA_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.dev.sigstore.bundle.v0.3+json',
  'application/vnd.dev.sigstore.bundle+json;version=0.3',
  'application/vnd.dev.sigstore.bundle+json;version=0.2',
]);

/** Of several keys in a bundle, readers differ in which they take. */
const KEYS = ['certificate', 'publicKey', 'x509CertificateChain'] as const;

/** Checks the raw document: the reader of the format takes more than is good, and prefers one of two contents. */
function checkDocument(document: JsonObject): void {
  const mediaType = stringProperty(document, 'mediaType');
  if (mediaType === undefined) throw new FormatError('it is no Sigstore bundle');
  if (!MEDIA_TYPES.has(mediaType))
    throw new FormatError(`it is of the type ${quote(mediaType)} and no Sigstore bundle of 0.3`);
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
export function readBundle(bytes: Uint8Array): BundleWithDsseEnvelope {
  if (bytes.byteLength > MAX_BYTES) throw new FormatError('it is larger than 32 MiB');
  const document = parseUnique(bytes);
  checkDocument(document);
  const bundle = parseBundle(document);
  if (!isBundleWithDsseEnvelope(bundle)) throw new FormatError('it holds no signed statement');
  return bundle;
}

/** The reader of the format throws errors of any kind. */
function parseBundle(document: JsonObject) {
  try {
    return bundleFromJSON(document);
  } catch {
    throw new FormatError('it is no complete Sigstore bundle');
  }
}
