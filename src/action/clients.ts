import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Repository } from '../oci/repository.ts';
import type { PromotionClients } from '../promotion/promotion-request.ts';
import { secretsOf } from '../registry/credential.ts';
import {
  dockerConfigPath,
  type ExplicitCredential,
  findCredential,
  readDockerConfig,
} from '../registry/credentials.ts';
import { registryEndpoint } from '../registry/endpoint.ts';
import type { HttpRequest, Transport } from '../registry/http.ts';
import { createRegistryClient, type RegistryClient } from '../registry/registry-client.ts';
import type { RetryClock } from '../registry/retry.ts';
import { formatScopes } from '../registry/scopes.ts';
import { openWire, type Wire } from '../registry/wire.ts';
import { USER_AGENT } from '../tool.ts';
import type { Environment } from './event.ts';
import type { Logger } from './logger.ts';

/** What clients are opened from: the network, where credentials may lie, and where to speak. */
export interface ClientSetup {
  readonly environment: Environment;
  readonly logger: Logger;
  readonly insecureRegistries: ReadonlySet<string>;
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
  open(registry: string, purpose: ClientPurpose): RegistryClient;
}

const CLOCK: RetryClock = { sleep: (milliseconds) => sleep(milliseconds), now: Date.now, random: Math.random };

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

/** Opens the network and reads the credentials that a login step left. */
export async function openClients(setup: ClientSetup): Promise<ClientOpener> {
  const { environment, logger, insecureRegistries } = setup;
  const config = await readDockerConfig(dockerConfigPath(environment, environment['HOME'] || homedir()));
  for (const credential of config?.auths.values() ?? []) secretsOf(credential).forEach(logger.maskSecret);
  const wire = await openWire({ userAgent: USER_AGENT });
  const transport = withDebugLog(wire, logger);
  return {
    get requests() {
      return wire.requests;
    },
    open(registry, { explicit, push, pull }) {
      const { credential, origin } = findCredential(registry, { explicit, config });
      secretsOf(credential).forEach(logger.maskSecret);
      const say = credential.kind === 'anonymous' ? logger.debug : logger.info;
      say(`Credentials for ${registry}: ${origin}`);
      const auth = { credential, scopes: formatScopes({ push, pull }), maskSecret: logger.maskSecret, now: CLOCK.now };
      const endpoint = registryEndpoint(registry, insecureRegistries);
      return createRegistryClient({ registry, endpoint, wire: transport, clock: CLOCK, auth });
    },
    [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose](),
  };
}

/** What a promotion needs clients for. */
export interface PromotionAccess {
  readonly from: Repository;
  readonly to: readonly Repository[];
  readonly source: ExplicitCredential | undefined;
  readonly destination: ExplicitCredential | undefined;
}

/**
 * Opens the clients of a promotion, one for each registry and credential.
 *
 * Where source and destination share both, they share the client and its token, which then covers all that the run
 * does there. A destination's client may also pull from the source, because a mount asks for that.
 */
export function openPromotionClients(opener: ClientOpener, access: PromotionAccess): PromotionClients {
  const { from, to, source, destination } = access;
  const clients = new Map<string, RegistryClient>();
  for (const { registry } of to) {
    if (clients.has(registry)) continue;
    const push = to.filter((repository) => repository.registry === registry);
    const pull = from.registry === registry ? [from] : [];
    clients.set(registry, opener.open(registry, { explicit: destination, push, pull }));
  }
  const isShared = source?.username === destination?.username && source?.password === destination?.password;
  const shared = isShared ? clients.get(from.registry) : undefined;
  const reader = shared ?? opener.open(from.registry, { explicit: source, push: [], pull: [from] });
  return {
    source: reader,
    destination({ registry }) {
      const client = clients.get(registry);
      if (client === undefined) throw new Error(`no client was opened for ${registry}`);
      return client;
    },
  };
}
