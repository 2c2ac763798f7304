import {
  FormatError,
  isJsonObject,
  type JsonObject,
  objectProperty,
  parseJsonText,
  property,
  stringProperty,
} from '../../oci/json.ts';
import { PROMISED_BUNDLE } from '../artifact.ts';

/** What cosign keeps under its tag `.att`: a DSSE envelope, as a layer, whose annotations have the rest (sigstore/cosign, specs/ATTESTATION_SPEC.md). */
export const DSSE_ENVELOPE = 'application/vnd.dsse.envelope.v1+json';

const CERTIFICATE = 'dev.sigstore.cosign/certificate';
const LOG_ENTRY = 'dev.sigstore.cosign/bundle';

/** Annotations are of some kB; the registry gives no more than 4 MiB of them (characters). */
const MAX_ANNOTATION = 64 * 1024;

function readAnnotation(annotations: ReadonlyMap<string, string>, name: string): string | undefined {
  const text = annotations.get(name);
  if (text === undefined || text === '') return undefined;
  if (text.length > MAX_ANNOTATION) throw new FormatError(`its annotation "${name}" is of unusual length`);
  return text;
}

/** The base64 of a certificate in PEM; others after it belong to the chain. */
function certificateOf(pem: string): string {
  const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)?.[1];
  if (body === undefined) throw new FormatError('its certificate is none');
  return body.replace(/\s+/g, '');
}

/** Writes the entry of a log as bundles have it (sigstore/rekor, the promise of an entry: "SignedEntryTimestamp"). */
function entryOf(text: string): JsonObject {
  const bundle = parseJsonText(text);
  const payload = objectProperty(bundle, 'Payload') ?? {};
  const promise = stringProperty(bundle, 'SignedEntryTimestamp');
  const [body, log] = [stringProperty(payload, 'body'), stringProperty(payload, 'logID')];
  const [index, time] = [property(payload, 'logIndex'), property(payload, 'integratedTime')];
  if (promise === undefined || body === undefined || log === undefined || !/^[0-9a-f]{64}$/.test(log)) {
    throw new FormatError('its log entry is incomplete');
  }
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(time)) throw new FormatError('its log entry is incomplete');
  const entry = parseJsonText(Buffer.from(body, 'base64').toString());
  if (!isJsonObject(entry)) throw new FormatError('its log entry is incomplete');
  return {
    logIndex: String(index),
    logId: { keyId: Buffer.from(log, 'hex').toString('base64') },
    kindVersion: { kind: stringProperty(entry, 'kind') ?? '', version: stringProperty(entry, 'apiVersion') ?? '' },
    integratedTime: String(time),
    inclusionPromise: { signedEntryTimestamp: promise },
    canonicalizedBody: body,
  };
}

/**
 * Makes a bundle of what cosign keeps in two places. The envelope is taken over as it is, without reading it.
 *
 * Its time stamps are left out: they are of the whole envelope, and those of bundles of the signature.
 *
 * @throws {FormatError} if its annotations cannot be read.
 */
export function bundleOfEnvelope(envelope: Uint8Array, annotations: ReadonlyMap<string, string>): Uint8Array {
  const certificate = readAnnotation(annotations, CERTIFICATE);
  const logged = readAnnotation(annotations, LOG_ENTRY);
  const material = {
    ...(certificate === undefined
      ? { publicKey: { hint: '' } }
      : { x509CertificateChain: { certificates: [{ rawBytes: certificateOf(certificate) }] } }),
    ...(logged === undefined ? {} : { tlogEntries: [entryOf(logged)] }),
  };
  const head = `{"mediaType":"${PROMISED_BUNDLE}","verificationMaterial":${JSON.stringify(material)},"dsseEnvelope":`;
  return Buffer.concat([Buffer.from(head), envelope, Buffer.from('}')]);
}
