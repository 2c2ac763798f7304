/** Docker Hub under its three names is one registry (distribution/reference, normalize.go). */
const DOCKER_HUB: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

const PORT = /^(.+):([0-9]{1,5})$/;

/** Tells whether a host name or address is this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase();
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
}

/** Tells whether a host is written as an address of this machine. */
export function isLoopbackAddress(hostname: string): boolean {
  return hostname === '[::1]' || /^127(?:\.[0-9]{1,3}){3}$/.test(hostname);
}

/** An IPv4 address within one of IPv6, as `URL.hostname` writes it (RFC 4291, section 2.5.5.2). */
const MAPPED = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

/**
 * Writes a host in the one spelling that `URL.hostname` has: an address may be written in decimal, octal or hexadecimal
 * numbers, with parts left out, or as one of IPv6.
 *
 * @returns undefined where it is no host.
 * @example spellHost('127.1') // '127.0.0.1'
 */
export function spellHost(host: string): string | undefined {
  const hostname = URL.parse(`https://${host}`)?.hostname;
  const [, high, low] = MAPPED.exec(hostname ?? '') ?? [];
  if (high === undefined || low === undefined) return hostname;
  return [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
}

function isDefaultPort(name: string, port: number, scheme: 'http' | 'https'): boolean {
  // This machine is spoken to over plain HTTP first, where another port is the default.
  return scheme === 'https' ? port === 443 && !isLoopback(name) : port === 80;
}

/**
 * Returns the spelling of a registry that is spoken to over plain HTTP: the canonical one, but with the port 443 where
 * it was written, which is not the default then.
 *
 * @example insecureRegistry('Registry.example.com:0443') // 'registry.example.com:443'
 */
export function insecureRegistry(host: string): string {
  const registry = canonicalRegistry(host);
  return PORT.test(host) && registry !== 'docker.io' && !PORT.test(registry) ? `${registry}:443` : registry;
}

/**
 * Returns the one spelling of a registry, by which credentials, clients and mounts know it: as {@link spellHost} writes
 * it, without the default port, `docker.io` for Docker Hub.
 *
 * @param host a host, with or without a port.
 * @example canonicalRegistry('GHCR.io:443') // 'ghcr.io'
 */
export function canonicalRegistry(host: string, scheme: 'http' | 'https' = 'https'): string {
  const text = host.toLowerCase();
  const [, written = text, port] = PORT.exec(text) ?? [];
  const name = spellHost(written) ?? written;
  const isPlain = port === undefined || isDefaultPort(name, Number(port), scheme);
  const registry = isPlain ? name : `${name}:${Number(port)}`;
  return DOCKER_HUB.has(registry) ? 'docker.io' : registry;
}
