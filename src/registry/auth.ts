import { RegistryError } from '../errors.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { type Credential, formatBasic } from './credential.ts';
import type { HttpRequest, HttpResponse, Transport } from './http.ts';
import { loginRefused } from './login-refused.ts';
import { fetchToken, type Token } from './token.ts';

/** What authentication needs to know. */
export interface AuthOptions {
  /** The registry's API address: its origin is the only one that credentials go to. */
  readonly registry: URL;
  readonly credential: Credential;
  /** All that the run will do here, the scope to push first: some token servers only read one (registries.md 1.5). */
  readonly scopes: readonly string[];
  /** Told of every token when it is received, before anything else is done with it. */
  readonly maskSecret: (secret: string) => void;
  readonly now: () => number;
}

type Access = { readonly kind: 'open' } | { readonly kind: 'header'; readonly value: string; readonly renewAt: number };

function readChallenges(response: HttpResponse): readonly Challenge[] {
  return response.headers('www-authenticate').flatMap(parseChallenges);
}

/**
 * Answers a registry's challenges: Basic, or Bearer with one token for all scopes of the run.
 *
 * What was learnt is used for every later request, so a run pays for it once. Credentials go to the registry's
 * own origin and, where it is trusted, to its token server; nowhere else.
 */
export function withAuth(transport: Transport, options: AuthOptions): Transport {
  const { registry, credential } = options;
  let access: Access =
    credential.kind === 'bearer'
      ? { kind: 'header', value: `Bearer ${credential.token}`, renewAt: Number.POSITIVE_INFINITY }
      : { kind: 'open' };
  let challenge: Challenge | undefined;
  let pending: Promise<Access> | undefined;

  async function fetchAccess(scopes: readonly string[]): Promise<Access> {
    if (challenge === undefined) throw loginRefused(registry, credential, 401);
    if (challenge.scheme === 'basic') {
      if (credential.kind !== 'basic') throw loginRefused(registry, credential, 401);
      const value = formatBasic(credential.username, credential.password);
      return { kind: 'header', value, renewAt: Number.POSITIVE_INFINITY };
    }
    const request = { registry, challenge, credential, scopes, now: options.now() };
    const token: Token = await fetchToken(transport, request);
    options.maskSecret(token.value);
    return { kind: 'header', value: `Bearer ${token.value}`, renewAt: token.renewAt };
  }

  /** Fetches new access once, however many requests ask for it at the same time. */
  function renew(scopes: readonly string[]): Promise<Access> {
    pending ??= fetchAccess(scopes)
      .then((renewed) => {
        access = renewed;
        return renewed;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  }

  function authorize(request: HttpRequest, current: Access): HttpRequest {
    if (current.kind === 'open') return request;
    if (request.url.origin !== registry.origin) {
      throw new RegistryError(
        `Cannot send a request to "${request.url.host}": the credentials belong to registry "${registry.host}"; ask its administrators why it sends us there`,
        { code: 'denied', registry: registry.host },
      );
    }
    return { ...request, headers: { ...request.headers, authorization: current.value } };
  }

  function pickChallenge(response: HttpResponse): Challenge | undefined {
    const challenges = readChallenges(response);
    return challenges.find(({ scheme }) => scheme === 'bearer') ?? challenges.find(({ scheme }) => scheme === 'basic');
  }

  return {
    async send(request) {
      const isStale = access.kind === 'header' && access.renewAt <= options.now();
      const before = pending !== undefined || isStale ? await renew(options.scopes) : access;
      const response = await transport.send(authorize(request, before));
      if (response.status !== 401 || response.url.origin !== registry.origin) return response;
      await response.discard();
      challenge = pickChallenge(response) ?? challenge;
      // Another request may have fetched a token meanwhile; only what was refused is fetched again.
      const after = access === before ? await renew(options.scopes) : access;
      const second = await transport.send(authorize(request, after));
      if (second.status !== 401 || second.url.origin !== registry.origin) return second;
      await second.discard();
      const wanted = pickChallenge(second)?.parameters.get('scope');
      if (challenge?.scheme !== 'bearer' || wanted === undefined) throw loginRefused(registry, credential, 401);
      // The token covers less than was asked for: some servers grant one scope at a time.
      const single = await fetchAccess(wanted.split(' '));
      const third = await transport.send(authorize(request, single));
      if (third.status !== 401) return third;
      await third.discard();
      throw loginRefused(registry, credential, 401);
    },
  };
}
