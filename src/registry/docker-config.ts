import { InputError } from '../errors.ts';
import {
  isJsonObject,
  type JsonObject,
  objectProperty,
  parseJsonObject,
  property,
  stringProperty,
} from '../oci/json.ts';
import type { Credential } from './credential.ts';

/** The one key under which Docker keeps the credentials of Docker Hub. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';
const DOCKER_HUB_NAMES = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** Docker's config.json as far as it concerns credentials. */
export interface DockerConfig {
  /** Where it was read, for messages. */
  readonly path: string;
  /** By canonical registry. */
  readonly auths: ReadonlyMap<string, Credential>;
}

/** Returns the canonical registry of a key of `auths`; the host is compared whole, never in part (CVE-2026-59891). */
function registryOfKey(key: string): string | undefined {
  if (key === DOCKER_HUB_KEY) return 'docker.io';
  const host = /^(?:https?:\/\/)?([^/]+)(?:\/(?:v[12]\/?)?)?$/.exec(key)?.[1]?.toLowerCase();
  if (host === undefined) return undefined;
  return DOCKER_HUB_NAMES.has(host) ? 'docker.io' : host;
}

function parseAuth(entry: JsonObject): Credential | undefined {
  const bearer = stringProperty(entry, 'registrytoken');
  if (bearer !== undefined && bearer !== '') return { kind: 'bearer', token: bearer };
  const identity = stringProperty(entry, 'identitytoken');
  if (identity !== undefined && identity !== '') return { kind: 'identity-token', token: identity };
  const auth = stringProperty(entry, 'auth') ?? '';
  const plain = Buffer.from(auth, 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  if (colon > 0) {
    // Older Docker versions padded the password with NUL characters.
    return { kind: 'basic', username: plain.slice(0, colon), password: plain.slice(colon + 1).replace(/\0+$/, '') };
  }
  const username = stringProperty(entry, 'username');
  const password = stringProperty(entry, 'password');
  // An empty entry is the mark that a credential helper leaves: no credentials of its own.
  return username && password ? { kind: 'basic', username, password } : undefined;
}

/**
 * Parses Docker's config.json.
 *
 * @throws {InputError} where it is no JSON object; its content is never part of the message.
 */
export function parseDockerConfig(bytes: Uint8Array, path: string): DockerConfig {
  let config: JsonObject;
  try {
    config = parseJsonObject(bytes);
  } catch {
    throw new InputError(
      `Cannot read credentials from "${path}": it is no JSON object; log in again, or remove the file`,
    );
  }
  const auths = new Map<string, Credential>();
  for (const key of Object.keys(objectProperty(config, 'auths') ?? {})) {
    const entry = property(objectProperty(config, 'auths') ?? {}, key);
    const registry = registryOfKey(key);
    const credential = isJsonObject(entry) ? parseAuth(entry) : undefined;
    if (registry !== undefined && credential !== undefined) auths.set(registry, credential);
  }
  return { path, auths };
}
