import { type ErrorWords, RegistryError, type RegistryErrorDetails } from '../../errors.ts';
import { type JsonObject, parseJsonObject, property, stringProperty } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { ANONYMOUS, type Credential, formatBasic } from '../credentials/credential.ts';
import type { MaskReceived } from '../received-secret.ts';
import { type HttpRequest, type HttpResponse, readBody, type Transport } from '../transport/http.ts';
import type { Challenge } from './challenge.ts';
import { ASK, findRealmFault, isTrustedRealm, lineToAdd, type TrustedHosts } from './realm.ts';

/** In bytes; the answer is small. */
const MAX_ANSWER = 64 * 1024;

/** In seconds, for answers with no or a shorter lifetime (distribution, token specification). */
const DEFAULT_LIFETIME = 60;

/** In ms. Those of Docker Hub last 300 s, so a much larger margin would defeat them. */
const RENEWAL_MARGIN = 30_000;

/** How servers that only know GET answer a form: GCR by 404, Artifactory by 401 (containerd, docker/auth/fetch.go). */
const NO_POST: ReadonlySet<number> = new Set([400, 401, 404, 405]);

/** A bearer token; `renewAt` is in ms since 1970. */
export interface Token {
  readonly value: string;
  readonly renewAt: number;
  /** The token server that gave an anonymous token, since it may not have the credentials. */
  readonly withheldFrom?: string;
}

interface TokenRequest {
  readonly registry: URL;
  readonly challenge: Challenge;
  readonly credential: Credential;
  readonly scopes: readonly string[];
  readonly now: number;
  /** Receives every token in an answer before anything else is done with it. */
  readonly maskSecret: MaskReceived;
  readonly trustedHosts?: TrustedHosts | undefined;
  /** Receives a token server that does not get the credentials, before the anonymous request. */
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
  const { status } = response;
  if (status === 400 || status === 401 || status === 403) {
    throw loginRefused({ ...request, status, withheldFrom });
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
 * Fetches a bearer token for all scopes of a run at once (distribution, token specification). An untrusted token server
 * is asked anonymously: that suffices for public images.
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
    // Credentials do not follow a redirect, and its token would be a stranger's.
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

/** The user beside a refresh token where only a user and password are accepted (Azure documentation). */
const TOKEN_USER = '00000000-0000-0000-0000-000000000000';

function queryOf({ challenge }: TokenRequest): URLSearchParams {
  const service = challenge.parameters.get('service');
  return new URLSearchParams(service === undefined ? {} : { service });
}

function tokenByGet(realm: URL, credential: Credential, purpose: TokenRequest): HttpRequest {
  const url = new URL(realm);
  for (const [name, value] of queryOf(purpose)) url.searchParams.set(name, value);
  for (const scope of purpose.scopes) url.searchParams.append('scope', scope);
  if (credential.kind !== 'basic' && credential.kind !== 'identity-token') return { method: 'GET', url };
  const [username, password] =
    credential.kind === 'basic' ? [credential.username, credential.password] : [TOKEN_USER, credential.token];
  return { method: 'GET', url, headers: { authorization: formatBasic(username, password) } };
}

/** Requests a token with a refresh token, in a form and never in the address (OAuth2 token specification). */
function tokenByPost(realm: URL, refreshToken: string, purpose: TokenRequest): HttpRequest {
  const form = queryOf(purpose);
  form.set('grant_type', 'refresh_token');
  form.set('client_id', 'sealift');
  form.set('refresh_token', refreshToken);
  form.set('scope', purpose.scopes.join(' '));
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', url: realm, headers, body: Buffer.from(form.toString()) };
}

interface LoginRefusal extends Pick<TokenRequest, 'registry' | 'credential' | 'isForkRun'> {
  readonly status: number;
  /** The token server that did not get the credentials. */
  readonly withheldFrom?: string | undefined;
  /** Whether the registry requires a login without saying how, so that no credentials were sent. */
  readonly isMute?: boolean;
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

export function loginRefused(refusal: LoginRefusal): RegistryError {
  const { status, withheldFrom } = refusal;
  return loginError(refusal, {
    ...explain(refusal),
    code: withheldFrom === undefined ? 'unauthorized' : 'denied',
    status,
  });
}
