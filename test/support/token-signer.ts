import { randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Certificate } from './certificates.ts';
import type { Access } from './registry/access.ts';

/** How long before its making a token is good, in seconds: clocks differ. */
const LEEWAY = 10;

/** Who signs, and for whom. */
export interface SignerOptions {
  readonly issuer: string;
  readonly service: string;
  readonly algorithm: 'ES256' | 'RS256';
  readonly certificate: Certificate;
}

/** What one token says. */
export interface TokenClaims {
  readonly subject: string;
  readonly access: readonly Access[];
  /** How long it is good, in seconds. */
  readonly expiresIn: number;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/**
 * Returns what makes tokens that CNCF Distribution 2 and 3 take (distribution, "Token Authentication Implementation";
 * RFC 7515, section 4.1.6 for the certificate in the header).
 */
export async function createTokenSigner(options: SignerOptions): Promise<(claims: TokenClaims) => string> {
  const { algorithm, issuer, service, certificate } = options;
  const key = await readFile(certificate.keyFile);
  const x5c = [new X509Certificate(await readFile(certificate.certificateFile)).raw.toString('base64')];
  const header = encode({ typ: 'JWT', alg: algorithm, x5c });
  return ({ subject, access, expiresIn }) => {
    const now = Math.floor(Date.now() / 1000);
    const payload = encode({
      iss: issuer,
      sub: subject,
      aud: service,
      exp: now + expiresIn,
      nbf: now - LEEWAY,
      iat: now,
      jti: randomUUID(),
      access: access.map(({ repository, actions }) => ({ type: 'repository', name: repository, actions })),
    });
    // JOSE wants the two numbers of a signature side by side, and not as DER (RFC 7518, section 3.4).
    const signature = sign('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' });
    return `${header}.${payload}.${signature.toString('base64url')}`;
  };
}
