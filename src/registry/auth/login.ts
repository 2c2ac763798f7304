import { RegistryError } from '../../errors.ts';
import { getOrMake } from '../../util/memo.ts';
import { quote } from '../../util/safe-text.ts';
import { type Credential, formatBasic, isSameCredential } from '../credentials/credential.ts';
import type { MaskReceived } from '../received-secret.ts';
import type { HttpRequest, Transport } from '../transport/http.ts';
import type { Challenge } from './challenge.ts';
import { lineToAdd, type TrustedHosts } from './realm.ts';
import { fetchToken, loginRefused, type Token } from './token.ts';

export interface AuthOptions {
  /** The registry's API address: its origin is the only one that credentials go to. */
  readonly registry: URL;
  readonly credential: Credential;
  /** Looks it up again once it is refused; undefined if it cannot have changed. */
  readonly reread?: (() => Promise<Credential>) | undefined;
  /** All that the run will do here, the scope to push first: some token servers read only one. */
  readonly scopes: readonly string[];
  /** Receives every token before anything else is done with it. */
  readonly maskSecret: MaskReceived;
  readonly now: () => number;
  /** The token servers that the user trusts with the credential. */
  readonly trustedHosts?: TrustedHosts | undefined;
  /** The origins that took a user and password in this run, shared by its clients. */
  readonly basicOrigins?: Set<string> | undefined;
  /** Shared by the clients of a run. */
  readonly challenges?: ChallengeCache | undefined;
  /** Whether a pull request from a fork triggered the run. */
  readonly isForkRun?: (() => boolean) | undefined;
  readonly warn?: ((sentence: string) => void) | undefined;
}

/** Manages the credential of a client, and turns it into authorization. */
export function createLogin(transport: Transport, options: AuthOptions) {
  const { registry, isForkRun, trustedHosts, maskSecret, now } = options;
  let { credential } = options;
  let rereading: Promise<boolean> | undefined;
  let hasWarned = false;

  async function lookAgain(refused: Credential): Promise<boolean> {
    const found = (await options.reread?.()) ?? refused;
    // A missing one would hide the refusal behind an anonymous request.
    if (found.kind === 'anonymous' || isSameCredential(found, refused)) return false;
    credential = found;
    return true;
  }

  /** Replaces a refused credential; false if there is no other. */
  async function replace(refused: Credential): Promise<boolean> {
    if (credential !== refused) return true;
    rereading ??= lookAgain(refused).finally(() => {
      rereading = undefined;
    });
    return await rereading;
  }

  function warnOfWithheld(host: string): void {
    if (hasWarned) return;
    hasWarned = true;
    options.warn?.(
      `The credentials for registry "${registry.host}" are not sent to its token server ${quote(host)}: continuing anonymously; if they belong there, ${lineToAdd(host)}`,
    );
  }

  async function logIn(
    challenge: Challenge | undefined,
    scopes: readonly string[],
    spent: Authorization,
  ): Promise<Authorization> {
    const used = credential;
    const refuse = (isMute = false) => loginRefused({ registry, credential: used, status: 401, isForkRun, isMute });
    if (used.kind === 'bearer') {
      // A ready token has nothing to fetch, and here it was refused.
      if (spent.kind === 'header' && spent.credential === used) throw refuse();
      return storedBearer(used);
    }
    if (challenge === undefined) throw refuse(true);
    if (challenge.scheme === 'basic') {
      if (used.kind !== 'basic') throw refuse();
      return basicAuthorization(used);
    }
    const askedAt = now();
    const request = { registry, challenge, credential: used, scopes, now: askedAt };
    const settings = { maskSecret, trustedHosts, isForkRun, onWithheld: warnOfWithheld };
    const token = await fetchToken(transport, { ...request, ...settings });
    return tokenAuthorization(token, used, askedAt);
  }

  return {
    get credential() {
      return credential;
    },
    replace,
    /**
     * @param spent the access that was refused.
     * @throws {RegistryError} if the registry or its token server refuses the login, even after the credential is
     *   looked up again.
     */
    async fetch(
      challenge: Challenge | undefined,
      scopes: readonly string[],
      spent: Authorization,
    ): Promise<Authorization> {
      const used = credential;
      try {
        return await logIn(challenge, scopes, spent);
      } catch (error) {
        const isRefusal = error instanceof RegistryError && error.code === 'unauthorized';
        if (!isRefusal || !(await replace(used))) throw error;
        return await logIn(challenge, scopes, spent);
      }
    },
  };
}

