import { homedir } from 'node:os';
import { formatRepository, type Repository } from '../oci/repository.ts';
import type { PromotionClients } from '../promotion/promotion-request.ts';
import { formatScopes } from '../registry/auth/scopes.ts';
import { type FoundCredential, isSameCredential } from '../registry/credentials/credential.ts';
import type { RegistryAction } from '../registry/credentials/credential-scopes.ts';
import { type ExplicitCredential, openCredentials } from '../registry/credentials/credentials.ts';
import { registryEndpoint } from '../registry/endpoint.ts';
import { createRegistryClient, createTraffic, type RegistryClient } from '../registry/registry-client.ts';
import type { HttpRequest, Transport } from '../registry/transport/http.ts';
import { readProxySettings, secretsOfProxies } from '../registry/transport/proxy.ts';
import { openWire, type Wire } from '../registry/transport/wire.ts';
import { USER_AGENT } from '../tool.ts';
import type { Environment } from './event/event.ts';
import { isForkRun } from './fork-run.ts';
import type { Logger } from './logger.ts';
import { createRunClock } from './run-clock.ts';

/** What clients are opened from: the network, where credentials may lie, and where to speak. */
export interface ClientSetup {
  readonly environment: Environment;
  readonly logger: Logger;
  readonly insecureRegistries: ReadonlySet<string>;
  /** The token servers that may have the registries' credentials, besides those that are known to belong to them. */
  readonly trustedAuthHosts: ReadonlySet<string>;
}

/** What one client is for. */
export interface ClientPurpose {
  readonly explicit: ExplicitCredential | undefined;
  readonly push: readonly Repository[];
  readonly pull: readonly Repository[];
}

/** Opens registry clients and closes their connections at the end of the run. */
export interface ClientOpener extends AsyncDisposable {
  readonly requests: number;
  /**
   * Finds the credential for what is to be done in a repository.
   *
   * @throws {InputError} where credentials lie ready but cannot be read.
   */
  find(repository: Repository, use: CredentialUse): Promise<FoundCredential>;
  /** Opens a client with the credential of the first repository that it is for: those it pushes to, then the others. */
  open(registry: string, purpose: ClientPurpose): Promise<RegistryClient>;
}

/** What a credential is for. */
export interface CredentialUse {
  readonly explicit: ExplicitCredential | undefined;
  readonly actions: readonly RegistryAction[];
}

const PULL = ['pull'] as const;
const PULL_AND_PUSH = ['pull', 'push'] as const;

function withDebugLog(wire: Wire, logger: Logger): Transport {
  return {
    async send(request: HttpRequest) {
      const response = await wire.send(request);
      // The query is left out: upload sessions and signed addresses carry secrets in it.
      logger.debug(`${request.method} ${request.url.origin}${request.url.pathname} ${response.status}`);
      return response;
    },
  };
}

/** Opens the network, and what a login step left for when it is needed. */
export async function openClients(setup: ClientSetup): Promise<ClientOpener> {
  const { environment, logger, insecureRegistries, trustedAuthHosts: trustedHosts } = setup;
  const credentials = openCredentials({
    environment,
    home: environment['HOME'] || homedir(),
    uid: process.getuid?.(),
    maskSecret: logger.maskSecret,
    warn: logger.warn,
  });
  const proxies = readProxySettings(environment);
  if (proxies !== undefined) secretsOfProxies(proxies).forEach(logger.maskSecret);
  const wire = await openWire({ userAgent: USER_AGENT, proxies });
  const clock = createRunClock();
  const traffic = createTraffic(clock, logger.warn);
  const transport = withDebugLog(wire, logger);
  const common = {
    ...{ trustedHosts, maskSecret: logger.maskSecret, warn: logger.warn, now: clock.now },
    basicOrigins: new Set<string>(),
    isForkRun: () => isForkRun(environment),
  };
  return {
    get requests() {
      return wire.requests;
    },
    find: ({ registry, name }, { explicit, actions }) =>
      credentials.find({ registry, repository: name, actions }, explicit),
    async open(registry, { explicit, push, pull }) {
      const repository = [...push, ...pull][0]?.name;
      const actions = push.length > 0 ? PULL_AND_PUSH : PULL;
      const { credential, origin, reread } = await credentials.find({ registry, repository, actions }, explicit);
      const say = credential.kind === 'anonymous' ? logger.debug : logger.info;
      say(`Credentials for ${registry}: ${origin}`);
      const scopes = formatScopes({ push, pull });
      const auth = { ...common, credential, reread, scopes };
      const endpoint = registryEndpoint(registry, insecureRegistries);
      return createRegistryClient({ registry, endpoint, wire: transport, clock, auth, traffic });
    },
    async [Symbol.asyncDispose]() {
      clock[Symbol.dispose]();
      await wire[Symbol.asyncDispose]();
    },
  };
}

/** What a promotion needs clients for. */
export interface PromotionAccess {
  readonly from: Repository;
  readonly to: readonly Repository[];
  readonly source: ExplicitCredential | undefined;
  readonly destination: ExplicitCredential | undefined;
}

/** Destinations that one client can serve: on one registry, with one credential. */
interface Lane {
  readonly registry: string;
  readonly found: FoundCredential;
  readonly repositories: Repository[];
}

async function groupDestinations(opener: ClientOpener, access: PromotionAccess): Promise<readonly Lane[]> {
  const lanes: Lane[] = [];
  for (const repository of access.to) {
    const { registry } = repository;
    const found = await opener.find(repository, { explicit: access.destination, actions: PULL_AND_PUSH });
    const lane = lanes.find(
      (other) => other.registry === registry && isSameCredential(other.found.credential, found.credential),
    );
    if (lane === undefined) lanes.push({ registry, found, repositories: [repository] });
    else lane.repositories.push(repository);
  }
  return lanes;
}

/**
 * Opens the clients of a promotion, one for each registry and credential.
 *
 * Where source and destination share both, they share the client and its token, which then covers all that the run
 * does there. Otherwise nothing that the source's side asks for can obtain what the destination's credential gives. A
 * destination's client may also pull from the source, because a mount asks for that.
 */
export async function openPromotionClients(opener: ClientOpener, access: PromotionAccess): Promise<PromotionClients> {
  const { from, source, destination: explicit } = access;
  const found = await opener.find(from, { explicit: source, actions: PULL });
  const clients = new Map<string, RegistryClient>();
  let shared: RegistryClient | undefined;
  for (const { registry, found: own, repositories: push } of await groupDestinations(opener, access)) {
    const pull = from.registry === registry ? [from] : [];
    const client = await opener.open(registry, { explicit, push, pull });
    for (const repository of push) clients.set(formatRepository(repository), client);
    if (from.registry === registry && isSameCredential(found.credential, own.credential)) shared ??= client;
  }
  const reader = shared ?? (await opener.open(from.registry, { explicit: source, push: [], pull: [from] }));
  return {
    source: reader,
    destination(repository) {
      const client = clients.get(formatRepository(repository));
      if (client === undefined) throw new Error(`no client was opened for ${formatRepository(repository)}`);
      return client;
    },
  };
}
