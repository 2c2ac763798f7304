import { isLoopback } from '../oci/oci-registry-name.ts';

/** The port of HTTPS, which a registry's canonical name leaves out. */
const HTTPS_PORT = 443;

/**
 * Returns the address that a registry's API is found at.
 *
 * HTTPS, but for loopback hosts and those that the user named as insecure. Docker Hub's API has a host of its own.
 *
 * @param insecureRegistries hosts as they were written, in lower case: with `:443`, plain HTTP is spoken at that port.
 */
export function registryEndpoint(registry: string, insecureRegistries: ReadonlySet<string>): URL {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const url = new URL(`https://${host}/v2/`);
  if (url.port === '' && insecureRegistries.has(`${registry}:${HTTPS_PORT}`)) {
    return new URL(`http://${host}:${HTTPS_PORT}/v2/`);
  }
  return isLoopback(url.hostname) || insecureRegistries.has(registry) ? new URL(`http://${host}/v2/`) : url;
}
