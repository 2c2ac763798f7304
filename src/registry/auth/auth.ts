import type { Credential } from '../credentials/credential.ts';
import type { MaskReceived } from '../received-secret.ts';
import { type HttpRequest, type HttpResponse, isElsewhere, type Transport } from '../transport/http.ts';
import { type Access, authorize, basicAccess, OPEN, storedBearer } from './access.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { isSmall, isWornToken, saysExpired } from './expired.ts';
import { createGrant, type Grant } from './grants.ts';
import { createLogin } from './login.ts';
import { loginRefused } from './login-refused.ts';
import type { TrustedHosts } from './realm.ts';
import { nameNeeds } from './request-needs.ts';
import { createRights, rightMissing } from './rights.ts';
import { allowedScopes } from './scopes.ts';
import { createScouts, type Scouts } from './scouts.ts';

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
  readonly maskSecret: MaskReceived;
  readonly now: () => number;
  /** The token servers that the user trusts with the credential. */
  readonly trustedHosts?: TrustedHosts | undefined;
  /** The origins that took a user and password in this run; the clients of a run share it. */
  readonly basicOrigins?: Set<string> | undefined;
  /** What the run has learnt of how registries let it in; the clients of a run share it. */
  readonly scouts?: Scouts | undefined;
  /** Tells whether the run is that of a pull request from a fork. */
  readonly isForkRun?: (() => boolean) | undefined;
  /** Told in a sentence where the credential is not sent to a token server. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

/** An answer, and the access that its request had. */
interface Answered {
  readonly response: HttpResponse;
  readonly access: Access;
}

function isSameHeader(one: Access, other: Access): boolean {
  return one.kind === 'header' && other.kind === 'header' && one.value === other.value;
}

/** Picks what to answer to of what a registry offers: tokens before passwords, and nothing else. */
function pickChallenge(response: HttpResponse): Challenge | undefined {
  const challenges = response.headers('www-authenticate').flatMap(parseChallenges);
  return challenges.find(({ scheme }) => scheme === 'bearer') ?? challenges.find(({ scheme }) => scheme === 'basic');
}

/**
 * Answers a registry's challenges: Basic, or Bearer with one token for all scopes of the run.
 *
 * What was learnt is used for every later request, so a run pays for it once. Credentials go to the registry's
 * own origin and, where it is trusted, to its token server; nowhere else. Those that are refused are looked for again
 * once: what a cloud gives out may live for minutes.
 */
