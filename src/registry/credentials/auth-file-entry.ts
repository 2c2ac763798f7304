import { type JsonObject, stringProperty } from '../../oci/json.ts';
import { type Credential, secretsOf } from './credential.ts';

/** What a file of credentials says of one registry. */
export interface AuthFileEntry {
  /** None where the entry is but the mark that a credential helper leaves, `{}`. */
  readonly credential?: Credential;
  /** Why the entry cannot be used, in a clause without any of its content. */
  readonly fault?: string;
  /** All that must be masked. */
  readonly secrets: readonly string[];
}

/** `docker login` pads; others may not. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function parseAuth(text: string): Credential | string | undefined {
  const compact = text.replace(/[\r\n]/g, '');
  if (!BASE64.test(compact) || compact.replace(/=+$/, '').length % 4 === 1) return 'its "auth" is no base64';
  let plain: string;
  try {
    plain = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(compact, 'base64'));
  } catch {
    return 'its "auth" is no UTF-8 text';
  }
  // An empty user with an empty password is what some tools write after a logout.
  if (plain === ':') return undefined;
  const colon = plain.indexOf(':');
  if (colon < 1) return 'its "auth" holds no user and password';
  // Older Docker versions padded the password with NUL characters.
  return { kind: 'basic', username: plain.slice(0, colon), password: plain.slice(colon + 1).replace(/\0+$/, '') };
}

/** Picks a credential: a token before `auth`, and `auth` before the fields `username` and `password`, as Docker does. */
function pickCredential(entry: JsonObject): Credential | string | undefined {
  const read = (key: string): string => stringProperty(entry, key) ?? '';
  if (read('registrytoken') !== '') return { kind: 'bearer', token: read('registrytoken') };
  if (read('identitytoken') !== '') return { kind: 'identity-token', token: read('identitytoken') };
  const parsed = read('auth') === '' ? undefined : parseAuth(read('auth'));
  if (typeof parsed === 'object') return parsed;
  const [username, password] = [read('username'), read('password')];
  return username !== '' && password !== '' ? { kind: 'basic', username, password } : parsed;
}

/**
 * Parses an entry of `auths`.
 *
 * @example parseAuthFileEntry({ auth: 'YTpi' }).credential // { kind: 'basic', username: 'a', password: 'b' }
 */
export function parseAuthFileEntry(entry: JsonObject): AuthFileEntry {
  const picked = pickCredential(entry);
  const given = ['auth', 'password', 'identitytoken', 'registrytoken'].map((key) => stringProperty(entry, key) ?? '');
  const derived = typeof picked === 'object' ? secretsOf(picked) : [];
  const secrets = [...new Set([...derived, ...given])].filter((secret) => secret !== '');
  if (picked === undefined) return { secrets };
  return typeof picked === 'string' ? { fault: picked, secrets } : { credential: picked, secrets };
}
