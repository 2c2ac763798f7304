/** What proves to a registry who is asking. */
export type Credential =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** An OAuth2 refresh token, as `docker login` to Azure leaves it (`identitytoken`). */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** A bearer that is ready to be sent (`registrytoken`). */
  | { readonly kind: 'bearer'; readonly token: string };

/** A credential and where it was found, in words for the log: never a value. */
export interface FoundCredential {
  readonly credential: Credential;
  readonly origin: string;
}

/** Writes the value of a Basic `Authorization` header. */
export function formatBasic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/** Lists every form of a credential that must be masked in the log before anything else is printed. */
export function secretsOf(credential: Credential): readonly string[] {
  switch (credential.kind) {
    case 'anonymous':
      return [];
    case 'basic': {
      const header = formatBasic(credential.username, credential.password);
      return [credential.password, header.slice('Basic '.length)].filter((secret) => secret !== '');
    }
    case 'identity-token':
    case 'bearer':
      return [credential.token];
    default:
      return credential satisfies never;
  }
}
