import type { SignedEntity } from '@sigstore/verify';
import { FormatError } from '../../oci/json.ts';
import type { CertificateClaims } from './verifier.ts';

/** A parsed certificate. */
export type Certificate = Extract<SignedEntity['key'], { readonly $case: 'certificate' }>['certificate'];

/** In DER. */
type Value = Certificate['extensions'][number];

/** The claims of Fulcio's certificates (sigstore/fulcio, docs/oid-info.md). */
const FULCIO = '1.3.6.1.4.1.57264.1.';

const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';

const EXTENDED_KEY_USAGE = '2.5.29.37';

const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';

/** The tags of a general name (RFC 5280, 4.2.1.6). */
const EMAIL = 1;

const URI = 6;

/** The tag of DER's UTF8String. */
const UTF8_STRING = 0x0c;

/** Identities are of visible ASCII (RFC 5280 has IA5String): anything else is there to look like something. */
const VISIBLE = /^[!-~]+$/;

/** The library decodes as ASCII by dropping the eighth bit of each byte, which makes another identity out of one. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FormatError('its certificate holds a text that is none');
  }
}

/** A certificate may have an extension once (RFC 5280, 4.2). */
function findExtension(certificate: Certificate, oid: string): Value | undefined {
  const [found, ...others] = certificate.extensions.filter((each) => each.subs[0]?.toOID() === oid);
  if (others.length > 0) throw new FormatError('its certificate says something twice');
  return found?.subs.at(-1);
}

/** A claim of the newer form: a UTF8String. */
function readClaim(certificate: Certificate, number: number): string | undefined {
  const value = findExtension(certificate, `${FULCIO}${number}`);
  if (value === undefined) return undefined;
  const [text, ...others] = value.subs;
  if (text === undefined || others.length > 0 || text.tag.toDER() !== UTF8_STRING) {
    throw new FormatError('its certificate makes a claim that is not a string');
  }
  return decode(text.value);
}

/** A claim of the older form: its bytes are the text. */
function readOldClaim(certificate: Certificate, number: number): string | undefined {
  const value = findExtension(certificate, `${FULCIO}${number}`);
  return value === undefined ? undefined : decode(value.value);
}

function readIdentity(certificate: Certificate): string {
  const [name, ...others] = findExtension(certificate, SUBJECT_ALTERNATIVE_NAME)?.subs[0]?.subs ?? [];
  if (name === undefined) throw new FormatError('its certificate names nobody');
  if (others.length > 0) throw new FormatError('its certificate names several at once');
  if (!name.tag.isContextSpecific(URI) && !name.tag.isContextSpecific(EMAIL)) {
    throw new FormatError('its certificate names somebody by neither an address nor an e-mail address');
  }
  const identity = decode(name.value);
  if (!VISIBLE.test(identity)) throw new FormatError('its certificate names somebody in unusual characters');
  return identity;
}

/** @throws {FormatError} if it names nobody, or several, or is not for signing code (the library does not look). */
export function readCertificateClaims(certificate: Certificate): CertificateClaims {
  const usages = findExtension(certificate, EXTENDED_KEY_USAGE)?.subs[0]?.subs ?? [];
  if (!usages.some((usage) => usage.toOID() === CODE_SIGNING)) {
    throw new FormatError('its certificate is not for signing');
  }
  const issuer = readClaim(certificate, 8) ?? readOldClaim(certificate, 1);
  if (issuer === undefined) throw new FormatError('its certificate does not say who vouched for the identity');
  return {
    identity: readIdentity(certificate),
    issuer,
    runner: readClaim(certificate, 11),
    sourceRepository: readClaim(certificate, 12),
    sourceRevision: readClaim(certificate, 13) ?? readOldClaim(certificate, 3),
    sourceRef: readClaim(certificate, 14) ?? readOldClaim(certificate, 6),
    workflow: readClaim(certificate, 18),
    event: readClaim(certificate, 20) ?? readOldClaim(certificate, 2),
    run: readClaim(certificate, 21),
    environment: readClaim(certificate, 23),
  };
}
