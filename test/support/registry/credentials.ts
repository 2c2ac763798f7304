import type { Users } from './auth-options.ts';

/** A user name and a password. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Reads the credentials of a Basic Authorization header (RFC 7617); undefined where it is none. */
export function tryParseBasic(header: string | undefined): Credentials | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Tells whether a header carries the right password of a user. */
export function isKnownUser(users: Users, header: string | undefined): boolean {
  const given = tryParseBasic(header);
  return given !== undefined && Object.hasOwn(users, given.username) && users[given.username] === given.password;
}
