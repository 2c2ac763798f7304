import { RegistryError } from '../../errors.ts';
import { quote } from '../../util/safe-text.ts';
import { type Credential, formatBasic, isSameCredential } from '../credentials/credential.ts';
import type { MaskReceived } from '../received-secret.ts';
import type { HttpRequest, Transport } from '../transport/http.ts';
import type { Challenge } from './challenge.ts';
import { lineToAdd, type TrustedHosts } from './realm.ts';
import { fetchToken, loginRefused, type Token } from './token.ts';

/** What authentication needs to know. */
export interface AuthOptions {
  /** The registry's API address: its origin is the only one that credentials go to. */
  readonly registry: URL;
  readonly credential: Credential;
  /** Looks again where the credential came from, once it is refused; undefined if it cannot have changed. */
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
  readonly challenges?: ChallengeCache | undefined;
  /** Whether the run is that of a pull request from a fork. */
  readonly isForkRun?: (() => boolean) | undefined;
  /** Told in a sentence where the credential is not sent to a token server. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

/** Makes the login of a client: its credential, and how that is turned into authorization. */
export function createLogin(transport: Transport, options: AuthOptions) {
  const { registry, isForkRun, trustedHosts, maskSecret, now } = options;
  let { credential } = options;
  let rereading: Promise<boolean> | undefined;
  let hasWarned = false;

  async function lookAgain(refused: Credential): Promise<boolean> {
    const found = (await options.reread?.()) ?? refused;
    // That there is none any more would hide the refusal behind an anonymous request.
    if (found.kind === 'anonymous' || isSameCredential(found, refused)) return false;
    credential = found;
    return true;
  }

  /** Takes another credential in the place of one that was refused; false where there is none. */
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
      `The credentials for registry "${registry.host}" are not sent to ${quote(host)}, to which it sends us for a token, so that only what anybody may do is done there: if they belong there, ${lineToAdd(host)}`,
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
      // There is nothing to fetch with a token that is ready, and it is here that it was refused.
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
    /** What is used now; another once it was refused and found anew. */
    get credential() {
      return credential;
    },
    replace,
    /**
     * Turns the credential into access by what the registry asked for; looks for another credential once where it is
     * refused.
     *
     * @param spent the access that was refused, where there was one.
     * @throws {RegistryError} if the registry or its token server lets nobody in.
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

/** How requests are let in: as they are, or by a header that a credential gave. */
export type Authorization =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'header';
      readonly value: string;
      /** The credential that it was made from. */
      readonly credential: Credential;
      /** In ms since 1970; never for what is no fetched token. */
      readonly renewAt: number;
      /** When a token was fetched, in ms since 1970; undefined for what is none. */
      readonly fetchedAt?: number;
      /** The token server that did not get the credential. */
      readonly withheldFrom?: string | undefined;
    };

/** The access that nothing is known of yet. */
export const OPEN: Authorization = { kind: 'open' };

/** Makes access of a token that lay ready. */
export function storedBearer(credential: Credential & { readonly kind: 'bearer' }): Authorization {
  return { kind: 'header', value: `Bearer ${credential.token}`, renewAt: Number.POSITIVE_INFINITY, credential };
}

/** Makes access of a user and password. */
export function basicAuthorization(credential: Credential & { readonly kind: 'basic' }): Authorization {
  const value = formatBasic(credential.username, credential.password);
  return { kind: 'header', value, renewAt: Number.POSITIVE_INFINITY, credential };
}

/** Makes access of a token that was fetched. */
export function tokenAuthorization(
  { value, renewAt, withheldFrom }: Token,
  credential: Credential,
  fetchedAt: number,
): Authorization {
  return { kind: 'header', value: `Bearer ${value}`, renewAt, credential, fetchedAt, withheldFrom };
}

/**
 * Adds what lets a request in; the only place where a header of credentials is made.
 *
 * @throws {RegistryError} for a request to another origin than the registry's own, to which the credentials belong.
 */
export function authorize(request: HttpRequest, access: Authorization, registry: URL): HttpRequest {
  if (access.kind === 'open') return request;
  if (request.url.origin !== registry.origin) {
    throw new RegistryError({
      what: `send a request to "${request.url.host}"`,
      reason: `the credentials belong to registry "${registry.host}"`,
      remedy: 'ask its administrators why it sends us there',
      code: 'denied',
    });
  }
  return { ...request, headers: { ...request.headers, authorization: access.value } };
}

/** Access for some scopes, fetched once however many requests ask for it at the same time. */
export interface TokenSource {
  /** What there is now, be it about to end. */
  readonly access: Authorization;
  /** Fetches it anew, or waits for what is under way. */
  renew(): Promise<Authorization>;
  /** Returns what there is, renewed where it is about to end. */
  ready(now: number): Promise<Authorization>;
}

/** Makes a token source from what fetches it. */
export function createTokenSource(fetch: () => Promise<Authorization>, first: Authorization = OPEN): TokenSource {
  let access = first;
  let pending: Promise<Authorization> | undefined;
  const source: TokenSource = {
    get access() {
      return access;
    },
    renew() {
      pending ??= fetch()
        .then((renewed) => {
          access = renewed;
          return renewed;
        })
        .finally(() => {
          pending = undefined;
        });
      return pending;
    },
    async ready(now) {
      const isStale = access.kind === 'header' && access.renewAt <= now;
      return pending !== undefined || isStale ? await source.renew() : access;
    },
  };
  return source;
}

/**
 * What a run has learnt of how registries let it in, by origin; its clients share it, whatever their credentials.
 *
 * The first request to a registry goes alone: its answer says whether and how to log in. Those that came meanwhile would
 * each be refused, and cost a request more; they wait for that answer and lose no time by it.
 */
export interface ChallengeCache {
  /** Returns what a registry asked for; undefined if it has asked for nothing yet. */
  challengeOf(origin: string): Challenge | undefined;
  /**
   * Takes note of a challenge.
   *
   * @returns what to answer to: the realm and the service are those that the registry named first. A later answer could
   *   otherwise send the password for a token of another service, or to another server.
   */
  learn(origin: string, challenge: Challenge): Challenge;
  /**
   * Waits until it is known how a registry answers.
   *
   * @returns for the first to come at once, and what it must call when it knows; undefined for all others.
   */
  enter(origin: string): Promise<(() => void) | undefined>;
}

function originOfRealm({ parameters }: Challenge, registry: string): string | undefined {
  return URL.parse(parameters.get('realm') ?? '', registry)?.origin;
}

/** Puts the first realm and service into a later challenge, unless it has the same service of the same server. */
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

/** Makes the memory of a run. */
export function createChallengeCache(): ChallengeCache {
  const challenges = new Map<string, Challenge>();
  const first = new Map<string, Challenge>();
  const answered = new Map<string, Promise<void>>();
  return {
    challengeOf: (origin) => challenges.get(origin),
    learn(origin, challenge) {
      const key = `${challenge.scheme} ${origin}`;
      const known = first.get(key);
      if (known === undefined) first.set(key, challenge);
      const learnt = known === undefined ? challenge : bind(challenge, known, origin);
      challenges.set(origin, learnt);
      return learnt;
    },
    async enter(origin) {
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
