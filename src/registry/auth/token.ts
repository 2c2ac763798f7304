import { type ErrorWords, RegistryError, type RegistryErrorDetails } from '../../errors.ts';
import { type JsonObject, parseJsonObject, property, stringProperty } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { ANONYMOUS, type Credential, formatBasic } from '../credentials/credential.ts';
import type { MaskReceived } from '../received-secret.ts';
import { type HttpRequest, type HttpResponse, readBody, type Transport } from '../transport/http.ts';
import type { Challenge } from './challenge.ts';
import { ASK, findRealmFault, isTrustedRealm, lineToAdd, type TrustedHosts } from './realm.ts';

/** A token's answer is small; more is not read (bytes). */
const MAX_ANSWER = 64 * 1024;

/** A token whose answer names no lifetime, or a shorter one, is good for this long, in seconds (distribution, token specification). */
const DEFAULT_LIFETIME = 60;

/** Tokens are renewed this long before they end, in ms: those of Docker Hub last 300 s, so that much more would defeat them. */
const RENEWAL_MARGIN = 30_000;

/** How servers that only know GET answer a form: GCR by 404, Artifactory by 401 (containerd, docker/auth/fetch.go). */
const NO_POST: ReadonlySet<number> = new Set([400, 401, 404, 405]);

/** A bearer token and when it must be renewed (ms since 1970). */
export interface Token {
  readonly value: string;
  readonly renewAt: number;
  /** The token server that gave it to nobody in particular, since it may not have the credentials. */
  readonly withheldFrom?: string;
}

interface TokenRequest {
  readonly registry: URL;
  readonly challenge: Challenge;
  readonly credential: Credential;
  readonly scopes: readonly string[];
  readonly now: number;
  /** Told of every token that an answer holds, before anything else is done with it. */
  readonly maskSecret: MaskReceived;
  readonly trustedHosts?: TrustedHosts | undefined;
  /** Told of a token server that does not get the credentials, before it is asked without them. */
  readonly onWithheld?: (host: string) => void;
  readonly isForkRun?: (() => boolean) | undefined;
}

function loginError(
  { registry }: Pick<TokenRequest, 'registry'>,
  facts: Omit<ErrorWords, 'what'> & RegistryErrorDetails,
): RegistryError {
  return new RegistryError({ what: `log in to registry "${registry.host}"`, ...facts });
}

function parseRealm(request: TokenRequest): URL {
  const text = request.challenge.parameters.get('realm') ?? '';
  const realm = text === '' ? null : URL.parse(text, request.registry.href);
  if (realm === null || (realm.protocol !== 'https:' && realm.protocol !== 'http:')) {
    throw loginError(request, {
      reason: `it names no valid token server (${quote(text)})`,
      remedy: ASK,
      code: 'invalid-answer',
    });
  }
  const fault = findRealmFault(request.registry, realm, request.trustedHosts);
  if (fault === undefined) return realm;
  const reason = `it sends us for a token to ${quote(realm.host)}, ${fault.reason}`;
  throw loginError(request, { reason, remedy: fault.remedy, code: 'denied' });
}

async function ask(transport: Transport, realm: URL, request: TokenRequest): Promise<HttpResponse> {
  const { credential } = request;
  if (credential.kind !== 'identity-token') return await transport.send(tokenByGet(realm, credential, request));
  const response = await transport.send(tokenByPost(realm, credential.token, request));
  if (!NO_POST.has(response.status)) return response;
  await response.discard();
  return await transport.send(tokenByGet(realm, credential, request));
}

async function refuse(response: HttpResponse, request: TokenRequest, withheldFrom?: string): Promise<never> {
  await response.discard();
  const { registry, credential, isForkRun } = request;
  const { status } = response;
  if (status === 400 || status === 401 || status === 403) {
    throw loginRefused({ registry, credential, status, withheldFrom, isForkRun });
  }
  const reason = `its token server answers ${status}`;
  throw loginError(request, { reason, remedy: 'try again later', code: 'server-error', status });
}

function invalid(request: TokenRequest, reason: string): RegistryError {
  return loginError(request, { reason: `its token server's answer ${reason}`, remedy: ASK, code: 'invalid-answer' });
}

async function readAnswer(response: HttpResponse, request: TokenRequest): Promise<JsonObject> {
  const bytes = await readBody(response, MAX_ANSWER);
  if (bytes === undefined) throw invalid(request, 'is too large');
  try {
    return parseJsonObject(bytes);
  } catch {
    throw invalid(request, 'is not a JSON object');
  }
}

function renewalTime(answer: JsonObject, now: number): number {
  const lifetime = property(answer, 'expires_in');
  const seconds = typeof lifetime === 'number' ? Math.max(lifetime, DEFAULT_LIFETIME) : DEFAULT_LIFETIME;
  return now + seconds * 1000 - RENEWAL_MARGIN;
}

/**
 * Fetches a bearer token for all scopes of a run at once (distribution, token specification).
 *
 * A token server that may not have the credentials is asked without any: what is public can be read that way.
 *
 * @throws {RegistryError} if the token server may not be asked, refuses, or answers nonsense.
 */
