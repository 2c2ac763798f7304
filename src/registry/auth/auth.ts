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

interface Answered {
  readonly response: HttpResponse;
  readonly authorization: Authorization;
}

/** Picks what to answer to of what a registry offers: tokens before passwords, and nothing else. */
function pickChallenge(response: HttpResponse): Challenge | undefined {
  const challenges = response.headers('www-authenticate').flatMap(parseChallenges);
  return challenges.find(({ scheme }) => scheme === 'bearer') ?? challenges.find(({ scheme }) => scheme === 'basic');
}

/**
 * Answers a registry's challenges with Basic, or with one Bearer token for all scopes of the run; every later request
 * uses what was learnt.
 *
 * Credentials go only to the registry's own origin and to its token server if that is trusted. We look up refused ones
 * once more: those of a cloud may live for minutes.
 */
export function withAuth(transport: Transport, options: AuthOptions): Transport {
  const { registry, now } = options;
  const { basicOrigins = new Set<string>(), challenges = createChallengeCache() } = options;
  const { origin } = registry;
  const login = createLogin(transport, options);
  const first = login.credential.kind === 'bearer' ? storedBearer(login.credential) : OPEN;
  const whole: TokenSource = createTokenSource(
    () => login.fetch(challenge, options.scopes, whole.authorization),
    first,
  );
  /** Narrower access, by its scopes. */
  const narrow = new Map<string, TokenSource>();
  /** The narrower access that worked, by the needs of the requests for which the whole one was not enough. */
  const parts = new Map<string, TokenSource>();
  /** The narrower access that was not enough either, by what it was last refused for. */
  const useless = new Map<TokenSource, string | undefined>();
  const rights = createRights();
  let challenge: Challenge | undefined;
  let asking: Promise<Challenge | undefined> | undefined;

  /** Asks the registry's API itself how to log in: small registries name the challenge only there. */
  async function askForChallenge(): Promise<Challenge | undefined> {
    const response = await transport.send({ method: 'GET', url: registry }).catch(() => undefined);
    await response?.discard();
    return response?.status === 401 && response.url.origin === origin ? pickChallenge(response) : undefined;
  }

  /** Returns access for just what a registry wants; undefined if it does not say, or wants what we may not request. */
  function findPart(response: HttpResponse): TokenSource | undefined {
    const asked = pickChallenge(response)?.parameters.get('scope');
    const scopes = asked === undefined ? [] : allowedScopes(asked, options.scopes);
    if (challenge?.scheme !== 'bearer' || scopes.length === 0) return undefined;
    const key = scopes.toSorted().join(' ');
    return getOrMake(narrow, key, () => createTokenSource(() => login.fetch(challenge, scopes, OPEN)));
  }

  /** Waits for the first request to the registry, if its answer may be a challenge. */
  async function enterFirst(): Promise<(() => void) | undefined> {
    const { kind } = login.credential;
    // Registries on plain HTTP without a credential mostly ask for none.
    const expectsChallenge = kind !== 'anonymous' || registry.protocol === 'https:';
    const isKnown = whole.authorization.kind !== 'open' || (kind === 'basic' && basicOrigins.has(origin));
    return expectsChallenge && !isKnown ? challenges.enter(origin) : undefined;
  }

  async function begin(source: TokenSource): Promise<Authorization> {
    const authorization = await source.ready(now());
    const { credential } = login;
    if (authorization.kind !== 'open') return authorization;
    if (credential.kind === 'basic' && basicOrigins.has(origin)) return basicAuthorization(credential);
    // Others' challenges do not concern an anonymous client.
    if (credential.kind !== 'anonymous') challenge ??= challenges.challengeOf(origin);
    return challenge === undefined ? authorization : await source.renew();
  }

  async function send(request: HttpRequest, authorization: Authorization): Promise<Answered> {
    const response = await transport.send(authorize(request, authorization, registry));
    const isBasic = authorization.kind === 'header' && authorization.value.startsWith('Basic ');
    if (isBasic && response.status !== 401) basicOrigins.add(origin);
    rights.note(request, authorization, response);
    return { response, authorization };
  }

  function isRefused({ response }: Answered): boolean {
    return response.status === 401 && response.url.origin === origin;
  }

  /** Tries once more if a registry reports the end of access by something else than a challenge. */
  async function refresh(request: HttpRequest, answered: Answered, source: TokenSource): Promise<Answered> {
    const { response, authorization } = answered;
    if (authorization.kind !== 'header' || response.url.origin !== origin) return answered;
    const isStale = isStaleToken(response, authorization, now());
    // A layer is not sent again on a guess: the upload begins anew, and its first request gets a fresh token.
    if (isStale && !isSmall(request)) return { authorization, response: { ...response, hadStaleToken: true } };
    if (!isStale && !((await saysExpired(response)) && (await login.replace(authorization.credential))))
      return answered;
    await response.discard();
    return await send(request, await renew(source, authorization));
  }

  /** Fetches access anew, unless another request did so meanwhile: only what was refused is fetched again. */
  async function renew(source: TokenSource, refused: Authorization): Promise<Authorization> {
    if (source.authorization !== refused && source.authorization.kind !== 'open') return source.authorization;
    const { credential } = login;
    // Without a challenge there is nothing to fetch; the password may have been replaced.
    if (challenge === undefined && refused.kind === 'header' && credential.kind === 'basic')
      return basicAuthorization(credential);
    return await source.renew();
  }

  /** Says that nobody is let in, or that the login is right and the right is missing. */
  async function refuse(request: HttpRequest, { response, authorization }: Answered): Promise<Error> {
    const mayNot = rights.mayNot(request, authorization);
    if (mayNot !== undefined) {
      const what = mayNot.replace(/"(.*)"$/, `${registry.host}/$1`);
      return await refused({ ...response, mayNot }, { registry: registry.host, what });
    }
    const withheldFrom = authorization.kind === 'header' ? authorization.withheldFrom : undefined;
    const { isForkRun } = options;
    return loginRefused({ registry, credential: login.credential, status: 401, withheldFrom, isForkRun });
  }

  async function lastResort(request: HttpRequest, answered: Answered): Promise<TokenSource> {
    const { response, authorization: refused } = answered;
    // The token covers less than requested: some servers grant one scope at a time.
    const part = findPart(response);
    const wasTried = part !== undefined && useless.has(part) && useless.get(part) === nameNeeds(request);
    if (part !== undefined && part.authorization !== refused && !wasTried) return part;
    const used = refused.kind === 'header' ? refused.credential : login.credential;
    if (!(await login.replace(used))) throw await refuse(request, answered);
    await whole.renew();
    return whole;
  }

  async function tryLast(request: HttpRequest, source: TokenSource): Promise<HttpResponse> {
    const authorization = await (source.authorization.kind === 'open' ? source.renew() : source.ready(now()));
    const answered = await send(request, authorization);
    const { response } = answered;
    if (response.status !== 401) {
      const needs = nameNeeds(request);
      if (source !== whole && needs !== undefined) parts.set(needs, source);
      return markRefusal(request, answered);
    }
    if (source !== whole) useless.set(source, nameNeeds(request));
    throw await refuse(request, answered);
  }

  /** Adds to a 403 that the login is right, if that is known. */
  function markRefusal(request: HttpRequest, { response, authorization }: Answered): HttpResponse {
    const mayNot =
      response.status === 403 && !isElsewhere(response, registry) ? rights.mayNot(request, authorization) : undefined;
    return mayNot === undefined ? response : { ...response, mayNot };
  }

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
    const isShort = picked?.parameters.get('error') === 'insufficient_scope' && first.authorization.kind === 'header';
    if (isShort) return await tryLast(request, await lastResort(request, first));
    const renewed = await renew(source, first.authorization);
    // What was refused is not sent again as it was: a password is the same the second time.
    const spent = first.authorization.kind === 'header' ? first.authorization.value : undefined;
    if (renewed.kind === 'header' && renewed.value === spent)
      return await tryLast(request, await lastResort(request, first));
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
        // Waiters need only the challenge, and share the token that is on its way.
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
 * Undefined without a repository.
 *
 * @example nameNeeds({ method: 'GET', url: new URL('https://ghcr.io/v2/a/b/manifests/1') }) // 'read a/b'
 */
export function nameNeeds({ method, url }: HttpRequest): string | undefined {
  const repository = PATH.exec(url.pathname)?.[1];
  if (repository === undefined) return undefined;
  const isRead = method === 'GET' || method === 'HEAD';
  const from = isRead ? null : url.searchParams.get('from');
  return `${isRead ? 'read' : 'write'} ${repository}${from === null ? '' : ` ${from}`}`;
}

/** A token of this age, in ms, may have ended early; a younger one does not explain a 400. */
const STALE_AGE = 60_000;

const EXPIRED = /authorization token has expired/i;

/** In bytes: the sentence stands in a short document. */
const MAX_ANSWER = 64 * 1024;

/** Whether a request is cheap to send again: its body is not a stream. */
export function isSmall({ body }: HttpRequest): boolean {
  return body === undefined || body instanceof Uint8Array;
}

/** Whether an answer may mean an early end of a token: ECR Public then answers 400 (aws/containers-roadmap#2835). */
export function isStaleToken(response: HttpResponse, authorization: Authorization, now: number): boolean {
  if (response.status !== 400 || authorization.kind !== 'header') return false;
  return authorization.fetchedAt !== undefined && now - authorization.fetchedAt >= STALE_AGE;
}

/** Whether a registry says that a login ended, as ECR does by 403; the body stays readable. */
export async function saysExpired(response: HttpResponse): Promise<boolean> {
  if (response.status !== 403 && response.status !== 400) return false;
  const bytes = await readBody(response, MAX_ANSWER).catch(() => undefined);
  return EXPIRED.test(Buffer.from(bytes ?? []).toString('utf8'));
}

/** Finds the credential behind some access, if the registry or its token server has seen it. */
function credentialOf(authorization: Authorization): Credential | undefined {
  if (authorization.kind !== 'header' || authorization.withheldFrom !== undefined) return undefined;
  return authorization.credential.kind === 'anonymous' ? undefined : authorization.credential;
}

/** Whether access is a fetched token: servers give them only for the right credentials. */
function wasGiven(authorization: Authorization): boolean {
  return authorization.kind === 'header' && authorization.fetchedAt !== undefined;
}

function sayNeeds(request: HttpRequest): string | undefined {
  const [, verb, repository] = /^(read|write) (\S+)/.exec(nameNeeds(request) ?? '') ?? [];
  if (verb === undefined || repository === undefined) return undefined;
  const isDeletion = request.method === 'DELETE' && request.url.pathname.includes('/manifests/');
  const doing = verb === 'read' ? 'read' : isDeletion ? 'delete from' : 'push to';
  return `${doing} "${safeText(repository, 256)}"`;
}

/** Records whether the credentials are right, and what they were allowed. */
function createRights() {
  const right = new Set<Credential>();
  const allowed = new Set<string>();
  return {
    note(request: HttpRequest, authorization: Authorization, { status }: HttpResponse): void {
      const credential = credentialOf(authorization);
      if (credential === undefined) return;
      // A registry that answers a token with "not there" may ask for the password next (Gitea, if a right is missing).
      if (status < 400 || wasGiven(authorization)) right.add(credential);
      if (status >= 400) return;
      const needs = sayNeeds(request);
      if (needs !== undefined) allowed.add(needs);
    },
    /**
     * Says what a right login may not do (`push to "d/app"`), unless it was allowed before: something else ended then.
     */
    mayNot(request: HttpRequest, authorization: Authorization): string | undefined {
      const credential = credentialOf(authorization);
      if (credential === undefined) return undefined;
      const isRight = right.has(credential) || wasGiven(authorization);
      const needs = sayNeeds(request);
      return isRight && needs !== undefined && !allowed.has(needs) ? needs : undefined;
    },
  };
}
