import { isLoopback } from '../oci/registry-name.ts';

export { isLoopback } from '../oci/registry-name.ts';

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