/** How requests are authorized: not at all, or by a header. */
export type Authorization =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'header';
      readonly value: string;
      readonly credential: Credential;
      /** In ms since 1970; infinite unless it is a fetched token. */
      readonly renewAt: number;
      /** In ms since 1970; undefined unless it is a fetched token. */
      readonly fetchedAt?: number;
      /** The token server that did not get the credential. */
      readonly withheldFrom?: string | undefined;
    };

export const OPEN: Authorization = { kind: 'open' };

export function storedBearer(credential: Credential & { readonly kind: 'bearer' }): Authorization {
  return { kind: 'header', value: `Bearer ${credential.token}`, renewAt: Number.POSITIVE_INFINITY, credential };
}

export function basicAuthorization(credential: Credential & { readonly kind: 'basic' }): Authorization {
  const value = formatBasic(credential.username, credential.password);
  return { kind: 'header', value, renewAt: Number.POSITIVE_INFINITY, credential };
}

export function tokenAuthorization(
  { value, renewAt, withheldFrom }: Token,
  credential: Credential,
  fetchedAt: number,
): Authorization {
  return { kind: 'header', value: `Bearer ${value}`, renewAt, credential, fetchedAt, withheldFrom };
}

/** @throws {RegistryError} for another origin than the registry's own, to which the credentials belong. */
export function authorize(request: HttpRequest, authorization: Authorization, registry: URL): HttpRequest {
  if (authorization.kind === 'open') return request;
  if (request.url.origin !== registry.origin) {
    throw new RegistryError({
      what: `send a request to "${request.url.host}"`,
      reason: `the credentials belong to registry "${registry.host}"`,
      remedy: 'ask its administrators why it sends us there',
      code: 'denied',
    });
  }
  return { ...request, headers: { ...request.headers, authorization: authorization.value } };
}

/** Access for some scopes, fetched once for all concurrent requests. */
export type TokenSource = ReturnType<typeof createTokenSource>;

export function createTokenSource(fetch: () => Promise<Authorization>, first: Authorization = OPEN) {
  let authorization = first;
  let pending: Promise<Authorization> | undefined;
  const source = {
    /** The current access, even if it is about to end. */
    get authorization() {
      return authorization;
    },
    /** Fetches it anew, or waits for a fetch under way. */
    renew(): Promise<Authorization> {
      pending ??= fetch()
        .then((renewed) => {
          authorization = renewed;
          return renewed;
        })
        .finally(() => {
          pending = undefined;
        });
      return pending;
    },
    async ready(now: number): Promise<Authorization> {
      const isStale = authorization.kind === 'header' && authorization.renewAt <= now;
      return pending !== undefined || isStale ? await source.renew() : authorization;
    },
  };
  return source;
}

/**
 * How each origin lets a run in, shared by its clients, whatever their credentials.
 *
 * The first request to a registry goes alone: its answer says whether and how to log in. The others wait for it: each
 * would be refused, and cost one more request.
 */
export type ChallengeCache = ReturnType<typeof createChallengeCache>;

function originOfRealm({ parameters }: Challenge, registry: string): string | undefined {
  return URL.parse(parameters.get('realm') ?? '', registry)?.origin;
}

/** Keeps the first realm and service, unless a later challenge names the same service of the same server. */
function bind(later: Challenge, first: Challenge, registry: string): Challenge {
  const isSameServer = originOfRealm(later, registry) === originOfRealm(first, registry);
  // Artifactory has a token server at another path for each of its repositories.
  if (isSameServer && later.parameters.get('service') === first.parameters.get('service')) return later;
  const parameters = new Map(later.parameters);
  for (const name of ['realm', 'service']) {
    const value = first.parameters.get(name);
    if (value === undefined) parameters.delete(name);
    else parameters.set(name, value);
  }
  return { ...later, parameters };
}

export function createChallengeCache() {
  const challenges = new Map<string, Challenge>();
  const first = new Map<string, Challenge>();
  const answered = new Map<string, Promise<void>>();
  return {
    /** Returns the last challenge; undefined if there was none yet. */
    challengeOf: (origin: string) => challenges.get(origin),
    /** Keeps the first realm and service: later ones could send the password elsewhere, or for another service. */
    learn(origin: string, challenge: Challenge): Challenge {
      const key = `${challenge.scheme} ${origin}`;
      const learnt = bind(
        challenge,
        getOrMake(first, key, () => challenge),
        origin,
      );
      challenges.set(origin, learnt);
      return learnt;
    },
    /** The first caller enters at once, and gets what it must call when it knows how the registry answers. */
    async enter(origin: string): Promise<(() => void) | undefined> {
      const before = answered.get(origin);
      if (before !== undefined) {
        await before;
        return undefined;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      answered.set(origin, promise);
      return resolve;
    },
  };
}
