import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../action/logger.ts';
import { openForeignSecrets } from '../action/received-secrets.ts';
import type { Env } from '../event/payload.ts';
import { isForkRun } from '../event/permissions.ts';
import { formatScopes } from '../registry/auth/challenge.ts';
import { createChallengeCache } from '../registry/auth/login.ts';
import { type BlobTracker, createBlobTracker } from '../registry/blobs/tracker.ts';
import { createRegistryClient, createTraffic, type RegistryClient, registryEndpoint } from '../registry/client.ts';
import { openCredentials } from '../registry/credentials/credentials.ts';
import { findHome } from '../registry/credentials/home.ts';
import type { MaskReceived } from '../registry/received-secret.ts';
import type { Transport } from '../registry/transport/http.ts';
import { openHttpTransport } from '../registry/transport/network.ts';
import { readProxySettings, secretsOfProxies } from '../registry/transport/proxy.ts';
import type { RetryClock } from '../registry/transport/retry-budget.ts';
import { stoppableClock, withStop } from '../registry/transport/stop.ts';
import { USER_AGENT } from '../version.ts';
import { type ClientLookup, type ClientPurpose, openByCredential, type RepositoryUse } from './by-credential.ts';

/** What a run's inputs say of registries. */
export interface PoolInputs {
  readonly insecureRegistries: ReadonlySet<string>;
  /** The token servers that may have the registries' credentials, besides those that are known to belong to them. */
  readonly trustedAuthHosts: ReadonlySet<string>;
}

/** The registry clients of a run. */
export interface ClientPool extends AsyncDisposable {
  readonly requests: number;
  /** Each blob travels once, whatever images and destinations need it. */
  readonly tracker: BlobTracker;
  /** The median of the last round trips, in ms; undefined before the first. */
  readonly roundTrip: number | undefined;
  /** Opens no more clients than needed. @throws {InputError} if there are credentials that cannot be read. */
  open(uses: readonly RepositoryUse[]): Promise<ClientLookup>;
}

const SAMPLES = 101;

function observed(transport: Transport, logger: Logger, roundTrips: number[]): Transport {
  return {
    async send(request) {
      const startedAt = performance.now();
      const response = await transport.send(request);
      // A body's time says how large it is.
      if (request.body === undefined) roundTrips.push(performance.now() - startedAt);
      if (roundTrips.length > SAMPLES) roundTrips.shift();
      // The query is left out: upload sessions and signed addresses carry secrets in it.
      logger.debug(`${request.method} ${request.url.origin}${request.url.pathname} ${response.status}`);
      return response;
    },
  };
}

/**
 * Opens the network; finds stored credentials only when they are needed.
 *
 * @param signal ends what the clients do; only what reverts tags continues (`afterStop`).
 */
export async function openClientPool(
  { environment, logger }: { readonly environment: Env; readonly logger: Logger },
  { insecureRegistries, trustedAuthHosts: trustedHosts }: PoolInputs,
  signal?: AbortSignal,
): Promise<ClientPool> {
  const { maskSecret, warn } = logger;
  const home = findHome(environment);
  const credentials = openCredentials({ environment, home, uid: process.getuid?.(), maskSecret, warn });
  const proxies = readProxySettings(environment);
  if (proxies !== undefined) secretsOfProxies(proxies).forEach(maskSecret);
  const transport = await openHttpTransport({ userAgent: USER_AGENT, proxies });
  const clock = createRunClock();
  const roundTrips: number[] = [];
  const names = new Set<string>();
  const foreignSecrets = openForeignSecrets({ environment, names: () => names, publishMask: logger.publishMask });
  const lasting = { transport: observed(transport, logger, roundTrips), clock };
  const stoppable = signal && { transport: withStop(lasting.transport, signal), clock: stoppableClock(clock, signal) };
  const network = stoppable ?? lasting;
  const traffic = createTraffic(network.clock, warn);
  const common = {
    ...{ trustedHosts, warn, now: clock.now },
    basicOrigins: new Set<string>(),
    challenges: createChallengeCache(),
    isForkRun: () => isForkRun(environment),
  };
  // A set opens many clients with one credential.
  const logged = new Set<string>();

  function open({ registry, found: { credential, origin, reread }, ...access }: ClientPurpose): RegistryClient {
    const line = `Credentials for ${registry}: ${origin}`;
    if (!logged.has(line)) (credential.kind === 'anonymous' ? logger.debug : logger.info)(line);
    logged.add(line);
    for (const name of [registry, ...[...access.push, ...access.pull].map((each) => each.name)]) names.add(name);
    const maskReceived: MaskReceived = (secret, kind) => foreignSecrets.mask(registry, secret, kind);
    const auth = { ...common, credential, reread, scopes: formatScopes(access), maskSecret: maskReceived };
    const options = { registry, endpoint: registryEndpoint(registry, insecureRegistries), auth };
    const client = createRegistryClient({ ...options, ...network, traffic });
    if (stoppable === undefined) return client;
    let afterStop: RegistryClient | undefined;
    return {
      ...client,
      get afterStop() {
        // It logs in anew, and waits for no request of those that have ended.
        afterStop ??= createRegistryClient({ ...options, ...lasting, traffic: createTraffic(clock, warn) });
        return afterStop;
      },
    };
  }

  return {
    get requests() {
      return transport.requests;
    },
    get roundTrip() {
      return roundTrips.toSorted((left, right) => left - right)[Math.floor(roundTrips.length / 2)];
    },
    tracker: createBlobTracker(),
    open: (uses) =>
      openByCredential(uses, {
        find({ repository: { registry, name }, access, given }) {
          const explicit = given?.registries?.has(registry) === false ? undefined : given;
          const actions = access === 'push' ? (['pull', 'push'] as const) : (['pull'] as const);
          return credentials.find({ registry, repository: name, actions }, explicit);
        },
        open,
      }),
    async [Symbol.asyncDispose]() {
      clock[Symbol.dispose]();
      await transport[Symbol.asyncDispose]();
    },
  };
}

/**
 * Opens a clock that stops with the run: other requests of a failed run may still wait for their next try, and would
 * keep the process alive for seconds after its last line. From then on a sleep never ends, and holds nothing up.
 */
export function createRunClock(): RetryClock & Disposable {
  const end = new AbortController();
  const forever = new Promise<void>(() => undefined);
  return {
    now: Date.now,
    random: Math.random,
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal: end.signal }).catch(() => forever),
    [Symbol.dispose]: () => end.abort(),
  };
}
