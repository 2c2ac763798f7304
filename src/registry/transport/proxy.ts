import { BlockList, isIP } from 'node:net';
import { InputError } from '../../errors.ts';
import { isLoopback } from '../../oci/registry-name.ts';

/** Which proxies a run goes through, as the variables of its environment say. */
export interface ProxySettings {
  /** For plain HTTP; empty if there is none. */
  readonly httpProxy: string;
  /** For HTTPS; empty if there is none. */
  readonly httpsProxy: string;
  /** Hosts that are spoken to directly; see {@link isExcepted}. */
  readonly noProxy: string;
}

/** Reads a variable that has two spellings; the lower-case one wins, as for curl and Go, even where it is empty. */
function read(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  return (environment[name.toLowerCase()] ?? environment[name] ?? '').trim();
}

function readProxy(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = read(environment, name);
  if (value === '') return '';
  // "proxy:3128" is taken for "http://proxy:3128" everywhere.
  const url = URL.parse(value.includes('://') ? value : `http://${value}`);
  if (url !== null && url.hostname !== '' && (url.protocol === 'http:' || url.protocol === 'https:')) {
    // A proxy has no path; curl passes over one, and undici takes none.
    return Object.assign(url, { pathname: '/', search: '', hash: '' }).href;
  }
  // The value may hold a password and is not shown.
  throw new InputError({
    what: `use the proxy of the variable ${name}`,
    reason: 'its address does not begin with "http://" or "https://"',
    remedy: 'correct or remove the variable',
  });
}

/**
 * Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capitals or not.
 *
 * @returns undefined if no proxy is set.
 * @throws {InputError} if a proxy's address cannot be used.
 */
export function readProxySettings(
  environment: Readonly<Record<string, string | undefined>>,
): ProxySettings | undefined {
  const httpProxy = readProxy(environment, 'HTTP_PROXY');
  const httpsProxy = readProxy(environment, 'HTTPS_PROXY');
  return httpProxy === '' && httpsProxy === ''
    ? undefined
    : { httpProxy, httpsProxy, noProxy: read(environment, 'NO_PROXY') };
}

/** Lists what must not be shown of the proxies: passwords, as they are written, as they are meant, and as they are sent. */
export function secretsOfProxies({ httpProxy, httpsProxy }: ProxySettings): readonly string[] {
  return [httpProxy, httpsProxy].flatMap((text) => {
    const url = URL.parse(text);
    if (url === null || (url.username === '' && url.password === '')) return [];
    const [username, password] = [decode(url.username), decode(url.password)];
    const sent = Buffer.from(`${username}:${password}`).toString('base64');
    return [url.password, password, sent].filter((secret) => secret !== '');
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Returns the proxy that an address is reached through; empty if there is none.
 *
 * This machine is never reached through a proxy, which would take it for itself.
 */
export function proxyFor(url: URL, settings: ProxySettings | undefined): string {
  if (settings === undefined || isLoopback(url.hostname) || isExcepted(url, settings.noProxy)) return '';
  return url.protocol === 'https:' ? settings.httpsProxy : settings.httpProxy;
}

/** An exception: a host or its suffix, a network, or everything; at one port or at all. */
interface Exception {
  readonly host: string;
  readonly port: string;
}

function bare(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

function parseException(text: string): Exception {
  // An address of IPv6 holds colons itself; with a port it stands in brackets.
  const [, bracketed, own] = /^(\[[^\]]*\])(?::(\d+))?$/.exec(text) ?? [];
  if (bracketed !== undefined) return { host: bare(bracketed), port: own ?? '' };
  const [, host = text, port = ''] = /^([^:]*):(\d+)$/.exec(text) ?? [];
  return { host: bare(host), port };
}

function isInNetwork(host: string, network: string): boolean {
  const [, address = '', prefix = ''] = /^(.*)\/(\d{1,3})$/.exec(network) ?? [];
  const [hostFamily, family] = [isIP(host), isIP(address)];
  if (hostFamily === 0 || family === 0 || Number(prefix) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, hostFamily === 4 ? 'ipv4' : 'ipv6');
}

function covers({ host: pattern }: Exception, host: string): boolean {
  if (pattern === '*') return true;
  if (pattern.includes('/')) return isInNetwork(host, pattern);
  if (isIP(pattern) > 0 || isIP(host) > 0) return isInNetwork(host, `${pattern}/${isIP(pattern) === 6 ? 128 : 32}`);
  // "*.example.com" means what is below, "example.com" and ".example.com" the domain too, as for curl.
  const isBelow = pattern.startsWith('*.');
  const domain = pattern.replace(/^\*?\./, '');
  return domain !== '' && (host.endsWith(`.${domain}`) || (!isBelow && host === domain));
}

/**
 * Whether `NO_PROXY` names an address.
 *
 * Entries are separated by commas or blanks: `*`, hosts (with all that is below them), `*.suffix`, addresses, and
 * networks such as `10.0.0.0/8`, each with a port or for all. Names are not resolved: a network covers addresses
 * that are written as such (as in Go's httpproxy).
 */
export function isExcepted(url: URL, noProxy: string): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const host = bare(url.hostname);
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .map(parseException)
    .some((exception) => (exception.port === '' || exception.port === port) && covers(exception, host));
}
