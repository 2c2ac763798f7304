import { InputError } from '../../errors.ts';
import { isJsonObject, type JsonObject, objectProperty, parseJsonObject, stringProperty } from '../../oci/json.ts';
import { quote } from '../../util/text-safe-text.ts';
import { type AuthFileEntry, parseAuthFileEntry } from './auth-file-entry.ts';
import { isUsualKey, parseAuthKey } from './auth-key.ts';
import { isDeeperThan } from './json-depth.ts';

/** What Docker writes is four levels deep; plugins may write more. */
const MAX_DEPTH = 64;

/** Docker's config.json, or another file of its kind, as far as it concerns credentials. */
export interface DockerConfig {
  /** Where it was read, for messages. */
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

/** Tells whether a file says nothing: `touch` makes such files, and so does a step that failed to write one. */
function saysNothing(bytes: Uint8Array): boolean {
  return NOTHING.test(Buffer.from(bytes).toString('latin1'));
}

/**
 * Parses Docker's config.json and its kin: the containers tools' auth.json, `DOCKER_AUTH_CONFIG`, `~/.dockercfg`.
 *
 * One that says nothing, such as an empty file, has no logins.
 *
 * @throws {InputError} where it is not a JSON object, or nested too deeply; its content is never part of the message.
 */
export function parseDockerConfig(bytes: Uint8Array, path: string, layout: ConfigLayout = 'config'): DockerConfig {
  const refuse = (reason: string): InputError =>
    new InputError(`Cannot read credentials from ${quote(path)}: ${reason}; log in again, or remove the file`);
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
