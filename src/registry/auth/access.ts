import { RegistryError } from '../../errors.ts';
import { type Credential, formatBasic } from '../credentials/credential.ts';
import type { HttpRequest } from '../transport/http.ts';
import type { Token } from './token.ts';

/** How requests are let in: as they are, or by a header that a credential gave. */
export type Access =
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
export const OPEN: Access = { kind: 'open' };

/** Makes access of a token that lay ready. */
export function storedBearer(credential: Credential & { readonly kind: 'bearer' }): Access {
  return { kind: 'header', value: `Bearer ${credential.token}`, renewAt: Number.POSITIVE_INFINITY, credential };
}

/** Makes access of a user and password. */
export function basicAccess(credential: Credential & { readonly kind: 'basic' }): Access {
  const value = formatBasic(credential.username, credential.password);
  return { kind: 'header', value, renewAt: Number.POSITIVE_INFINITY, credential };
}

/** Makes access of a token that was fetched. */
export function tokenAccess(
  { value, renewAt, withheldFrom }: Token,
  credential: Credential,
  fetchedAt: number,
): Access {
  return { kind: 'header', value: `Bearer ${value}`, renewAt, credential, fetchedAt, withheldFrom };
}

/**
 * Adds what lets a request in; the only place where a header of credentials is made.
 *
 * @throws {RegistryError} for a request to another origin than the registry's own, to which the credentials belong.
 */
export function authorize(request: HttpRequest, access: Access, registry: URL): HttpRequest {
  if (access.kind === 'open') return request;
  if (request.url.origin !== registry.origin) {
    throw new RegistryError(
      `Cannot send a request to "${request.url.host}": the credentials belong to registry "${registry.host}"; ask its administrators why it sends us there`,
      { code: 'denied', registry: registry.host },
    );
  }
  return { ...request, headers: { ...request.headers, authorization: access.value } };
}