export function withAuth(transport: Transport, options: AuthOptions): Transport {
  const { registry, now } = options;
  const { basicOrigins = new Set<string>(), scouts = createScouts() } = options;
  const { origin } = registry;
  const login = createLogin(transport, options);
  const first = login.credential.kind === 'bearer' ? storedBearer(login.credential) : OPEN;
  /** The access that all requests begin with. */
  const whole: Grant = createGrant(fetchWhole, first);
  /** Narrower access, by its scopes. */
  const narrow = new Map<string, Grant>();
  /** The narrower access that worked, by the needs of the requests for which the whole one was not enough. */
  const parts = new Map<string, Grant>();
  /** The narrower access that was not enough either, by what it was last refused for. */
  const useless = new Map<Grant, string | undefined>();
  const rights = createRights();
  let challenge: Challenge | undefined;
  let asking: Promise<Challenge | undefined> | undefined;

  /**
   * Asks the registry's API itself how to log in, where an answer of 401 does not say so: small registries name the
   * challenge there alone.
   */
  async function askForChallenge(): Promise<Challenge | undefined> {
    const response = await transport.send({ method: 'GET', url: registry }).catch(() => undefined);
    await response?.discard();
    return response?.status === 401 && response.url.origin === origin ? pickChallenge(response) : undefined;
  }

  function fetchWhole(): Promise<Access> {
    return login.fetch(challenge, options.scopes, whole.access);
  }

  /** Returns access for just what a registry wants; undefined where it does not say, or wants what is not ours to ask. */
  function findPart(response: HttpResponse): Grant | undefined {
    const wanted = pickChallenge(response)?.parameters.get('scope');
    const scopes = wanted === undefined ? [] : allowedScopes(wanted, options.scopes);
    if (challenge?.scheme !== 'bearer' || scopes.length === 0) return undefined;
    const key = scopes.toSorted().join(' ');
    const part = narrow.get(key) ?? createGrant(() => login.fetch(challenge, scopes, OPEN));
    narrow.set(key, part);
    return part;
  }

  /** Waits for the first request to the registry, where the answer to it may be a challenge. */
  async function scout(): Promise<(() => void) | undefined> {
    const { kind } = login.credential;
    // Who keeps a registry on plain HTTP and gives no credential for it, mostly asks for none.
    const expectsChallenge = kind !== 'anonymous' || registry.protocol === 'https:';
    const isKnown = whole.access.kind !== 'open' || (kind === 'basic' && basicOrigins.has(origin));
    return expectsChallenge && !isKnown ? scouts.enter(origin) : undefined;
  }

  async function begin(grant: Grant): Promise<Access> {
    const access = await grant.ready(now());
    const { credential } = login;
    if (access.kind !== 'open') return access;
    if (credential.kind === 'basic' && basicOrigins.has(origin)) return basicAccess(credential);
    // What others were asked for need not be asked of somebody without a name.
    if (credential.kind !== 'anonymous') challenge ??= scouts.challengeOf(origin);
    return challenge === undefined ? access : await grant.renew();
  }

  async function send(request: HttpRequest, access: Access): Promise<Answered> {
    const response = await transport.send(authorize(request, access, registry));
    const isBasic = access.kind === 'header' && access.value.startsWith('Basic ');
    if (isBasic && response.status !== 401) basicOrigins.add(origin);
    rights.note(request, access, response);
    return { response, access };
  }

  function isRefused({ response }: Answered): boolean {
    return response.status === 401 && response.url.origin === origin;
  }

  /** Tries once more where a registry answers to access that ended by something else than a challenge. */
  async function refresh(request: HttpRequest, answered: Answered, grant: Grant): Promise<Answered> {
    const { response, access } = answered;
    if (access.kind !== 'header' || response.url.origin !== origin) return answered;
    const isWorn = isWornToken(response, access, now());
    // A layer is not sent again for a guess: the upload begins anew, and what it asks first gets a fresh token.
    if (isWorn && !isSmall(request)) return { access, response: { ...response, hadWornToken: true } };
    if (!isWorn && !((await saysExpired(response)) && (await login.replace(access.credential)))) return answered;
    await response.discard();
    return await send(request, await renew(grant, access));
  }

  /** Fetches access anew, unless another request did so meanwhile: only what was refused is fetched again. */
  async function renew(grant: Grant, refused: Access): Promise<Access> {
    if (grant.access !== refused && grant.access.kind !== 'open') return grant.access;
    const { credential } = login;
    // Without a challenge there is nothing to fetch; where a password was taken, another is.
    if (challenge === undefined && refused.kind === 'header' && credential.kind === 'basic')
      return basicAccess(credential);
    return await grant.renew();
  }

  /** Says that nobody is let in, or that the login is right and the right is missing. */
  async function refuse(request: HttpRequest, { response, access }: Answered): Promise<Error> {
    const mayNot = rights.mayNot(request, access);
    if (mayNot !== undefined) return await rightMissing(response, { registry, mayNot });
    const withheldFrom = access.kind === 'header' ? access.withheldFrom : undefined;
    const { isForkRun } = options;
    return loginRefused({ registry, credential: login.credential, status: 401, withheldFrom, isForkRun });
  }

  /** Finds another access where a fresh one was refused. */
  async function lastResort(request: HttpRequest, answered: Answered): Promise<Grant> {
    const { response, access: refused } = answered;
    // The token covers less than was asked for: some servers grant one scope at a time.
    const part = findPart(response);
    const wasTried = part !== undefined && useless.has(part) && useless.get(part) === nameNeeds(request);
    if (part !== undefined && part.access !== refused && !wasTried) return part;
    const used = refused.kind === 'header' ? refused.credential : login.credential;
    if (!(await login.replace(used))) throw await refuse(request, answered);
    await whole.renew();
    return whole;
  }

  async function tryLast(request: HttpRequest, grant: Grant): Promise<HttpResponse> {
    const access = await (grant.access.kind === 'open' ? grant.renew() : grant.ready(now()));
    const answered = await send(request, access);
    const { response } = answered;
    if (response.status !== 401) {
      const needs = nameNeeds(request);
      if (grant !== whole && needs !== undefined) parts.set(needs, grant);
      return markRefusal(request, answered);
    }
    if (grant !== whole) useless.set(grant, nameNeeds(request));
    throw await refuse(request, answered);
  }

  /** Adds to a 403 that the login is right, where that is known. */
  function markRefusal(request: HttpRequest, { response, access }: Answered): HttpResponse {
    const mayNot =
      response.status === 403 && !isElsewhere(response, registry) ? rights.mayNot(request, access) : undefined;
    return mayNot === undefined ? response : { ...response, mayNot };
  }

  /** Finds how a registry wants to be logged in to, by what it refused or by asking it. */
  async function learnChallenge({ response }: Answered): Promise<Challenge | undefined> {
    let picked = pickChallenge(response);
    if (picked === undefined && challenge === undefined) {
      asking ??= askForChallenge();
      picked = await asking;
    }
    if (picked !== undefined) challenge = scouts.learn(origin, picked);
    return picked;
  }

  async function answerChallenge(
    request: HttpRequest,
    first: Answered,
    { grant, picked }: { readonly grant: Grant; readonly picked: Challenge | undefined },
  ): Promise<HttpResponse> {
    await first.response.discard();
    // A token that is good for other things needs no second one of its kind.
    const isShort = picked?.parameters.get('error') === 'insufficient_scope' && first.access.kind === 'header';
    if (isShort) return await tryLast(request, await lastResort(request, first));
    const renewed = await renew(grant, first.access);
    // What was refused is not sent again as it was: a password is the same the second time.
    if (isSameHeader(renewed, first.access)) return await tryLast(request, await lastResort(request, first));
    const second = await refresh(request, await send(request, renewed), grant);
    if (!isRefused(second)) return markRefusal(request, second);
    return await tryLast(request, await lastResort(request, second));
  }

  return {
    async send(request) {
      const needs = nameNeeds(request);
      const grant = (needs === undefined ? undefined : parts.get(needs)) ?? whole;
      const done = await scout();
      try {
        const answered = await refresh(request, await send(request, await begin(grant)), grant);
        if (!isRefused(answered)) return markRefusal(request, answered);
        const picked = await learnChallenge(answered);
        const answering = answerChallenge(request, answered, { grant, picked });
        // Whoever waits needs the challenge alone, and shares the token that is on its way.
        done?.();
        return await answering;
      } finally {
        done?.();
      }
    },
  };
}
