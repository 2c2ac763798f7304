import type { Repository } from '../oci/reference.ts';
import { isLoopback } from '../oci/registry-name.ts';
import { withAuth } from './auth/auth.ts';
import type { AuthOptions } from './auth/login.ts';
import { withoutEncoding } from './content-encoding.ts';
import { type HttpRequest, type HttpResponse, type Transport, withSentHeaders } from './transport/http.ts';
import { type HostLimits, withLimits } from './transport/limits.ts';
import { type LoopbackTls, withLoopbackTls } from './transport/loopback-tls.ts';
import { withRedirects, withSender } from './transport/redirect.ts';
import { withRetry } from './transport/retry.ts';
import { createRetryBudget, type RetryBudget, type RetryClock } from './transport/retry-budget.ts';
import { withoutPages } from './transport/web-page.ts';
import { type WriteLatency, withWriteLatency } from './transport/write-latency.ts';
import { createWarningSink, type WarningSink, withWarnings } from './warnings.ts';

/** One registry seen with one credential: what every operation of this folder is given first. */
export interface RegistryClient {
  /** The registry's canonical name, for messages. */
  readonly registry: string;
  readonly clock: RetryClock;
  readonly writeLatency: WriteLatency;
  /** Builds the address of a path below a repository, such as `manifests/latest`. */
  address(repository: Repository, path: string): URL;
  send(request: HttpRequest): Promise<HttpResponse>;
  /** The same registry, for what must still be done when the run was told to end; undefined if it is never told. */
  readonly afterStop?: RegistryClient;
}

/** What the clients of a run have in common: a registry does not tell them apart when it is busy. */
interface Traffic {
  readonly retryBudget: RetryBudget;
  readonly limits: HostLimits;
  readonly warnings: WarningSink;
}

/**
 * Makes what the clients of a run have in common.
 *
 * @param warn is told what registries warn of; nobody is by default.
 */
export function createTraffic(clock: RetryClock, warn: (sentence: string) => void = () => undefined): Traffic {
  return { retryBudget: createRetryBudget(clock), limits: new Map(), warnings: createWarningSink(warn) };
}

interface RegistryClientOptions {
  readonly registry: string;
  readonly endpoint: URL;
  readonly transport: Transport;
  readonly clock: RetryClock;
  readonly auth: Omit<AuthOptions, 'registry'>;
  /** Its own by default. */
  readonly traffic?: Traffic;
}

/**
 * Builds a client as a chain: pace, authentication, retry, limits, redirects, and then the network.
 *
 * Retrying stands behind authentication, so that requests for tokens are tried again too.
 */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { clock, traffic = createTraffic(clock) } = options;
  const sender = withSender(withSentHeaders(options.transport), options.endpoint, options.auth.trustedHosts);
  const limited = withLimits(withRedirects(sender, options.auth.maskSecret), traffic.limits);
  const retrying = withRetry(limited, clock, traffic.retryBudget);
  const secure: LoopbackTls = withLoopbackTls(options.endpoint, (endpoint) =>
    withoutEncoding(withoutPages(withAuth(retrying, { ...options.auth, registry: endpoint }))),
  );
  const { transport: chain, writeLatency } = withWriteLatency(
    withWarnings(secure, options.registry, traffic.warnings),
    clock.now,
  );
  return {
    registry: options.registry,
    clock,
    writeLatency,
    address: (repository, path) => new URL(`${repository.name}/${path}`, secure.endpoint),
    send: (request) => chain.send(request),
  };
}

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
