/** A user name and a password. */
export interface User {
  readonly username: string;
  readonly password: string;
}

/** Writes the Authorization header of a user (RFC 7617). */
export function basicAuthorization({ username, password }: User): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * Gets a token from the embedded registry and writes the Authorization header that carries it.
 *
 * @example await bearerAuthorization(registry.host, { user, scopes: ['repository:d/app:pull,push'] })
 */
export async function bearerAuthorization(
  host: string,
  { user, scopes }: { readonly user?: User; readonly scopes: readonly string[] },
): Promise<string> {
  const query = new URLSearchParams(scopes.map((scope): [string, string] => ['scope', scope]));
  const headers = user === undefined ? {} : { Authorization: basicAuthorization(user) };
  const response = await fetch(`http://${host}/token?${query}`, { headers });
  const body: unknown = await response.json();
  if (!response.ok || typeof body !== 'object' || body === null || !('token' in body)) {
    throw new Error(`Cannot get a token from ${host}: it answered ${response.status}`);
  }
  return `Bearer ${String(body.token)}`;
}
