import { canonicalRegistry } from '../../oci/registry-name.ts';

/** The key of Docker Hub in configurations, and the name by which helpers know it. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

const KEY = /^(?:(https?):\/\/)?([^/]+)(?:\/(.*))?$/i;

const HOST = /^(?:\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+)(?::[0-9]{1,5})?$/;

const PATH = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

/**
 * Undefined if the text is not a host, as with a user before it.
 *
 * @example canonicalHost('GHCR.io:443') // 'ghcr.io'
 */
export function canonicalHost(text: string, scheme: 'http' | 'https' = 'https'): string | undefined {
  return HOST.test(text.toLowerCase()) ? canonicalRegistry(text, scheme) : undefined;
}

/**
 * Returns the canonical form of a key of `auths` or `credHelpers`: `host`, or `host/path` for a part of a registry, as
 * the containers tools write it. Undefined for Docker Hub's `…/v1/access-token` and addresses below other paths.
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

/** Whether a key is spelled as `docker login` writes it; it wins over other spellings of the same registry. */
export function isUsualKey(key: string): boolean {
  return key === DOCKER_HUB_KEY || key === parseAuthKey(key);
}

/**
 * Lists the canonical keys for a repository, the most specific first.
 *
 * Hosts and path segments are compared whole: a substring once sent credentials to look-alike hosts (CVE-2026-59891).
 *
 * @example lookupKeys('ghcr.io', 'a/b') // ['ghcr.io/a/b', 'ghcr.io/a', 'ghcr.io']
 */
export function lookupKeys(registry: string, repository = ''): readonly string[] {
  const host = canonicalHost(registry);
  if (host === undefined) return [];
  const segments = repository.split('/').filter((segment) => segment !== '');
  return [...segments.map((_, index) => [host, ...segments.slice(0, segments.length - index)].join('/')), host];
}

/** Returns the name of a registry in questions to helpers, as Docker writes it. */
export function helperAddress(host: string): string {
  return host === 'docker.io' ? DOCKER_HUB_KEY : host;
}
