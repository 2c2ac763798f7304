import { InputError } from '../../errors.ts';
import { isJsonObject, type JsonObject, objectProperty, parseJsonObject, stringProperty } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { isUsualKey, parseAuthKey } from './auth-key.ts';
import { type Credential, secretsOf } from './credential.ts';

/** What Docker writes is four levels deep; plugins may write more. */
const MAX_DEPTH = 64;

/** Docker's config.json, or another file of its kind, as far as it concerns credentials. */
export interface DockerConfig {
  readonly path: string;
  /** By canonical key: `host`, or `host/path`. */
  readonly auths: ReadonlyMap<string, AuthFileEntry>;
  /** The helper of a registry, by its canonical host; an empty one means none, not even `credsStore`. */
  readonly credHelpers: ReadonlyMap<string, string>;
  /** The helper of all other registries. */
  readonly credsStore: string | undefined;
  /** Whether it asks for headers of its own on every request. */
  readonly hasHttpHeaders?: true;
}

/** How a file is laid out: as a whole configuration, or as Docker's before 1.7, which was a map of auths alone. */
export type ConfigLayout = 'config' | 'auths-only';

function parseAuths(auths: JsonObject): ReadonlyMap<string, AuthFileEntry> {
  const found = new Map<string, { readonly entry: AuthFileEntry; readonly rank: number }>();
  for (const [key, value] of Object.entries(auths)) {
    const name = parseAuthKey(key);
    if (name === undefined || !isJsonObject(value)) continue;
    const entry = parseAuthFileEntry(value);
    // One registry may be there in several spellings: what has a credential wins, then Docker's own spelling.
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
    // Helpers are of whole registries only.
    if (host === undefined || host.includes('/') || helper === undefined) continue;
    if (isUsualKey(key) || !found.has(host)) found.set(host, helper);
  }
  return found;
}

/** What a file may hold that says nothing: blanks, zeros, and the marks that editors put before them, as latin-1 shows them. */
const NOTHING = /^[\s\0\u00ef\u00bb\u00bf\u00fe\u00ff]*(?:null\s*)?$/;

/** Whether a file says nothing: `touch` makes such files, and so does a step that failed to write one. */
function saysNothing(bytes: Uint8Array): boolean {
  return NOTHING.test(Buffer.from(bytes).toString('latin1'));
}

/**
 * Parses Docker's config.json and its kin: the containers tools' auth.json, `DOCKER_AUTH_CONFIG`, `~/.dockercfg`.
 *
 * One that says nothing, such as an empty file, has no logins.
 *
 * @throws {InputError} if it is not a JSON object, or nested too deeply; its content is never part of the message.
 */
export function parseDockerConfig(bytes: Uint8Array, path: string, layout: ConfigLayout = 'config'): DockerConfig {
  const refuse = (reason: string): InputError =>
    new InputError({
      what: `read credentials from ${quote(path)}`,
      reason,
      remedy: 'log in again, or remove the file',
    });
  if (saysNothing(bytes)) return { path, auths: new Map(), credHelpers: new Map(), credsStore: undefined };
  if (isDeeperThan(bytes, MAX_DEPTH)) throw refuse(`it is nested deeper than ${MAX_DEPTH} levels`);
  let config: JsonObject;
  try {
    config = parseJsonObject(bytes);
  } catch {
    throw refuse('it is not a JSON object');
  }
  if (layout === 'auths-only') {
    return { path, auths: parseAuths(config), credHelpers: new Map(), credsStore: undefined };
  }
  return {
    path,
    auths: parseAuths(objectProperty(config, 'auths') ?? {}),
    credHelpers: parseHelpers(objectProperty(config, 'credHelpers') ?? {}),
    credsStore: stringProperty(config, 'credsStore') || undefined,
    ...(Object.keys(objectProperty(config, 'HttpHeaders') ?? {}).length > 0 && { hasHttpHeaders: true }),
  };
}

interface AuthFileEntry {
  /** None where the entry is but the mark that a credential helper leaves, `{}`. */
  readonly credential?: Credential;
  /** Why the entry cannot be used, in a clause without any of its content. */
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

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);

const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * Whether a JSON document is nested deeper than a limit, before it is parsed.
 *
 * @param bytes UTF-8: none of the signs that count is part of another character.
 */
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
