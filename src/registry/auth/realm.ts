import { isIP } from 'node:net';
import { isLoopback } from '../../oci/registry-name.ts';
import { safeText } from '../../util/safe-text.ts';
import { classifyAddress } from '../transport/addresses.ts';

/** Registries whose token server has another name, which they were seen to send to. */
const KNOWN_REALMS: ReadonlyMap<string, string> = new Map([
  ['registry-1.docker.io', 'auth.docker.io'],
  ['registry.gitlab.com', 'gitlab.com'],
  ['registry.digitalocean.com', 'api.digitalocean.com'],
]);

/** The token servers that the user trusts with the registries' credentials, as `host` or `host:port`. */
export type TrustedHosts = ReadonlySet<string>;

/** Why a token server is not even asked by nobody in particular, and what to do about it; both are clauses. */
interface RealmFault {
  readonly reason: string;
  readonly remedy: string;
}

/** What helps if a registry names a wrong token server. */
export const ASK = 'ask its administrators to correct it';

/** Says what to write so that a token server gets a registry's credentials. */
export function lineToAdd(host: string): string {
  return `add the line "trusted-auth-hosts: ${safeText(host, 100)}" to the inputs of this step`;
}

function isOnThisMachine(registry: URL, realm: URL): boolean {
  return isLoopback(registry.hostname) && isLoopback(realm.hostname);
}

/**
 * Whether a host is written as one that only this machine can reach. Whether a registry may send us into a private
 * network depends on where it is itself, which the connection finds out.
 */
function leadsToThisMachine({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (isLoopback(host)) return true;
  return isIP(host) > 0 && ['loopback', 'forbidden'].includes(classifyAddress(host));
}

/**
 * Finds why a token server is not asked at all: its address carries what no address should, it leaves HTTPS, or it
 * leads to the runner itself or to the metadata of a cloud (GHSA-xf85-363p-868w).
 *
 * @returns undefined if it may be asked, at least without credentials.
 */
export function findRealmFault(registry: URL, realm: URL, trusted: TrustedHosts = new Set()): RealmFault | undefined {
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
 * Whether a registry's credentials may be sent to the token server that it names: its own host, the parent or a child
 * of its domain, one of the known pairs, or one that the user named.
 *
 * A registry that was taken over, or a wrong address, could otherwise send them anywhere (CVE-2020-15157,
 * GHSA-xf85-363p-868w). A server that may not have them still gets anonymous requests.
 */
export function isTrustedRealm(registry: URL, realm: URL, trusted: TrustedHosts = new Set()): boolean {
  if (findRealmFault(registry, realm, trusted) !== undefined) return false;
  if (realm.hostname === registry.hostname || isOnThisMachine(registry, realm)) return true;
  if (trusted.has(realm.host) || KNOWN_REALMS.get(registry.hostname) === realm.host) return true;
  return isParentOrChild(registry.hostname, realm.hostname);
}

/**
 * Suffixes under which strangers are neighbours: nothing below one of them vouches for anything else there.
 * The list errs towards asking for too little: what is missing can be named in `trusted-auth-hosts`.
 */
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

/** Second labels under which countries give names to everybody, as in `co.uk`. */
const PUBLIC_SECOND =
  /^(?:ac|asn|asso|co|com|edu|firm|gen|go|gob|gouv|gov|govt|gv|id|idv|ind|info|ltd|me|mil|muni|ne|net|nhs|nom|or|org|plc|police|pp|pro|sch|school|web)\.[a-z]{2}$/;

/** Addresses that end alike have no owner in common: they are no domain. */
const ADDRESS = /^(?:[0-9.]+|\[.*\])$/;

function isShared(domain: string): boolean {
  return PUBLIC_SECOND.test(domain) || SHARED_SUFFIXES.some((end) => domain === end || domain.endsWith(`.${end}`));
}

function isDomainOfOwner(domain: string): boolean {
  return domain.includes('.') && !ADDRESS.test(domain) && !isShared(domain);
}

/**
 * Whether a host is the parent of another or a child of it: whoever has a domain decides what is below it. Siblings
 * say nothing of each other, since no list knows all domains in which strangers get names.
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
