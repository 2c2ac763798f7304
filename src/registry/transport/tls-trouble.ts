import type { RegistryErrorCode } from '../../errors.ts';

/** Why a connection failed, and what to do about it. */
export interface Explanation {
  readonly code: RegistryErrorCode;
  readonly reason: string;
  readonly cure: string;
}

/** What OpenSSL says where the other side speaks something else than TLS. */
const NO_TLS =
  /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|HTTPS_PROXY_REQUEST|UNKNOWN_PROTOCOL)$/;

/** What it says where one side is too old for the other: the second is what the server says of us. */
const OLD_TLS =
  /^ERR_SSL_(?:UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE)$/;

const UNKNOWN_AUTHORITY = /SELF_SIGNED_CERT|^UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)/;

const NOT_VALID: Explanation = {
  code: 'unreachable',
  reason: 'its certificate is not valid at this time',
  cure: "have the registry's certificate renewed, or check the runner's clock",
};

const OTHER_NAME: Explanation = {
  code: 'unreachable',
  reason: 'its certificate is for another name',
  cure: 'use the name that the certificate is for, or have one made for this name',
};

/** Explains what OpenSSL and Node.js say of a certificate, or of who speaks no TLS; undefined for other errors. */
export function explainTls(code: string): Explanation | undefined {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return NOT_VALID;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return OTHER_NAME;
  if (UNKNOWN_AUTHORITY.test(code)) {
    return {
      code: 'unreachable',
      reason: 'its certificate is from an authority that is not known here',
      cure: 'name a file with the authority\'s certificate in the variable NODE_EXTRA_CA_CERTS, under "env" of this step or for the whole runner',
    };
  }
  if (NO_TLS.test(code)) {
    return {
      code: 'unreachable',
      reason: `it does not speak HTTPS at this port (${code})`,
      cure: 'check the port, or name the registry in the input "insecure-registries" if it is to be spoken to over plain HTTP',
    };
  }
  if (OLD_TLS.test(code)) {
    return {
      code: 'unreachable',
      reason: `it speaks no TLS that is safe, which is 1.2 or newer (${code})`,
      cure: 'have TLS 1.2 or 1.3 turned on there',
    };
  }
  return undefined;
}
