import { randomBytes } from 'node:crypto';

/** Who issues the identity tokens of GitHub's runs. */
export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';
/** How long a token is good, in seconds: GitHub's are good for five minutes. */
const LIFETIME = 300;
/** Whom tokens are for that certificate authorities of Sigstore take. */
export const SIGSTORE_AUDIENCE = 'sigstore';

/** What an identity token of GitHub says (GitHub, "OpenID Connect reference"); `undefined` takes a claim away. */
export type TokenClaims = Readonly<Record<string, string | number | undefined>>;

/** Completes the claims of a run of `acme/app`'s workflow `promote.yml` on `main`, all of which may be given. */
export function completeClaims(claims: TokenClaims = {}): TokenClaims {
  const now = Math.floor(Date.now() / 1000);
  const { repository = 'acme/app', ref = 'refs/heads/main', environment } = claims;
  const workflowRef = claims['workflow_ref'] ?? `${repository}/.github/workflows/promote.yml@${ref}`;
  const context = environment === undefined ? `ref:${ref}` : `environment:${environment}`;
  return {
    iss: GITHUB_ISSUER,
    aud: SIGSTORE_AUDIENCE,
    sub: `repo:${repository}:${context}`,
    iat: now,
    nbf: now - LIFETIME,
    exp: now + LIFETIME,
    jti: randomBytes(8).toString('hex'),
    repository,
    repository_id: '1296269',
    repository_owner: String(repository).split('/')[0],
    repository_owner_id: '583231',
    repository_visibility: 'public',
    sha: '0123456789abcdef0123456789abcdef01234567',
    ref,
    ref_type: 'branch',
    workflow: 'promote',
    workflow_ref: workflowRef,
    workflow_sha: '0123456789abcdef0123456789abcdef01234567',
    job_workflow_ref: workflowRef,
    job_workflow_sha: '0123456789abcdef0123456789abcdef01234567',
    event_name: 'workflow_dispatch',
    runner_environment: 'github-hosted',
    run_id: '123',
    run_number: '7',
    run_attempt: '1',
    actor: 'li',
    actor_id: '4711',
    ...claims,
  };
}

/** Writes a token whose signature nobody checks: the certificate authority of tests trusts whoever asks. */
export function writeToken(claims: TokenClaims): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = encode({ typ: 'JWT', alg: 'RS256', kid: 'test' });
  return `${header}.${encode(claims)}.${randomBytes(32).toString('base64url')}`;
}

/** Reads the claims of a token. */
export function readToken(token: string): Readonly<Record<string, unknown>> {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  if (typeof claims !== 'object' || claims === null) throw new Error('a token holds an object');
  return { ...claims };
}
