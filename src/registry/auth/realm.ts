import { isIP } from 'node:net';
import { isLoopback } from '../../oci/registry-name.ts';
import { safeText } from '../../util/safe-text.ts';
import { classifyAddress } from '../transport/addresses.ts';

/** Registries whose token server has an unrelated name, as observed. */
const KNOWN_REALMS: ReadonlyMap<string, string> = new Map([
  ['registry-1.docker.io', 'auth.docker.io'],
  ['registry.gitlab.com', 'gitlab.com'],
  ['registry.digitalocean.com', 'api.digitalocean.com'],
]);

/** The token servers that the user trusts with the registries' credentials, as `host` or `host:port`. */
export type TrustedHosts = ReadonlySet<string>;

/** The remedy if a registry names a wrong token server. */
export const ASK = 'ask its administrators to correct it';

/** Says what to write so that a token server gets a registry's credentials. */
export function lineToAdd(host: string): string {
  return `add the line "trusted-auth-hosts: ${safeText(host, 100)}" to the inputs of this step`;
}

function isOnThisMachine(registry: URL, realm: URL): boolean {
  return isLoopback(registry.hostname) && isLoopback(realm.hostname);
}

/** Whether a host is written as one that only this machine can reach; the connection checks private networks. */
function leadsToThisMachine({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (isLoopback(host)) return true;
  return isIP(host) > 0 && ['loopback', 'forbidden'].includes(classifyAddress(host));
}

/**
 * Finds why a token server is not asked at all: a malformed address, plain HTTP, or one that leads to the runner itself
 * or a cloud's metadata (GHSA-xf85-363p-868w). Undefined if it may be asked, at least without credentials.
 */
export function findRealmFault(registry: URL, realm: URL, trusted: TrustedHosts = new Set()) {
  if (realm.username !== '' || realm.password !== '') return { reason: 'whose address carries a user', remedy: ASK };
  if (realm.hash !== '') return { reason: 'whose address has a fragment', remedy: ASK };
  if (realm.origin === registry.origin || isOnThisMachine(registry, realm)) return undefined;
  const isSameHost = realm.hostname === registry.hostname;
  if (realm.protocol !== 'https:' && !(isSameHost && registry.protocol === 'http:')) {
    return { reason: 'over plain HTTP', remedy: ASK };
  }
  if (isSameHost || trusted.has(realm.host) || !leadsToThisMachine(realm)) return undefined;
  const remedy = `if it is the registry's own, ${lineToAdd(realm.host)}`;
  return { reason: 'which only the runner itself can reach', remedy };
}

/**
 * Whether a registry's credentials may be sent to its token server: its own host, the parent or a child of its domain,
 * a known pair, or one that the user named.
 *
 * A compromised registry or a wrong address could otherwise send them anywhere (CVE-2020-15157, GHSA-xf85-363p-868w).
 * Other servers still get anonymous requests.
 */
export function isTrustedRealm(registry: URL, realm: URL, trusted: TrustedHosts = new Set()): boolean {
  if (findRealmFault(registry, realm, trusted) !== undefined) return false;
  if (realm.hostname === registry.hostname || isOnThisMachine(registry, realm)) return true;
  if (trusted.has(realm.host) || KNOWN_REALMS.get(registry.hostname) === realm.host) return true;
  return isParentOrChild(registry.hostname, realm.hostname);
}

/** Suffixes shared by strangers. `trusted-auth-hosts` can name a missing trust. */
const SHARED_SUFFIXES = [
  ...['azurecr.io', 'azurecr.cn', 'azurecr.us', 'azurewebsites.net', 'azurecontainerapps.io', 'azure.com'],
  ...['cloudapp.net', 'windows.net', 'pkg.dev', 'gcr.io', 'run.app', 'web.app', 'appspot.com', 'googleapis.com'],
  ...['amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu', 'on.aws', 'amazonwebservices.com.cn', 'cloudfront.net'],
  ...['jfrog.io', 'cloudsmith.io', 'container-registry.com', 'github.io', 'github.dev', 'gitlab.io', 'quay.io'],
  ...['herokuapp.com', 'fly.dev', 'onrender.com', 'netlify.app', 'vercel.app', 'pages.dev', 'workers.dev'],
  ...['ondigitalocean.app', 'digitaloceanspaces.com', 'scw.cloud', 'aliyuncs.com', 'myhuaweicloud.com', 'ocir.io'],
  ...['oraclecloud.com', 'appdomain.cloud', 'icr.io', 'ovh.net', 'hetzner.cloud', 'your-server.de', 'railway.app'],
  ...['ngrok.io', 'ngrok.app', 'ngrok.dev', 'ngrok-free.app', 'ngrok-free.dev', 'trycloudflare.com', 'ts.net'],
  ...['duckdns.org', 'dyndns.org', 'no-ip.org', 'ddns.net', 'nip.io', 'sslip.io', 'traefik.me', 'eu.org'],
  // Registrars that sell names below a domain of their own (Public Suffix List, "CentralNic").
  ...['ae.org', 'br.com', 'cn.com', 'com.de', 'com.se', 'de.com', 'eu.com', 'gb.net', 'gr.com', 'hu.net', 'in.net'],
  ...['jp.net', 'jpn.com', 'kr.com', 'mex.com', 'no.com', 'qc.com', 'ru.com', 'sa.com', 'se.net', 'uk.com', 'uk.net'],
  ...['us.com', 'us.org', 'uy.com', 'za.bz', 'za.com', 'africa.com', 'co.com', 'co.nl', 'co.no', 'radio.am'],
  'radio.fm',
];

/** Second labels under which countries sell names, as in `co.uk`. */
const PUBLIC_SECOND =
  /^(?:ac|asn|asso|co|com|edu|firm|gen|go|gob|gouv|gov|govt|gv|id|idv|ind|info|ltd|me|mil|muni|ne|net|nhs|nom|or|org|plc|police|pp|pro|sch|school|web)\.[a-z]{2}$/;

/** Addresses with a common end have no common owner. */
const ADDRESS = /^(?:[0-9.]+|\[.*\])$/;

function isDomainOfOwner(domain: string): boolean {
  if (!domain.includes('.') || ADDRESS.test(domain) || PUBLIC_SECOND.test(domain)) return false;
  return !SHARED_SUFFIXES.some((end) => domain === end || domain.endsWith(`.${end}`));
}

/**
 * Whether a host is the parent or a child of another: the owner of a domain decides what is below it. Siblings say
 * nothing of each other, since no list knows all shared domains.
 *
 * @example isParentOrChild('registry.acme.org', 'acme.org') // true
 * @example isParentOrChild('registry.acme.org', 'gitlab.acme.org') // false
 */
export function isParentOrChild(registry: string, other: string): boolean {
  if (ADDRESS.test(registry)) return false;
  const parent = registry.slice(registry.indexOf('.') + 1);
  if (other === parent) return isDomainOfOwner(parent);
  return other.endsWith(`.${registry}`) && isDomainOfOwner(registry);
}
