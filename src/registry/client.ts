import type { Repository } from '../oci/reference.ts';
import { isLoopback } from '../oci/registry-name.ts';
import { withAuth } from './auth/auth.ts';
import type { AuthOptions } from './auth/login.ts';
import { withoutEncoding } from './content-encoding.ts';
import { withDeadline } from './transport/deadline.ts';
import { type HttpRequest, type HttpResponse, type Transport, withSentHeaders } from './transport/http.ts';
import { type HostLimits, withLimits } from './transport/limits.ts';
import { withLoopbackTls } from './transport/loopback-tls.ts';
import { withRedirects, withSender } from './transport/redirect.ts';
import { withRetry } from './transport/retry.ts';
import { createRetryBudget, type RetryBudget, type RetryClock } from './transport/retry-budget.ts';
import { withoutPages } from './transport/web-page.ts';
import { withWriteLatency } from './transport/write-latency.ts';
import { createWarningSink, type WarningSink, withWarnings } from './warnings.ts';

/** One registry with one credential: the first parameter of every operation here. */
export interface RegistryClient {
  /** The canonical name, for messages. */
  readonly registry: string;
  readonly clock: RetryClock;
  /** `slowestWrite` is the longest small write so far, from request to answer, in ms. */
  readonly writeLatency: { readonly slowestWrite: number };
  /** Builds the address of a path below a repository, such as `manifests/latest`. */
  address(repository: Repository, path: string): URL;
  send(request: HttpRequest): Promise<HttpResponse>;
  /** The same registry, for what must be finished after the run was told to end. */
  readonly afterStop?: RegistryClient;
}

/** What the clients of a run have in common: a registry does not tell them apart when it is busy. */
interface Traffic {
  readonly retryBudget: RetryBudget;
  readonly limits: HostLimits;
  readonly warnings: WarningSink;
}

/** @param warn receives what registries warn of. */
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

/** Requests for tokens are retried too, since retry is behind authentication. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { clock, traffic = createTraffic(clock) } = options;
  const sender = withSender(withSentHeaders(options.transport), options.endpoint, options.auth.trustedHosts);
  const inTime = withDeadline(withRedirects(sender, options.auth.maskSecret), clock);
  const limited = withLimits(inTime, traffic.limits);
  const retrying = withRetry(limited, clock, traffic.retryBudget);
  const secure = withLoopbackTls(options.endpoint, (endpoint) =>
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

/**
 * Returns the address of a registry's API: HTTPS, except for loopback hosts and those that the user named as insecure.
 * Docker Hub's API has its own host.
 *
 * @param insecureRegistries hosts as written, in lower case: with `:443`, plain HTTP is spoken at that port.
 */
export function registryEndpoint(registry: string, insecureRegistries: ReadonlySet<string>): URL {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const url = new URL(`https://${host}/v2/`);
  if (url.port === '' && insecureRegistries.has(`${registry}:443`)) {
    return new URL(`http://${host}:443/v2/`);
  }
  return isLoopback(url.hostname) || insecureRegistries.has(registry) ? new URL(`http://${host}/v2/`) : url;
}
