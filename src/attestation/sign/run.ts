import type { RunFacts } from '../predicates/promotion.ts';
import type { IdentityClaims } from './identity-token.ts';

/** The issuers of github.com and of data residency (`token.actions.SUBDOMAIN.ghe.com`). */
const GITHUB_COM = 'token.actions.githubusercontent.com';

const GHE_COM = /^token\.actions\.([a-z0-9-]+\.ghe\.com)$/;

/** Where the issuer of GitHub Enterprise Server is, below the server's own address. */
const ENTERPRISE_SERVER = '/_services/token';

/** @example serverOf('https://token.actions.githubusercontent.com') // 'https://github.com' */
export function serverOf(issuer: string): string | undefined {
  const url = URL.parse(issuer);
  if (url === null) return undefined;
  // An enterprise may have its own name behind the host (GitHub, "Customizing the issuer value for an enterprise").
  if (url.hostname === GITHUB_COM) return 'https://github.com';
  const [, residence] = GHE_COM.exec(url.hostname) ?? [];
  if (residence !== undefined) return `https://${residence}`;
  return url.pathname === ENTERPRISE_SERVER ? url.origin : undefined;
}

function invocationOf(claims: IdentityClaims): string | undefined {
  const { repository, runId, runAttempt } = claims;
  const server = serverOf(claims.issuer);
  if (server === undefined || repository === undefined || runId === undefined || runAttempt === undefined) {
    return undefined;
  }
  return `${server}/${repository}/actions/runs/${runId}/attempts/${runAttempt}`;
}

/**
 * The facts of a run as the identity token says them. What the token lacks is not taken from the runner's variables,
 * but for the address of the run, if the token comes from a GitHub that does not tell its own.
 */
export function toRunFacts(claims: IdentityClaims, fallback: RunFacts): RunFacts {
  const { workflowRef, event, ref, environment, actor, actorId } = claims;
  const invocationId = invocationOf(claims) ?? fallback.invocationId;
  return {
    ...(invocationId === undefined ? {} : { invocationId }),
    ...(workflowRef === undefined ? {} : { workflow: workflowRef }),
    ...(event === undefined ? {} : { event }),
    ...(ref === undefined ? {} : { ref }),
    ...(environment === undefined ? {} : { environment }),
    ...(actor === undefined ? {} : { actor: { login: actor, ...(actorId === undefined ? {} : { id: actorId }) } }),
    isFromToken: true,
  };
}
