import type { Repository } from '../oci/reference.ts';
import { type AuthOptions, withAuth } from './auth/auth.ts';
import { withoutEncoding } from './content-encoding.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport/http.ts';
import { type HostLimits, withLimits } from './transport/limits.ts';
import { type LoopbackTls, withLoopbackTls } from './transport/loopback-tls.ts';
import { withRedirects } from './transport/redirect.ts';
import { withRetry } from './transport/retry.ts';
import { createPatience, type Patience, type RetryClock } from './transport/retry-budget.ts';
import { withSaidHeaders } from './transport/said-headers.ts';
import { withSender } from './transport/sent-by.ts';
import { withoutPages } from './transport/web-page.ts';
import { type Pace, withPace } from './transport/write-latency.ts';
import { createWarningSink, type WarningSink, withWarnings } from './warnings.ts';

/** One registry seen with one credential: what every operation of this folder is given first. */
export interface RegistryClient {
  /** The registry's canonical name, for messages. */
  readonly registry: string;
  readonly clock: RetryClock;
  readonly pace: Pace;
  /** Builds the address of a path below a repository, such as `manifests/latest`. */
  address(repository: Repository, path: string): URL;
  send(request: HttpRequest): Promise<HttpResponse>;
  /** The same registry, for what must still be done when the run was told to end; undefined where it is never told. */
  readonly afterStop?: RegistryClient;
}

/** What the clients of a run have in common: a registry does not tell them apart when it is busy. */
export interface Traffic {
  readonly patience: Patience;
  readonly limits: HostLimits;
  readonly warnings: WarningSink;
}

/**
 * Makes what the clients of a run have in common.
 *
 * @param warn is told what registries warn of; nobody is by default.
 */
export function createTraffic(clock: RetryClock, warn: (sentence: string) => void = () => undefined): Traffic {
  return { patience: createPatience(clock), limits: new Map(), warnings: createWarningSink(warn) };
}

/** What a client is built from. */
export interface RegistryClientOptions {
  readonly registry: string;
  readonly endpoint: URL;
  readonly wire: Transport;
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
  const sender = withSender(withSaidHeaders(options.wire), options.endpoint, options.auth.trustedHosts);
  const limited = withLimits(withRedirects(sender, options.auth.maskSecret), traffic.limits);
  const retrying = withRetry(limited, clock, traffic.patience);
  const secure: LoopbackTls = withLoopbackTls(options.endpoint, (endpoint) =>
    withoutEncoding(withoutPages(withAuth(retrying, { ...options.auth, registry: endpoint }))),
  );
  const { transport: chain, pace } = withPace(withWarnings(secure, options.registry, traffic.warnings), clock.now);
  return {
    registry: options.registry,
    clock,
    pace,
    address: (repository, path) => new URL(`${repository.name}/${path}`, secure.endpoint),
    send: (request) => chain.send(request),
  };
}
