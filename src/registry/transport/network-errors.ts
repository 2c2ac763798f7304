import { RegistryError, type RegistryErrorCode } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import type { HttpRequest } from './http.ts';

const CHECK_NAME = 'check its name and port, and that the runner may connect to it';

const CHECK_BETWEEN =
  "check that this is a registry's address, and what stands before it: a proxy, a load balancer, a login page";

/** What undici says of answers that break the rules of HTTP, and how its parser's words begin where it has no code. */
const INVALID_HTTP =
  /^(?:HPE_.*|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|Response does not match the HTTP\/1\.1 protocol.*)$/;

function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Explains what a proxy answered instead of opening a tunnel; undefined for other errors. */
function explainProxy(message: string): Explanation | undefined {
  const status =
    /^Proxy response \((\d{3})\)/.exec(message)?.[1] ?? /^Proxy Authentication.*\((407)\)/.exec(message)?.[1];
  if (status === undefined) return undefined;
  const reason = `the proxy answers ${status}`;
  if (status === '407') {
    const remedy = 'put a user and password that the proxy takes into the address in HTTPS_PROXY or HTTP_PROXY';
    return { code: 'denied', reason, remedy };
  }
  const remedy = 'let the proxy admit this host, or name the host in NO_PROXY';
  return { code: Number(status) >= 500 ? 'unreachable' : 'denied', reason, remedy };
}

/** @param step what was asked, such as `GET /v2/a/manifests/1`. */
function explain(error: unknown, step: string): Explanation {
  const code = errorCode(error);
  const message = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'ECONNREFUSED':
      return { code: 'unreachable', reason: 'it refuses connections', remedy: CHECK_NAME };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { code: 'unreachable', reason: 'its name cannot be resolved', remedy: CHECK_NAME };
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return { code: 'timeout', reason: 'it does not answer in time', remedy: CHECK_NAME };
    case 'UND_ERR_HEADERS_TIMEOUT':
      return { code: 'timeout', reason: `it does not answer ${step} in time`, remedy: CHECK_NAME };
    case 'UND_ERR_BODY_TIMEOUT':
      return { code: 'timeout', reason: `its answer to ${step} stalled`, remedy: CHECK_NAME };
    default: {
      const detail = safeText(code || message, 120);
      if (INVALID_HTTP.test(code || message)) {
        return {
          code: 'unreachable',
          reason: `its answer to ${step} is not valid HTTP (${detail})`,
          remedy: CHECK_BETWEEN,
        };
      }
      const reason = `the connection failed (${detail}) during ${step}`;
      return explainTls(code) ?? explainProxy(message) ?? { code: 'unreachable', reason, remedy: CHECK_NAME };
    }
  }
}

/**
 * Puts a network failure into words: which host, which step, and what to do.
 *
 * The query of an address is in none of them: it may be a signature.
 *
 * @param proxy the address of the proxy that may be in between, of which only the host is shown; empty if there is
 *   none.
 */
export function unreachable(
  { method, url }: Pick<HttpRequest, 'method' | 'url'>,
  proxy: string,
  error: unknown,
): RegistryError {
  const { code, reason, remedy } = explain(error, `${method} ${safeText(url.pathname, 160)}`);
  const scheme = url.protocol === 'http:' ? 'plain HTTP' : 'HTTPS';
  const proxyHost = URL.parse(proxy)?.host;
  const isAboutProxy = remedy === CHECK_NAME && proxyHost !== undefined;
  const check = isAboutProxy
    ? `${remedy}; the environment names the proxy "${proxyHost}", check it and NO_PROXY too`
    : remedy;
  return new RegistryError({
    what: `reach registry "${url.host}" over ${scheme}`,
    reason,
    remedy: check,
    code,

    cause: error,
  });
}

interface Explanation {
  readonly code: RegistryErrorCode;
  readonly reason: string;
  readonly remedy: string;
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
  remedy: "have the registry's certificate renewed, or check the runner's clock",
};

const OTHER_NAME: Explanation = {
  code: 'unreachable',
  reason: 'its certificate is for another name',
  remedy: 'use the name that the certificate is for, or have one made for this name',
};

/** Explains what OpenSSL and Node.js say of a certificate, or of who speaks no TLS; undefined for other errors. */
function explainTls(code: string): Explanation | undefined {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return NOT_VALID;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return OTHER_NAME;
  if (UNKNOWN_AUTHORITY.test(code)) {
    return {
      code: 'unreachable',
      reason: 'its certificate is from an unknown authority',
      remedy:
        'name a file with the authority\'s certificate in the variable NODE_EXTRA_CA_CERTS, under "env" of this step or for the whole runner',
    };
  }
  if (NO_TLS.test(code)) {
    return {
      code: 'unreachable',
      reason: `it does not speak HTTPS at this port (${code})`,
      remedy: 'check the port, or name the registry in the input "insecure-registries" if it uses plain HTTP',
    };
  }
  if (OLD_TLS.test(code)) {
    return {
      code: 'unreachable',
      reason: `it does not support TLS 1.2 or newer (${code})`,
      remedy: 'turn on TLS 1.2 or 1.3 there',
    };
  }
  return undefined;
}
