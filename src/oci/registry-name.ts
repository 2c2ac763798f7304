/** Docker Hub under its three names is one registry (distribution/reference, normalize.go). */
const DOCKER_HUB: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
const PORT = /^(.+):([0-9]{1,5})$/;

/** Tells whether a host name or address is this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase();
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(?:\.[0-9]{1,3}){3}$/.test(host)
  );
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
 * Returns the one spelling of a registry, by which credentials, clients and mounts know it: lower case, without the
 * default port, `docker.io` for Docker Hub.
 *
 * @param host a host, with or without a port.
 * @example canonicalRegistry('GHCR.io:443') // 'ghcr.io'
 */
export function canonicalRegistry(host: string, scheme: 'http' | 'https' = 'https'): string {
  const text = host.toLowerCase();
  const [, name, port] = PORT.exec(text) ?? [];
  const registry = name !== undefined && isDefaultPort(name, Number(port), scheme) ? name : text;
  return DOCKER_HUB.has(registry) ? 'docker.io' : registry;
}
