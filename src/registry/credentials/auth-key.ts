import { canonicalRegistry } from '../../oci/registry-name.ts';

/** The one key under which Docker keeps the credentials of Docker Hub, and by which it asks a helper for them. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

const KEY = /^(?:(https?):\/\/)?([^/]+)(?:\/(.*))?$/i;

const HOST = /^(?:\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+)(?::[0-9]{1,5})?$/;

const PATH = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

/**
 * Returns the one spelling of a registry's host, as repositories have it.
 *
 * @returns undefined if the text is no host, as with a user before it.
 * @example canonicalHost('GHCR.io:443') // 'ghcr.io'
 */
export function canonicalHost(text: string, scheme: 'http' | 'https' = 'https'): string | undefined {
  return HOST.test(text.toLowerCase()) ? canonicalRegistry(text, scheme) : undefined;
}

/**
 * Returns the canonical form of a key of `auths` or `credHelpers`: `host`, or `host/path` where it is for a part of
 * the registry only, as the containers tools write it.
 *
 * What is no registry gives undefined: Docker Hub's `…/v1/access-token`, and addresses below another path.
 *
 * @example parseAuthKey('https://ghcr.io/v1/') // 'ghcr.io'
 */
export function parseAuthKey(key: string): string | undefined {
  const [, scheme, authority, rest = ''] = KEY.exec(key) ?? [];
  if (authority === undefined) return undefined;
  const host = canonicalHost(authority, scheme?.toLowerCase() === 'http' ? 'http' : 'https');
  const path = rest.replace(/\/$/, '');
  if (host === undefined || path === '' || path === 'v1' || path === 'v2') return host;
  if (scheme !== undefined || !PATH.test(path)) return undefined;
  return host === 'docker.io' && path.startsWith('v1/') ? undefined : `${host}/${path}`;
}

/**
 * Whether a key is in the form that `docker login` writes; it wins over another spelling of the same registry.
 */
export function isUsualKey(key: string): boolean {
  return key === DOCKER_HUB_KEY || key === parseAuthKey(key);
}

/**
 * Lists the canonical keys that speak for a repository, the most specific first.
 *
 * Hosts and segments of the path are compared whole, never in part: a substring once sent credentials to look-alike
 * hosts (CVE-2026-59891).
 *
 * @example lookupKeys('ghcr.io', 'a/b') // ['ghcr.io/a/b', 'ghcr.io/a', 'ghcr.io']
 */
export function lookupKeys(registry: string, repository = ''): readonly string[] {
  const host = canonicalHost(registry);
  if (host === undefined) return [];
  const segments = repository.split('/').filter((segment) => segment !== '');
  return [...segments.map((_, index) => [host, ...segments.slice(0, segments.length - index)].join('/')), host];
}

/** Returns the address by which a credential helper is asked for a registry, as Docker writes it. */
export function helperAddress(host: string): string {
  return host === 'docker.io' ? DOCKER_HUB_KEY : host;
}
