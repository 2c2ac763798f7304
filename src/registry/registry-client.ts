import type { Repository } from '../oci/repository.ts';
import { type AuthOptions, withAuth } from './auth.ts';
import type { HttpRequest, HttpResponse, Transport } from './http.ts';
import { type Pace, withPace } from './pace.ts';
import { withRedirects } from './redirect.ts';
import { type RetryClock, withRetry } from './retry.ts';

/** One registry seen with one credential: what every operation of this folder is given first. */
export interface RegistryClient {
  /** The registry's canonical name, for messages. */
  readonly registry: string;
  readonly clock: RetryClock;
  readonly pace: Pace;
  /** Builds the address of a path below a repository, such as `manifests/latest`. */
  address(repository: Repository, path: string): URL;
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** What a client is built from. */
export interface RegistryClientOptions {
  readonly registry: string;
  readonly endpoint: URL;
  readonly wire: Transport;
  readonly clock: RetryClock;
  readonly auth: Omit<AuthOptions, 'registry'>;
}

/** Builds a client as a chain: pace, then retry, then authentication, then redirects, then the network. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const redirecting = withRedirects(options.wire);
  const authenticated = withAuth(redirecting, { ...options.auth, registry: options.endpoint });
  const { transport: chain, pace } = withPace(withRetry(authenticated, options.clock), options.clock.now);
  return {
    registry: options.registry,
    clock: options.clock,
    pace,
    address: (repository, path) => new URL(`${repository.name}/${path}`, options.endpoint),
    send: (request) => chain.send(request),
  };
}
