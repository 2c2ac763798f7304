/** Docker Hub under its three names is one registry (distribution/reference, normalize.go). */
const DOCKER_HUB: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

const PORT = /^(.+):([0-9]{1,5})$/;

/** Whether a host name or address is this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase();
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
}

function isLoopbackAddress(hostname: string): boolean {
  return hostname === '[::1]' || /^127(?:\.[0-9]{1,3}){3}$/.test(hostname);
}

/** An IPv4 address within one of IPv6, as `URL.hostname` writes it (RFC 4291, section 2.5.5.2). */
const MAPPED = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

/**
 * Writes a host in the one spelling that `URL.hostname` has: an address may be written in decimal, octal or hexadecimal
 * numbers, with parts left out, or as one of IPv6.
 *
 * @returns undefined if it is no host.
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

/** A registry's host under another name, by a pattern that is anchored on both sides, and the name that it is known by. */
type Alias = readonly [pattern: RegExp, name: string];

/**
 * Hosts by which one registry answers, whatever the repository. What is not listed counts as another registry: names in a
 * private DNS, and the private endpoints of clouds. docs/reference/registries.md says so.
 */
const HOSTS: readonly Alias[] = [
  // By IPv4 alone and by both, certified by FIPS and not: account and region say which it is.
  [/^([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com|on\.aws)$/, '$1.dkr.ecr.$2.amazonaws.com'],
  [
    /^([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws|on\.amazonwebservices)\.com\.cn$/,
    '$1.dkr.ecr.$2.amazonaws.com.cn',
  ],
  [/^ecr-public\.aws\.com$/, 'public.ecr.aws'],
  [/^registry\.hub\.docker\.com$/, 'docker.io'],
];

/** Where Artifact Registry keeps the repositories of each host of the former Container Registry. */
const GCR: ReadonlyMap<string, string> = new Map([
  ['gcr.io', 'us-docker.pkg.dev'],
  ['us.gcr.io', 'us-docker.pkg.dev'],
  ['eu.gcr.io', 'europe-docker.pkg.dev'],
  ['asia.gcr.io', 'asia-docker.pkg.dev'],
]);

function knownHost(host: string): string {
  const [, name = host, port = ''] = /^(.*?)(:[0-9]+)?$/.exec(host) ?? [];
  // All addresses of this machine are one, as long as nothing listens at some of them only.
  if (name === 'localhost' || isLoopbackAddress(name)) return `localhost${port}`;
  const alias = HOSTS.find(([pattern]) => pattern.test(host));
  return alias === undefined ? host : host.replace(...alias);
}

/** Writes a repository of the former Container Registry as the one of Artifact Registry that answers for it. */
function knownPath(host: string, path: string): string {
  const home = GCR.get(host);
  // A project of a domain has two segments, `example.com/project`.
  const [, project, rest] = /^([^/{}]+\.[^/{}]+\/[^/{}]+|[^/{}.]+)\/(.+)$/.exec(path) ?? [];
  return home === undefined || project === undefined ? `${host}/${path}` : `${home}/${project}/${host}/${rest}`;
}

/** Writes a repository of Artifact Registry as the one of the former Container Registry that answers for it. */
function formerName(known: string): string | undefined {
  const [, home, project, host = '', rest] =
    /^([a-z]+-docker\.pkg\.dev)\/([^/]+|[^/]+\.[^/]+\/[^/]+)\/((?:[a-z]+\.)?gcr\.io)\/(.+)$/.exec(known) ?? [];
  return GCR.get(host) === home && home !== undefined ? `${host}/${project}/${rest}` : undefined;
}

/**
 * Writes a repository, or a template of one, under the one name that stands for all by which its registry answers. It is
 * for comparing, and never for asking.
 *
 * @param text in the canonical spelling of `formatRepository`.
 * @example knownName('gcr.io/acme/app') // 'us-docker.pkg.dev/acme/gcr.io/app'
 */
export function knownName(text: string): string {
  const slash = text.indexOf('/');
  const host = knownHost(text.slice(0, slash));
  const path = text.slice(slash + 1);
  return host === 'docker.io' && !path.includes('/') && !path.includes('{')
    ? `${host}/library/${path}`
    : knownPath(host, path);
}

/** Lists the known name of a repository, and the one by which a template like `gcr.io/{image}` has it. */
export function knownNames(text: string): readonly string[] {
  const known = knownName(text);
  const former = formerName(known);
  return former === undefined ? [known] : [known, former];
}
