import { type Credential, formatBasic } from '../credentials/credential.ts';
import type { HttpRequest } from '../transport/http.ts';
import type { Challenge } from './challenge.ts';

/** The user that stands beside a refresh token where only user and password are taken: Azure's, by its documentation. */
const TOKEN_USER = '00000000-0000-0000-0000-000000000000';

/** What a token is wanted for. */
export interface TokenPurpose {
  readonly challenge: Challenge;
  readonly scopes: readonly string[];
}

function queryOf({ challenge }: TokenPurpose): URLSearchParams {
  const service = challenge.parameters.get('service');
  return new URLSearchParams(service === undefined ? {} : { service });
}

/** Asks for a token by GET, with a user and password where there are some (distribution, token specification). */
export function tokenByGet(realm: URL, credential: Credential, purpose: TokenPurpose): HttpRequest {
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
export function tokenByPost(realm: URL, refreshToken: string, purpose: TokenPurpose): HttpRequest {
  const form = queryOf(purpose);
  form.set('grant_type', 'refresh_token');
  form.set('client_id', 'sealift');
  form.set('refresh_token', refreshToken);
  form.set('scope', purpose.scopes.join(' '));
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', url: realm, headers, body: Buffer.from(form.toString()) };
}
