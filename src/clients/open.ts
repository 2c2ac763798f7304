import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../action/logger.ts';
import { openForeignSecrets } from '../action/received-secrets.ts';
import type { Env } from '../event/payload.ts';
import { isForkRun } from '../event/permissions.ts';
import type { Repository } from '../oci/reference.ts';
import { formatScopes } from '../registry/auth/challenge.ts';
import { createChallengeCache } from '../registry/auth/login.ts';
import { type BlobTracker, createBlobTracker } from '../registry/blobs/tracker.ts';
import { createRegistryClient, createTraffic, type RegistryClient, registryEndpoint } from '../registry/client.ts';
import type { FoundCredential, RegistryAction } from '../registry/credentials/credential.ts';
import { type ExplicitCredential, openCredentials } from '../registry/credentials/credentials.ts';
import type { MaskReceived } from '../registry/received-secret.ts';
import type { HttpRequest, Transport } from '../registry/transport/http.ts';
import { type HttpTransport, openHttpTransport } from '../registry/transport/network.ts';
import { readProxySettings, secretsOfProxies } from '../registry/transport/proxy.ts';
import type { RetryClock } from '../registry/transport/retry-budget.ts';
import { stoppableClock, withStop } from '../registry/transport/stop.ts';
import { USER_AGENT } from '../version.ts';

/** What clients are opened from: the network, where credentials may lie, and where to speak. */
interface ClientSetup {
  readonly environment: Env;
  readonly logger: Logger;
  readonly insecureRegistries: ReadonlySet<string>;
  /** The token servers that may have the registries' credentials, besides those that are known to belong to them. */
  readonly trustedAuthHosts: ReadonlySet<string>;
  /** Ends what the clients do; only what puts tags back goes on (`afterStop`). */
  readonly signal?: AbortSignal;
}

/** What one client is for. */
export interface ClientPurpose {
  readonly explicit: BoundCredential | undefined;
  readonly push: readonly Repository[];
  readonly pull: readonly Repository[];
}

/** Opens registry clients and closes their connections at the end of the run. */
export interface ClientOpener extends AsyncDisposable {
  readonly requests: number;
  /** What the run knows of blobs: each travels once, whatever images and destinations need it. */
  readonly tracker?: BlobTracker;
  /** The median of the last round trips, in ms; undefined before the first. */
  readonly roundTrip?: number | undefined;
  /**
   * Finds the credential for what is to be done in a repository.
   *
   * @throws {InputError} if credentials lie ready but cannot be read.
   */
  find(repository: Repository, use: CredentialUse): Promise<FoundCredential>;
  /** Opens a client with the credential of the first repository that it is for: those it pushes to, then the others. */
  open(registry: string, purpose: ClientPurpose): Promise<RegistryClient>;
}

/** What a credential is for. */
interface CredentialUse {
  readonly explicit: BoundCredential | undefined;
  readonly actions: readonly RegistryAction[];
}

/** What is done at a source. */
export const PULL = ['pull'] as const;

/** What is done at a destination. */
export const PULL_AND_PUSH = ['pull', 'push'] as const;

/** Makes something once, when it is first asked for. */
function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined;
  return () => {
    made ??= { result: make() };
    return made.result;
  };
}

/** So many round trips are kept. */
const SAMPLES = 101;

function withDebugLog(wire: HttpTransport, logger: Logger, roundTrips: number[]): Transport {
  return {
    async send(request: HttpRequest) {
      const startedAt = performance.now();
      const response = await wire.send(request);
      // A body's time says how large it is.
      if (request.body === undefined) roundTrips.push(performance.now() - startedAt);
      if (roundTrips.length > SAMPLES) roundTrips.shift();
      // The query is left out: upload sessions and signed addresses carry secrets in it.
      logger.debug(`${request.method} ${request.url.origin}${request.url.pathname} ${response.status}`);
      return response;
    },
  };
}

