import { verify, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Certificate } from '../../test/support/certificates.ts';
import { type Access, covers, formatScopes, neededAccess } from '../../test/support/registry/access.ts';
import { parseRoute } from '../../test/support/registry/router.ts';
import { TOKEN_NAMES } from './token-endpoint.ts';

/** Tells whether a request may pass: undefined where it may, else what `WWW-Authenticate` has to say. */
export type TokenCheck = (request: IncomingMessage) => string | undefined;

interface Grant {
  readonly access: readonly Access[];
  /** When the token ends (s since 1970). */
  readonly expires: number;
}

/** Reads a token that was signed with a key; undefined where it was not, or is for somebody else. */
function tryReadToken(token: string, certificate: X509Certificate): Grant | undefined {
  const [header = '', payload = '', signature = ''] = token.split('.');
  // As the signer writes it (RFC 7518, section 3.4).
  const key = { key: certificate.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  const isSigned = verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
  if (!isSigned) return undefined;
  const { iss, aud, exp, access } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  if (iss !== TOKEN_NAMES.issuer || aud !== TOKEN_NAMES.service) return undefined;
  const list: readonly { readonly name: string; readonly actions: Access['actions'] }[] = access;
  return { access: list.map(({ name, actions }) => ({ repository: name, actions })), expires: exp };
}

/**
 * Makes the check that stands before a registry which knows no tokens: it asks for what CNCF Distribution asks for
 * (distribution, "Token Authentication Specification").
 */
export async function createTokenCheck(certificate: Certificate, realm: string): Promise<TokenCheck> {
  const signer = new X509Certificate(await readFile(certificate.certificateFile));
  // A run shows the same token hundreds of times.
  const known = new Map<string, Grant | undefined>();

  function grantOf(token: string): Grant | undefined {
    if (!known.has(token)) known.set(token, tryReadToken(token, signer));
    return known.get(token);
  }

  return (request) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const route = parseRoute(pathname);
    const needed = route === undefined ? [] : neededAccess(route, { method: request.method ?? 'GET', query });
    const challenge = `Bearer realm="${realm}",service="${TOKEN_NAMES.service}"`;
    const [, token] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const asked = needed.length === 0 ? challenge : `${challenge},scope="${formatScopes(needed)}"`;
    if (token === undefined) return asked;
    const grant = grantOf(token);
    if (grant === undefined || grant.expires < Date.now() / 1000) return `${asked},error="invalid_token"`;
    return covers(grant.access, needed) ? undefined : `${asked},error="insufficient_scope"`;
  };
}
