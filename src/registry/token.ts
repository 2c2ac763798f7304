import { RegistryError } from '../errors.ts';
import { parseJsonObject, property, stringProperty } from '../oci/json.ts';
import { quote } from '../text/safe-text.ts';
import type { Challenge } from './challenge.ts';
import { type Credential, formatBasic } from './credentials/credential.ts';
import { loginRefused } from './login-refused.ts';
import { isTrustedRealm } from './realm.ts';
import { type HttpRequest, readBody, type Transport } from './transport/http.ts';

/** A token's answer is small; more is not read (bytes). */
const MAX_ANSWER = 64 * 1024;
/** A token whose answer names no lifetime is good for this long, in seconds (distribution, token specification). */
const DEFAULT_LIFETIME = 60;
/** Tokens are renewed this long before they end, in ms. */
const RENEWAL_MARGIN = 10_000;

/** A bearer token and when it must be renewed (ms since 1970). */
export interface Token {
  readonly value: string;
  readonly renewAt: number;
}

/** What a token is asked for. */
export interface TokenRequest {
  readonly registry: URL;
  readonly challenge: Challenge;
  readonly credential: Credential;
  readonly scopes: readonly string[];
  readonly now: number;
}

function parseRealm(request: TokenRequest): URL {
  const host = request.registry.host;
  const text = request.challenge.parameters.get('realm') ?? '';
  const realm = text === '' ? null : URL.parse(text, request.registry.href);
  if (realm === null || (realm.protocol !== 'https:' && realm.protocol !== 'http:')) {
    throw new RegistryError(
      `Cannot log in to registry "${host}": it names no valid token server (${quote(text)}); ask its administrators to correct it`,
      { code: 'invalid-answer', registry: host },
    );
  }
  if (request.credential.kind !== 'anonymous' && !isTrustedRealm(request.registry, realm)) {
    throw new RegistryError(
      `Cannot log in to registry "${host}": it sends us for a token to ${quote(realm.host)}, which may not have its credentials; check the registry's address`,
      { code: 'denied', registry: host },
    );
  }
  return realm;
}

function buildRequest(request: TokenRequest, realm: URL): HttpRequest {
  const service = request.challenge.parameters.get('service');
  const query = new URLSearchParams(service === undefined ? {} : { service });
  const { credential } = request;
  if (credential.kind === 'identity-token') {
    query.set('grant_type', 'refresh_token');
    query.set('client_id', 'sealift');
    query.set('refresh_token', credential.token);
    query.set('scope', request.scopes.join(' '));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url: realm, headers, body: Buffer.from(query.toString()) };
  }
  const url = new URL(realm);
  for (const [name, value] of query) url.searchParams.set(name, value);
  for (const scope of request.scopes) url.searchParams.append('scope', scope);
  if (credential.kind !== 'basic') return { method: 'GET', url };
  return { method: 'GET', url, headers: { authorization: formatBasic(credential.username, credential.password) } };
}

function refusal(request: TokenRequest, status: number): RegistryError {
  if (status !== 401 && status !== 403 && status !== 400) {
    const host = request.registry.host;
    const message = `Cannot log in to registry "${host}": its token server answers ${status}; try again later`;
    return new RegistryError(message, { code: 'server-error', registry: host, status });
  }
  return loginRefused(request.registry, request.credential, status);
}

/**
 * Fetches a bearer token for all scopes of a run at once (distribution, token specification).
 *
 * @throws {RegistryError} where the token server is not to be trusted, refuses, or answers nonsense.
 */
export async function fetchToken(transport: Transport, request: TokenRequest): Promise<Token> {
  const response = await transport.send(buildRequest(request, parseRealm(request)));
  if (response.status !== 200) {
    await response.discard();
    throw refusal(request, response.status);
  }
  const invalid = (reason: string): RegistryError =>
    new RegistryError(
      `Cannot log in to registry "${request.registry.host}": its token server's answer ${reason}; ask its administrators to correct it`,
      { code: 'invalid-answer', registry: request.registry.host },
    );
  const bytes = await readBody(response, MAX_ANSWER);
  if (bytes === undefined) throw invalid('is too large');
  let answer: ReturnType<typeof parseJsonObject>;
  try {
    answer = parseJsonObject(bytes);
  } catch {
    throw invalid('is no JSON object');
  }
  const value = stringProperty(answer, 'token') ?? stringProperty(answer, 'access_token');
  if (value === undefined || !/^[\x21-\x7e]+$/.test(value)) throw invalid('holds no token');
  const lifetime = property(answer, 'expires_in');
  const seconds =
    typeof lifetime === 'number' && lifetime > 0 ? Math.max(lifetime, DEFAULT_LIFETIME) : DEFAULT_LIFETIME;
  return { value, renewAt: request.now + seconds * 1000 - RENEWAL_MARGIN };
}
