import { verify } from 'node:crypto';
import { fulcioHandler, type HandlerFn, type initializeCA } from '@sigstore/mock';
import { readToken, SIGSTORE_AUDIENCE } from './tokens.ts';

type CertificateAuthority = Awaited<ReturnType<typeof initializeCA>>;

/** GitHub's name of the environment that a job runs in (sigstore/fulcio, docs/oid-info.md). */
const DEPLOYMENT_ENVIRONMENT = '1.3.6.1.4.1.57264.1.23';
/** A claim of our own that carries the subject alternative name to the handler. */
const IDENTITY = 'test_identity';

interface CertificateRequest {
  readonly credentials: { readonly oidcIdentityToken: string };
  readonly publicKeyRequest: {
    readonly publicKey: { readonly content: string };
    readonly proofOfPossession: string;
  };
}

function refuse(statusCode: number, message: string) {
  const response = JSON.stringify({ code: 3, message, details: [] });
  return { statusCode, response, contentType: 'application/json' };
}

/**
 * Answers requests for certificates as Fulcio does, and checks what it checks but the token's signature.
 *
 * The subject alternative name is the workflow's address, and the environment is certified, which `@sigstore/mock` does
 * not do by itself.
 */
export function answerCertificateRequests(authority: CertificateAuthority, url: string): HandlerFn {
  return async (body) => {
    const request: CertificateRequest = JSON.parse(body);
    const { publicKey, proofOfPossession } = request.publicKeyRequest;
    const claims = readToken(request.credentials.oidcIdentityToken);
    if (claims['aud'] !== SIGSTORE_AUDIENCE && claims['aud'] !== url)
      return refuse(401, 'The token is for somebody else');
    if (typeof claims['exp'] !== 'number' || claims['exp'] * 1000 < Date.now())
      return refuse(401, 'The token is expired');
    const proof = Buffer.from(proofOfPossession, 'base64');
    if (!verify('sha256', Buffer.from(String(claims['sub'])), publicKey.content, proof)) {
      return refuse(400, 'The signature supplied in the request could not be verified');
    }
    const environment = claims['environment'];
    const extra = typeof environment === 'string' ? [{ oid: DEPLOYMENT_ENVIRONMENT, value: environment }] : [];
    const certifying: CertificateAuthority = {
      rootCertificate: authority.rootCertificate,
      issueCertificate: ({ extensions = [], ...options }) =>
        authority.issueCertificate({ ...options, extensions: [...extensions, ...extra] }),
    };
    const identity = claims[IDENTITY] ?? `https://github.com/${String(claims['job_workflow_ref'])}`;
    const oidcIdentityToken = ['', Buffer.from(JSON.stringify({ ...claims, [IDENTITY]: identity })), ''].map((part) =>
      part.toString('base64url'),
    );
    const rewritten = { ...request, credentials: { oidcIdentityToken: oidcIdentityToken.join('.') } };
    return fulcioHandler(certifying, { subjectClaim: IDENTITY }).fn(JSON.stringify(rewritten));
  };
}
