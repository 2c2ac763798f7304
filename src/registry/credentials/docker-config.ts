import { InputError } from '../../errors.ts';
import { isJsonObject, type JsonObject, objectProperty, parseJsonObject, stringProperty } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { isUsualKey, parseAuthKey } from './auth-key.ts';
import { type Credential, secretsOf } from './credential.ts';

/** Docker writes four levels; plugins may write more. */
const MAX_DEPTH = 64;

/** The credentials in Docker's config.json or a file like it. */
export interface DockerConfig {
  readonly path: string;
  /** By `host` or `host/path`. */
  readonly auths: ReadonlyMap<string, AuthFileEntry>;
  /** By canonical host; an empty one means no helper, not even `credsStore`. */
  readonly credHelpers: ReadonlyMap<string, string>;
  /** The helper of all other registries. */
  readonly credsStore: string | undefined;
  /** Whether it requests its own headers on every request. */
  readonly hasHttpHeaders?: true;
}

/** A whole configuration, or only its `auths`, as in Docker before 1.7. */
export type ConfigLayout = 'config' | 'auths-only';

function parseAuths(auths: JsonObject): ReadonlyMap<string, AuthFileEntry> {
  const found = new Map<string, { readonly entry: AuthFileEntry; readonly rank: number }>();
  for (const [key, value] of Object.entries(auths)) {
    const name = parseAuthKey(key);
    if (name === undefined || !isJsonObject(value)) continue;
    const entry = parseAuthFileEntry(value);
    // Among several spellings of a registry, one with a credential wins, then Docker's own.
    const rank = (entry.credential === undefined ? 0 : 2) + (isUsualKey(key) ? 1 : 0);
    if (rank > (found.get(name)?.rank ?? -1)) found.set(name, { entry, rank });
  }
  return new Map([...found].map(([name, { entry }]) => [name, entry]));
}

function parseHelpers(helpers: JsonObject): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const key of Object.keys(helpers)) {
    const host = parseAuthKey(key);
    const helper = stringProperty(helpers, key);
    // Helpers serve whole registries only.
    if (host === undefined || host.includes('/') || helper === undefined) continue;
    if (isUsualKey(key) || !found.has(host)) found.set(host, helper);
  }
  return found;
}

/** Blanks, zeros and byte order marks, as latin-1 shows them: `touch` and failed steps leave such files. */
const NOTHING = /^[\s\0\u00ef\u00bb\u00bf\u00fe\u00ff]*(?:null\s*)?$/;

/** Makes the error for credentials in a file or variable that cannot be read; it shows none of their content. */
export function cannotRead(path: string, reason: string, remedy = 'log in again, or remove the file'): InputError {
  return new InputError({ what: `read credentials from ${quote(path)}`, reason, remedy });
}

/**
 * Parses Docker's config.json and similar files: auth.json of the containers tools, `DOCKER_AUTH_CONFIG`,
 * `~/.dockercfg`. Without content, such as an empty file, there are no logins.
 *
 * @throws {InputError} if it is not a JSON object, or nested too deeply; the message has none of its content.
 */
export function parseDockerConfig(bytes: Uint8Array, path: string, layout: ConfigLayout = 'config'): DockerConfig {
  const none = { path, auths: new Map(), credHelpers: new Map(), credsStore: undefined };
  if (NOTHING.test(Buffer.from(bytes).toString('latin1'))) return none;
  if (isDeeperThan(bytes, MAX_DEPTH)) throw cannotRead(path, `it is nested deeper than ${MAX_DEPTH} levels`);
  let config: JsonObject;
  try {
    config = parseJsonObject(bytes);
  } catch {
    throw cannotRead(path, 'it is not a JSON object');
  }
  if (layout === 'auths-only') return { ...none, auths: parseAuths(config) };
  return {
    path,
    auths: parseAuths(objectProperty(config, 'auths') ?? {}),
    credHelpers: parseHelpers(objectProperty(config, 'credHelpers') ?? {}),
    credsStore: stringProperty(config, 'credsStore') || undefined,
    ...(Object.keys(objectProperty(config, 'HttpHeaders') ?? {}).length > 0 && { hasHttpHeaders: true }),
  };
}

interface AuthFileEntry {
  /** None if the entry is only the mark of a credential helper, `{}`. */
  readonly credential?: Credential;
  /** Why it cannot be used, in a clause without any of its content. */
  readonly fault?: string;
  readonly secrets: readonly string[];
}

/** `docker login` pads; others may not. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function parseAuth(text: string): Credential | string | undefined {
  const compact = text.replace(/[\r\n]/g, '');
  if (!BASE64.test(compact) || compact.replace(/=+$/, '').length % 4 === 1) return 'its "auth" is not valid base64';
  let plain: string;
  try {
    plain = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(compact, 'base64'));
  } catch {
    return 'its "auth" is not UTF-8 text';
  }
  // Some tools write an empty user and password after a logout.
  if (plain === ':') return undefined;
  const colon = plain.indexOf(':');
  if (colon < 1) return 'its "auth" holds no user and password';
  // Older Docker versions padded the password with NUL characters.
  return { kind: 'basic', username: plain.slice(0, colon), password: plain.slice(colon + 1).replace(/\0+$/, '') };
}

/** As Docker does: a token before `auth`, and `auth` before the fields `username` and `password`. */
function pickCredential(entry: JsonObject): Credential | string | undefined {
  const read = (key: string): string => stringProperty(entry, key) ?? '';
  if (read('registrytoken') !== '') return { kind: 'bearer', token: read('registrytoken') };
  if (read('identitytoken') !== '') return { kind: 'identity-token', token: read('identitytoken') };
  const parsed = read('auth') === '' ? undefined : parseAuth(read('auth'));
  if (typeof parsed === 'object') return parsed;
  const [username, password] = [read('username'), read('password')];
  return username !== '' && password !== '' ? { kind: 'basic', username, password } : parsed;
}

/** @example parseAuthFileEntry({ auth: 'YTpi' }).credential // { kind: 'basic', username: 'a', password: 'b' } */
export function parseAuthFileEntry(entry: JsonObject): AuthFileEntry {
  const picked = pickCredential(entry);
  const given = ['auth', 'password', 'identitytoken', 'registrytoken'].map((key) => stringProperty(entry, key) ?? '');
  const derived = typeof picked === 'object' ? secretsOf(picked) : [];
  const secrets = [...new Set([...derived, ...given])].filter((secret) => secret !== '');
  if (picked === undefined) return { secrets };
  return typeof picked === 'string' ? { fault: picked, secrets } : { credential: picked, secrets };
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);

const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** Works on UTF-8, in which no byte of other characters is a sign that counts. */
export function isDeeperThan(bytes: Uint8Array, limit: number): boolean {
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  for (const byte of bytes) {
    if (isEscaped) isEscaped = false;
    else if (isText) {
      if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (OPENING.has(byte) && ++depth > limit) return true;
    else if (CLOSING.has(byte)) depth--;
  }
  return false;
}
