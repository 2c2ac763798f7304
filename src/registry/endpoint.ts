/** Tells whether a host name or address is this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase();
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(?:\.[0-9]{1,3}){3}$/.test(host)
  );
}

/**
 * Returns the address that a registry's API is found at.
 *
 * HTTPS, but for loopback hosts and those that the user named as insecure. Docker Hub's API has a host of its own.
 */
export function registryEndpoint(registry: string, insecureRegistries: ReadonlySet<string>): URL {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const url = new URL(`https://${host}/v2/`);
  return isLoopback(url.hostname) || insecureRegistries.has(registry) ? new URL(`http://${host}/v2/`) : url;
}