/** Opens the network, and what a login step left for when it is needed. */
export async function openClients(setup: ClientSetup): Promise<ClientOpener> {
  const { environment, logger, insecureRegistries, trustedAuthHosts: trustedHosts, signal } = setup;
  const credentials = openCredentials({
    environment,
    home: environment['HOME'] || homedir(),
    uid: process.getuid?.(),
    maskSecret: logger.maskSecret,
    warn: logger.warn,
  });
  const proxies = readProxySettings(environment);
  if (proxies !== undefined) secretsOfProxies(proxies).forEach(logger.maskSecret);
  const wire = await openHttpTransport({ userAgent: USER_AGENT, proxies });
  const clock = createRunClock();
  const roundTrips: number[] = [];
  const names = new Set<string>();
  const foreignSecrets = openForeignSecrets({ environment, names: () => names, announce: logger.announceSecret });
  const network = { wire: withDebugLog(wire, logger, roundTrips), clock };
  const own =
    signal === undefined ? network : { wire: withStop(network.wire, signal), clock: stoppableClock(clock, signal) };
  const traffic = createTraffic(own.clock, logger.warn);
  const common = {
    ...{ trustedHosts, warn: logger.warn, now: clock.now },
    basicOrigins: new Set<string>(),
    challenges: createChallengeCache(),
    isForkRun: () => isForkRun(environment),
  };
  // A set opens many clients with one credential.
  const saidOnce = new Set<string>();
  return {
    get requests() {
      return wire.requests;
    },
    get roundTrip() {
      return roundTrips.toSorted((left, right) => left - right)[Math.floor(roundTrips.length / 2)];
    },
    tracker: createBlobTracker(),
    find: ({ registry, name }, { explicit, actions }) =>
      credentials.find({ registry, repository: name, actions }, credentialFor(registry, explicit)),
    async open(registry, { explicit, push, pull }) {
      const repository = [...push, ...pull][0]?.name;
      const actions = push.length > 0 ? PULL_AND_PUSH : PULL;
      const { credential, origin, reread } = await credentials.find(
        { registry, repository, actions },
        credentialFor(registry, explicit),
      );
      const said = `Credentials for ${registry}: ${origin}`;
      if (!saidOnce.has(said)) (credential.kind === 'anonymous' ? logger.debug : logger.info)(said);
      saidOnce.add(said);
      const scopes = formatScopes({ push, pull });
      for (const name of [registry, ...[...push, ...pull].map((each) => each.name)]) names.add(name);
      const maskSecret: MaskReceived = (secret, kind) => foreignSecrets.mask(registry, secret, kind);
      const auth = { ...common, credential, reread, scopes, maskSecret };
      const endpoint = registryEndpoint(registry, insecureRegistries);
      const client = createRegistryClient({ registry, endpoint, ...own, auth, traffic });
      if (signal === undefined) return client;
      // It logs in anew, and waits for no request of those that have ended.
      const afterStop = once(() =>
        createRegistryClient({ registry, endpoint, ...network, auth, traffic: createTraffic(clock, logger.warn) }),
      );
      return Object.defineProperty(client, 'afterStop', { get: afterStop });
    },
    async [Symbol.asyncDispose]() {
      clock[Symbol.dispose]();
      await wire[Symbol.asyncDispose]();
    },
  };
}

/** The clock of a run, which stops with it. */
interface RunClock extends RetryClock, Disposable {}

/**
 * Makes the clock of a run.
 *
 * When a run has failed, other requests of it may still wait for their next try: they would keep the process alive for
 * seconds after its last word. So from then on a sleep never ends, and holds nothing up.
 */
export function createRunClock(): RunClock {
  const end = new AbortController();
  const forever = new Promise<void>(() => undefined);
  return {
    now: Date.now,
    random: Math.random,
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal: end.signal }).catch(() => forever),
    [Symbol.dispose]: () => end.abort(),
  };
}

/** A credential of the inputs, and the registries that it may go to. */
export interface BoundCredential extends ExplicitCredential {
  /** Undefined if the workflow itself names every registry of the run. */
  readonly registries?: ReadonlySet<string>;
}

/** Returns a credential for a registry that it may go to; undefined for any other. */
export function credentialFor(registry: string, credential: BoundCredential | undefined): BoundCredential | undefined {
  return credential?.registries === undefined || credential.registries.has(registry) ? credential : undefined;
}