export async function fetchToken(transport: Transport, request: TokenRequest): Promise<Token> {
  const realm = parseRealm(request);
  const isOpen = request.credential.kind === 'anonymous';
  const isTrusted = isOpen || isTrustedRealm(request.registry, realm, request.trustedHosts);
  const withheldFrom = isTrusted ? undefined : realm.host;
  if (withheldFrom !== undefined) request.onWithheld?.(withheldFrom);
  const response = await ask(transport, realm, isTrusted ? request : { ...request, credential: ANONYMOUS });
  if (response.url.origin !== realm.origin) {
    // What a stranger gives is no token of the registry, and credentials do not follow there.
    await response.discard();
    throw invalid(request, `comes from another host, ${quote(response.url.host)}, to which it redirects`);
  }
  if (response.status !== 200) return await refuse(response, request, withheldFrom);
  const answer = await readAnswer(response, request);
  const [token, accessToken, refreshToken] = ['token', 'access_token', 'refresh_token'].map((key) =>
    stringProperty(answer, key),
  );
  const value = token || accessToken;
  const isUsable = value !== undefined && /^[\x21-\x7e]+$/.test(value);
  for (const secret of new Set([token, accessToken, refreshToken])) {
    if (secret !== undefined) request.maskSecret(secret, isUsable && secret === value ? 'token' : 'unused token');
  }
  if (!isUsable) throw invalid(request, 'holds no token');
  const renewAt = renewalTime(answer, request.now);
  return withheldFrom === undefined ? { value, renewAt } : { value, renewAt, withheldFrom };
}

/** The user that stands beside a refresh token where only user and password are taken: Azure's, by its documentation. */
const TOKEN_USER = '00000000-0000-0000-0000-000000000000';

interface TokenPurpose {
  readonly challenge: Challenge;
  readonly scopes: readonly string[];
}

function queryOf({ challenge }: TokenPurpose): URLSearchParams {
  const service = challenge.parameters.get('service');
  return new URLSearchParams(service === undefined ? {} : { service });
}

/** Asks for a token by GET, with a user and password where there are some (distribution, token specification). */
function tokenByGet(realm: URL, credential: Credential, purpose: TokenPurpose): HttpRequest {
  const url = new URL(realm);
  for (const [name, value] of queryOf(purpose)) url.searchParams.set(name, value);
  for (const scope of purpose.scopes) url.searchParams.append('scope', scope);
  switch (credential.kind) {
    case 'basic':
      return { method: 'GET', url, headers: { authorization: formatBasic(credential.username, credential.password) } };
    case 'identity-token':
      return { method: 'GET', url, headers: { authorization: formatBasic(TOKEN_USER, credential.token) } };
    default:
      return { method: 'GET', url };
  }
}

/** Asks for a token with a refresh token, in a form and never in the address (distribution, OAuth2 token specification). */
function tokenByPost(realm: URL, refreshToken: string, purpose: TokenPurpose): HttpRequest {
  const form = queryOf(purpose);
  form.set('grant_type', 'refresh_token');
  form.set('client_id', 'sealift');
  form.set('refresh_token', refreshToken);
  form.set('scope', purpose.scopes.join(' '));
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', url: realm, headers, body: Buffer.from(form.toString()) };
}

interface LoginRefusal {
  readonly registry: URL;
  readonly credential: Credential;
  readonly status: number;
  /** The token server that did not get the credentials, because it is not known to belong to the registry. */
  readonly withheldFrom?: string | undefined;
  /** Whether the registry asks for a login and does not say how, so that no credentials were sent. */
  readonly isMute?: boolean;
  /** Whether the run is that of a pull request from a fork, which has no secrets. */
  readonly isForkRun?: (() => boolean) | undefined;
}

function explain(refusal: LoginRefusal): Pick<ErrorWords, 'reason' | 'remedy'> {
  const { credential, withheldFrom, registry, isForkRun, isMute } = refusal;
  if (withheldFrom !== undefined) {
    return {
      reason: `it sends us for a token to ${quote(withheldFrom)}, which may not have its credentials`,
      remedy: `check the registry's address, and if its credentials belong there, ${lineToAdd(withheldFrom)}`,
    };
  }
  if (credential.kind !== 'anonymous') {
    if (isMute === true) {
      return {
        reason:
          'it asks for a login and does not say how (its WWW-Authenticate names neither Basic nor Bearer), so no credentials were sent',
        remedy: "check the registry's address, and whether a proxy in front of it takes that header away",
      };
    }
    return {
      reason: 'it rejects the credentials',
      remedy: 'check the username and password, and that they may be used for these repositories',
    };
  }
  if (isForkRun?.() === true) {
    return {
      reason: `no credentials for "${registry.host}" (secrets are not available to pull requests from forks)`,
      remedy: 'leave this step out there, for example with "if: github.event.pull_request.head.repo.fork != true"',
    };
  }
  return {
    reason: 'authentication is required, but no credentials were found',
    remedy: 'log in with docker/login-action before this step, or give a username and password as inputs',
  };
}

/** Says that a registry lets nobody in: it wants credentials, or does not take those it got, or may not have them. */
export function loginRefused(refusal: LoginRefusal): RegistryError {
  const { status, withheldFrom } = refusal;
  return loginError(refusal, {
    ...explain(refusal),
    code: withheldFrom === undefined ? 'unauthorized' : 'denied',
    status,
  });
}
