import { RegistryError } from '../errors.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { type Credential, formatBasic, isSameCredential } from './credentials/credential.ts';
import { loginRefused } from './login-refused.ts';
import { fetchToken, type Token } from './token.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport/http.ts';

/** What authentication needs to know. */
export interface AuthOptions {
  /** The registry's API address: its origin is the only one that credentials go to. */
  readonly registry: URL;
  readonly credential: Credential;
  /** Looks again where the credential came from, once it is refused; undefined where it cannot have changed. */
  readonly reread?: (() => Promise<Credential>) | undefined;
  /** All that the run will do here, the scope to push first: some token servers only read one (ggcr: "a few registries just look at the first scope"). */
  readonly scopes: readonly string[];
  /** Told of every token when it is received, before anything else is done with it. */
  readonly maskSecret: (secret: string) => void;
  readonly now: () => number;
}

/** How requests are let in: as they are, or by a header that a credential gave. */
type Access =
  | { readonly kind: 'open' }
  | { readonly kind: 'header'; readonly value: string; readonly renewAt: number; readonly credential: Credential };

function readChallenges(response: HttpResponse): readonly Challenge[] {
  return response.headers('www-authenticate').flatMap(parseChallenges);
}

function bearerAccess(credential: Credential & { readonly kind: 'bearer' }): Access {
  return { kind: 'header', value: `Bearer ${credential.token}`, renewAt: Number.POSITIVE_INFINITY, credential };
}

/**
 * Answers a registry's challenges: Basic, or Bearer with one token for all scopes of the run.
 *
 * What was learnt is used for every later request, so a run pays for it once. Credentials go to the registry's
 * own origin and, where it is trusted, to its token server; nowhere else. Those that are refused are looked for again
 * once: what a cloud gives out may live for minutes.
 */
export function withAuth(transport: Transport, options: AuthOptions): Transport {
  const { registry } = options;
  let { credential } = options;
  let access: Access = credential.kind === 'bearer' ? bearerAccess(credential) : { kind: 'open' };
  let challenge: Challenge | undefined;
  let pending: Promise<Access> | undefined;
  let rereading: Promise<boolean> | undefined;

  async function lookAgain(refused: Credential): Promise<boolean> {
    const found = (await options.reread?.()) ?? refused;
    // That there is none any more would hide the refusal behind an anonymous request.
    if (found.kind === 'anonymous' || isSameCredential(found, refused)) return false;
    credential = found;
    return true;
  }

  /** Takes another credential in the place of one that was refused; false where there is none. */
  async function replaceCredential(refused: Credential): Promise<boolean> {
    if (credential !== refused) return true;
    rereading ??= lookAgain(refused).finally(() => {
      rereading = undefined;
    });
    return await rereading;
  }

  async function logIn(scopes: readonly string[]): Promise<Access> {
    const used = credential;
    if (challenge === undefined) throw loginRefused(registry, used, 401);
    if (used.kind === 'bearer') {
      // There is nothing to fetch with a token that is ready, and it is here that it was refused.
      if (access.kind === 'header' && access.credential === used) throw loginRefused(registry, used, 401);
      return bearerAccess(used);
    }
    if (challenge.scheme === 'basic') {
      if (used.kind !== 'basic') throw loginRefused(registry, used, 401);
      const value = formatBasic(used.username, used.password);
      return { kind: 'header', value, renewAt: Number.POSITIVE_INFINITY, credential: used };
    }
    const request = { registry, challenge, credential: used, scopes, now: options.now() };
    const token: Token = await fetchToken(transport, request);
    options.maskSecret(token.value);
    return { kind: 'header', value: `Bearer ${token.value}`, renewAt: token.renewAt, credential: used };
  }

  async function fetchAccess(scopes: readonly string[]): Promise<Access> {
    const used = credential;
    try {
      return await logIn(scopes);
    } catch (error) {
      const isRefusal = error instanceof RegistryError && error.code === 'unauthorized';
      if (!isRefusal || !(await replaceCredential(used))) throw error;
      return await logIn(scopes);
    }
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

  /** Finds another access where a fresh one was refused. */
  async function lastResort(response: HttpResponse, refused: Access): Promise<Access> {
    const wanted = pickChallenge(response)?.parameters.get('scope');
    // The token covers less than was asked for: some servers grant one scope at a time.
    if (challenge?.scheme === 'bearer' && wanted !== undefined) return await fetchAccess(wanted.split(' '));
    const used = refused.kind === 'header' ? refused.credential : credential;
    if (await replaceCredential(used)) return await renew(options.scopes);
    throw loginRefused(registry, credential, 401);
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
      const third = await transport.send(authorize(request, await lastResort(second, after)));
      if (third.status !== 401) return third;
      await third.discard();
      throw loginRefused(registry, credential, 401);
    },
  };
}
