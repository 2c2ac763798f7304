import { BlockList, isIP } from 'node:net';

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
 * Tells whether `NO_PROXY` names an address.
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
