import { getOrMake } from '../../util/memo.ts';
import { safeText } from '../../util/safe-text.ts';
import type { Credential } from '../credentials/credential.ts';
import { refused } from '../errors.ts';
import { type HttpRequest, type HttpResponse, isElsewhere, readBody, type Transport } from '../transport/http.ts';
import { allowedScopes, type Challenge, parseChallenges } from './challenge.ts';
import {
  type AuthOptions,
  type Authorization,
  authorize,
  basicAuthorization,
  createChallengeCache,
  createLogin,
  createTokenSource,
  OPEN,
  storedBearer,
  type TokenSource,
} from './login.ts';
import { loginRefused } from './token.ts';

/** An answer, and the access that its request had. */
interface Answered {
  readonly response: HttpResponse;
  readonly access: Authorization;
}

function isSameHeader(one: Authorization, other: Authorization): boolean {
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
  const { basicOrigins = new Set<string>(), challenges = createChallengeCache() } = options;
  const { origin } = registry;
  const login = createLogin(transport, options);
  const first = login.credential.kind === 'bearer' ? storedBearer(login.credential) : OPEN;
  const whole: TokenSource = createTokenSource(fetchWhole, first);
  /** Narrower access, by its scopes. */
  const narrow = new Map<string, TokenSource>();
  /** The narrower access that worked, by the needs of the requests for which the whole one was not enough. */
  const parts = new Map<string, TokenSource>();
  /** The narrower access that was not enough either, by what it was last refused for. */
  const useless = new Map<TokenSource, string | undefined>();
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

  function fetchWhole(): Promise<Authorization> {
    return login.fetch(challenge, options.scopes, whole.access);
  }

  /** Returns access for just what a registry wants; undefined if it does not say, or wants what is not ours to ask. */
  function findPart(response: HttpResponse): TokenSource | undefined {
    const asked = pickChallenge(response)?.parameters.get('scope');
    const scopes = asked === undefined ? [] : allowedScopes(asked, options.scopes);
    if (challenge?.scheme !== 'bearer' || scopes.length === 0) return undefined;
    const key = scopes.toSorted().join(' ');
    return getOrMake(narrow, key, () => createTokenSource(() => login.fetch(challenge, scopes, OPEN)));
  }

  /** Waits for the first request to the registry, where the answer to it may be a challenge. */
  async function enterFirst(): Promise<(() => void) | undefined> {
    const { kind } = login.credential;
    // Who keeps a registry on plain HTTP and gives no credential for it, mostly asks for none.
    const expectsChallenge = kind !== 'anonymous' || registry.protocol === 'https:';
    const isKnown = whole.access.kind !== 'open' || (kind === 'basic' && basicOrigins.has(origin));
    return expectsChallenge && !isKnown ? challenges.enter(origin) : undefined;
  }

  async function begin(source: TokenSource): Promise<Authorization> {
    const access = await source.ready(now());
    const { credential } = login;
    if (access.kind !== 'open') return access;
    if (credential.kind === 'basic' && basicOrigins.has(origin)) return basicAuthorization(credential);
    // What others were asked for need not be asked of somebody without a name.
    if (credential.kind !== 'anonymous') challenge ??= challenges.challengeOf(origin);
    return challenge === undefined ? access : await source.renew();
  }

  async function send(request: HttpRequest, access: Authorization): Promise<Answered> {
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
  async function refresh(request: HttpRequest, answered: Answered, source: TokenSource): Promise<Answered> {
    const { response, access } = answered;
    if (access.kind !== 'header' || response.url.origin !== origin) return answered;
    const isStale = isStaleToken(response, access, now());
    // A layer is not sent again for a guess: the upload begins anew, and what it asks first gets a fresh token.
    if (isStale && !isSmall(request)) return { access, response: { ...response, hadStaleToken: true } };
    if (!isStale && !((await saysExpired(response)) && (await login.replace(access.credential)))) return answered;
    await response.discard();
    return await send(request, await renew(source, access));
  }

  /** Fetches access anew, unless another request did so meanwhile: only what was refused is fetched again. */
  async function renew(source: TokenSource, refused: Authorization): Promise<Authorization> {
    if (source.access !== refused && source.access.kind !== 'open') return source.access;
    const { credential } = login;
    // Without a challenge there is nothing to fetch; where a password was taken, another is.
    if (challenge === undefined && refused.kind === 'header' && credential.kind === 'basic')
      return basicAuthorization(credential);
    return await source.renew();
  }

  /** Says that nobody is let in, or that the login is right and the right is missing. */
  async function refuse(request: HttpRequest, { response, access }: Answered): Promise<Error> {
    const mayNot = rights.mayNot(request, access);
    if (mayNot !== undefined) {
      const what = mayNot.replace(/"(.*)"$/, `${registry.host}/$1`);
      return await refused({ ...response, mayNot }, { registry: registry.host, what });
    }
    const withheldFrom = access.kind === 'header' ? access.withheldFrom : undefined;
    const { isForkRun } = options;
    return loginRefused({ registry, credential: login.credential, status: 401, withheldFrom, isForkRun });
  }

  /** Finds another access where a fresh one was refused. */
  async function lastResort(request: HttpRequest, answered: Answered): Promise<TokenSource> {
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

  async function tryLast(request: HttpRequest, source: TokenSource): Promise<HttpResponse> {
    const access = await (source.access.kind === 'open' ? source.renew() : source.ready(now()));
    const answered = await send(request, access);
    const { response } = answered;
    if (response.status !== 401) {
      const needs = nameNeeds(request);
      if (source !== whole && needs !== undefined) parts.set(needs, source);
      return markRefusal(request, answered);
    }
    if (source !== whole) useless.set(source, nameNeeds(request));
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
    if (picked !== undefined) challenge = challenges.learn(origin, picked);
    return picked;
  }

  async function answerChallenge(
    request: HttpRequest,
    first: Answered,
    { source, picked }: { readonly source: TokenSource; readonly picked: Challenge | undefined },
  ): Promise<HttpResponse> {
    await first.response.discard();
    // A token that is good for other things needs no second one of its kind.
    const isShort = picked?.parameters.get('error') === 'insufficient_scope' && first.access.kind === 'header';
    if (isShort) return await tryLast(request, await lastResort(request, first));
    const renewed = await renew(source, first.access);
    // What was refused is not sent again as it was: a password is the same the second time.
    if (isSameHeader(renewed, first.access)) return await tryLast(request, await lastResort(request, first));
    const second = await refresh(request, await send(request, renewed), source);
    if (!isRefused(second)) return markRefusal(request, second);
    return await tryLast(request, await lastResort(request, second));
  }

  /** Sends what is not of the distribution specification: such an API has no challenges, and tokens are not for it. */
  function sendWithPassword(request: HttpRequest): Promise<HttpResponse> {
    const { credential } = login;
    const access = credential.kind === 'basic' ? basicAuthorization(credential) : OPEN;
    return transport.send(authorize(request, access, registry));
  }

  return {
    async send(request) {
      if (request.withPassword === true) return sendWithPassword(request);
      const needs = nameNeeds(request);
      const source = (needs === undefined ? undefined : parts.get(needs)) ?? whole;
      const done = await enterFirst();
      try {
        const answered = await refresh(request, await send(request, await begin(source)), source);
        if (!isRefused(answered)) return markRefusal(request, answered);
        const picked = await learnChallenge(answered);
        const answering = answerChallenge(request, answered, { source, picked });
        // Whoever waits needs the challenge alone, and shares the token that is on its way.
        done?.();
        return await answering;
      } finally {
        done?.();
      }
    },
  };
}

const PATH = /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//;

/**
 * Names what a request needs: the repository, whether it reads or writes, and what it mounts from. Requests of one name
 * need the same scope.
 *
 * @returns undefined if it is about no repository.
 * @example nameNeeds({ method: 'GET', url: new URL('https://ghcr.io/v2/a/b/manifests/1') }) // 'read a/b'
 */
export function nameNeeds({ method, url }: HttpRequest): string | undefined {
  const repository = PATH.exec(url.pathname)?.[1];
  if (repository === undefined) return undefined;
  const isRead = method === 'GET' || method === 'HEAD';
  const from = isRead ? null : url.searchParams.get('from');
  return `${isRead ? 'read' : 'write'} ${repository}${from === null ? '' : ` ${from}`}`;
}

/** A token of this age, in ms, may have ended before its time; a younger one is not what a 400 is about. */
const STALE_AGE = 60_000;

/** How ECR says that a login ended, in the place of a challenge. */
const EXPIRED = /authorization token has expired/i;

/** The sentence stands in a short document (bytes). */
const MAX_ANSWER = 64 * 1024;

/** Whether sending a request again costs next to nothing: its body is no stream. */
export function isSmall({ body }: HttpRequest): boolean {
  return body === undefined || body instanceof Uint8Array;
}

/**
 * Whether an answer may mean that a token ended early: ECR Public answers 400 to one, without a challenge
 * (aws/containers-roadmap#2835).
 */
export function isStaleToken(response: HttpResponse, access: Authorization, now: number): boolean {
  if (response.status !== 400) return false;
  return access.kind === 'header' && access.fetchedAt !== undefined && now - access.fetchedAt >= STALE_AGE;
}

/** Whether a registry says that a login ended, which ECR does by 403 and without a challenge; its body stays readable. */
export async function saysExpired(response: HttpResponse): Promise<boolean> {
  if (response.status !== 403 && response.status !== 400) return false;
  const bytes = await readBody(response, MAX_ANSWER).catch(() => undefined);
  return EXPIRED.test(Buffer.from(bytes ?? []).toString('utf8'));
}

/** Finds the credential that access was made of, where the registry or its token server has seen it. */
function credentialOf(access: Authorization): Credential | undefined {
  if (access.kind !== 'header' || access.withheldFrom !== undefined) return undefined;
  return access.credential.kind === 'anonymous' ? undefined : access.credential;
}

/** Whether access is a token that a server gave: it gives them for the right credentials alone. */
function wasGiven(access: Authorization): boolean {
  return access.kind === 'header' && access.fetchedAt !== undefined;
}

/** Puts into words what a request needs; undefined if it is about no repository. */
function sayNeeds(request: HttpRequest): string | undefined {
  const [, verb, repository] = /^(read|write) (\S+)/.exec(nameNeeds(request) ?? '') ?? [];
  if (verb === undefined || repository === undefined) return undefined;
  return `${verb === 'read' ? 'read' : 'push to'} "${safeText(repository, 256)}"`;
}

/** Makes what a client learns of its credentials: whether they are right, and what they were let do. */
function createRights() {
  const right = new Set<Credential>();
  const allowed = new Set<string>();
  return {
    /** Takes note of an answer: what was let in shows that the login is right. */
    note(request: HttpRequest, access: Authorization, { status }: HttpResponse): void {
      const credential = credentialOf(access);
      if (credential === undefined) return;
      // Who answers a token with "not there" may ask for the password itself next (Gitea, where a right is missing).
      if (status < 400 || wasGiven(access)) right.add(credential);
      if (status >= 400) return;
      const needs = sayNeeds(request);
      if (needs !== undefined) allowed.add(needs);
    },
    /**
     * Says what a refusal is about where the login is known to be right, such as `push to "d/app"`.
     *
     * @returns undefined if the login may be wrong, or where the same was allowed before: then something else ended.
     */
    mayNot(request: HttpRequest, access: Authorization): string | undefined {
      const credential = credentialOf(access);
      if (credential === undefined) return undefined;
      const isRight = right.has(credential) || wasGiven(access);
      const needs = sayNeeds(request);
      return isRight && needs !== undefined && !allowed.has(needs) ? needs : undefined;
    },
  };
}
