import { isLoopback } from './endpoint.ts';

/** Registries whose token server has another name. */
const KNOWN_REALMS: ReadonlyMap<string, string> = new Map([
  ['registry-1.docker.io', 'auth.docker.io'],
  ['registry.gitlab.com', 'gitlab.com'],
]);

/**
 * Suffixes under which strangers are neighbours: two hosts below one of them do not belong together.
 * The list errs towards asking for too little; a realm that is not trusted still gets anonymous requests.
 */
const SHARED_SUFFIXES = [
  ...['azurecr.io', 'azurewebsites.net', 'pkg.dev', 'gcr.io', 'run.app', 'amazonaws.com', 'on.aws', 'cloudfront.net'],
  ...['jfrog.io', 'github.io'],
];
/** Addresses that end alike have no owner in common: they are no domain. */
const ADDRESS = /^(?:[0-9.]+|\[.*\])$/;

/** Tells whether a token server is the parent domain of its registry, or its sibling, in a domain of one owner. */
function sharesDomain(registry: string, realm: string): boolean {
  if (ADDRESS.test(registry)) return false;
  if (SHARED_SUFFIXES.some((suffix) => registry === suffix || registry.endsWith(`.${suffix}`))) return false;
  const parent = registry.split('.').slice(1).join('.');
  // A parent of two labels such as "co.uk" would join strangers: three are needed for a sibling, two for the parent itself.
  if (realm === parent) return parent.split('.').length >= 2 && !/^(?:co|com|org|net|ac|gov)\.[a-z]{2}$/.test(parent);
  return parent.split('.').length >= 3 && realm.endsWith(`.${parent}`);
}

/**
 * Tells whether a registry's credentials may be sent to the token server that it names.
 *
 * A registry that was taken over, or a wrong address, could otherwise send them anywhere (CVE-2020-15157,
 * GHSA-xf85-363p-868w). HTTPS is needed unless the registry itself is spoken to over plain HTTP on the same host.
 */
export function isTrustedRealm(registry: URL, realm: URL): boolean {
  if (realm.username !== '' || realm.password !== '') return false;
  if (realm.origin === registry.origin) return true;
  if (isLoopback(registry.hostname) && isLoopback(realm.hostname)) return true;
  if (realm.protocol !== 'https:')
    return realm.protocol === 'http:' && registry.protocol === 'http:' && realm.hostname === registry.hostname;
  if (realm.hostname === registry.hostname) return true;
  return KNOWN_REALMS.get(registry.hostname) === realm.hostname || sharesDomain(registry.hostname, realm.hostname);
}
