import { RegistryError, type RegistryErrorCode } from '../../errors.ts';
import { safeText } from '../../text/safe-text.ts';

/** Why a connection failed, and what to do about it. */
interface Explanation {
  readonly code: RegistryErrorCode;
  readonly reason: string;
  readonly cure: string;
}

const CHECK_NAME = 'check its name and port, and that the runner may connect to it';

function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Explains what OpenSSL and Node.js say of a certificate; undefined for other errors. */
function explainCertificate(code: string): Explanation | undefined {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const cure = "have the registry's certificate renewed, or check the runner's clock";
    return { code: 'unreachable', reason: 'its certificate is not valid at this time', cure };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const cure = 'use the name that the certificate is for, or have one made for this name';
    return { code: 'unreachable', reason: 'its certificate is for another name', cure };
  }
  if (!/SELF_SIGNED_CERT|^UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)/.test(code)) return undefined;
  return {
    code: 'unreachable',
    reason: 'its certificate is from an authority that is not known here',
    cure: 'name a file with the authority\'s certificate in the variable NODE_EXTRA_CA_CERTS, under "env" of this step or for the whole runner',
  };
}

/** Explains what a proxy answered instead of opening a tunnel; undefined for other errors. */
function explainProxy(message: string): Explanation | undefined {
  const status =
    /^Proxy response \((\d{3})\)/.exec(message)?.[1] ?? /^Proxy Authentication.*\((407)\)/.exec(message)?.[1];
  if (status === undefined) return undefined;
  const reason = `the proxy answers ${status}`;
  if (status === '407') {
    const cure = 'put a user and password that the proxy takes into the address in HTTPS_PROXY or HTTP_PROXY';
    return { code: 'denied', reason, cure };
  }
  const cure = 'let the proxy admit this host, or name the host in NO_PROXY';
  return { code: Number(status) >= 500 ? 'unreachable' : 'denied', reason, cure };
}

function explain(error: unknown): Explanation {
  const code = errorCode(error);
  const message = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'ECONNREFUSED':
      return { code: 'unreachable', reason: 'it refuses connections', cure: CHECK_NAME };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { code: 'unreachable', reason: 'its name cannot be resolved', cure: CHECK_NAME };
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
    case 'ETIMEDOUT':
      return { code: 'timeout', reason: 'it does not answer in time', cure: CHECK_NAME };
    default: {
      const reason = `the connection failed (${safeText(code || message, 120)})`;
      return explainCertificate(code) ?? explainProxy(message) ?? { code: 'unreachable', reason, cure: CHECK_NAME };
    }
  }
}

/**
 * Puts a network failure into words; a cure is part of them.
 *
 * @param proxy the address of the proxy that may be in between, of which only the host is shown; empty where there is
 *   none.
 */
export function unreachable(url: URL, proxy: string, error: unknown): RegistryError {
  const { code, reason, cure } = explain(error);
  const scheme = url.protocol === 'http:' ? 'plain HTTP' : 'HTTPS';
  const proxyHost = URL.parse(proxy)?.host;
  const isAboutProxy = cure === CHECK_NAME && proxyHost !== undefined;
  const check = isAboutProxy
    ? `${cure}; the environment names the proxy "${proxyHost}", check it and NO_PROXY too`
    : cure;
  return new RegistryError(`Cannot reach registry "${url.host}" over ${scheme}: ${reason}; ${check}`, {
    code,
    registry: url.host,
    cause: error,
  });
}
