import { parseReference } from '../../src/oci/reference.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import type { DestinationResult } from '../../src/promotion/promote.ts';
import { formatScopes } from '../../src/registry/auth/challenge.ts';
import { createRegistryClient, createTraffic, registryEndpoint } from '../../src/registry/client.ts';
import type { Credential } from '../../src/registry/credentials/credential.ts';
import { type HttpTransport, openHttpTransport } from '../../src/registry/transport/network.ts';
import type { RetryClock } from '../../src/registry/transport/retry-budget.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { createTestPool, openImageClients } from '../clients/support.ts';
import { applyPromotion, NOW, repositoryOn, requestOf } from '../promotion/support.ts';
import type { User } from '../support/authorization.ts';
import type { ProfileRegistry } from '../support/registry/profiles.ts';
import { createVirtualClock } from './fault-clock.ts';

/** A repository of a registry that answers like another one. */
export interface Spot {
  readonly registry: ProfileRegistry;
  readonly repository: string;
  /** The name that the registry is known by, as of which there are hints; its host by default. */
  readonly name?: string;
}

function nameOf({ registry, name }: Spot): string {
  return name ?? registry.host;
}

/** What a promotion between two such places is to be like. */
export interface ProfilePromotion {
  readonly from: Spot & { readonly tag: string };
  readonly to: Spot;
  readonly rules: string;
  /** The credential at both ends; by default each registry's own user and password. */
  readonly credential?: Credential;
  /** The clock of the clients; their own by default. */
  readonly clock?: RetryClock;
}

/** Opens clients as the action does, but with a clock of the test's, and each registry's own user. */
function createPool(wire: HttpTransport, promotion: ProfilePromotion) {
  const { from, to, credential, clock = createVirtualClock(NOW.getTime()) } = promotion;
  const traffic = createTraffic(clock);
  const registryOf = (name: string) => (name === nameOf(to) ? to.registry : from.registry);
  function credentialAt(name: string): Credential {
    const user: User = registryOf(name).user;
    return credential ?? { kind: 'basic', ...user };
  }
  return createTestPool({
    find: async ({ repository }) => ({ credential: credentialAt(repository.registry), origin: 'the test' }),
    open({ registry, found, push, pull }) {
      const scopes = formatScopes({ push, pull });
      const auth = { credential: found.credential, scopes, maskSecret: () => undefined, now: clock.now };
      const endpoint = registryEndpoint(registryOf(registry).host, new Set());
      return createRegistryClient({ registry, endpoint, transport: wire, clock, auth, traffic });
    },
  });
}

/** Promotes an image, as `src/commands/promote.ts` does, in this process and in no time. */
export async function promote(promotion: ProfilePromotion): Promise<DestinationResult> {
  const { from, to, rules } = promotion;
  await using network = await openHttpTransport({ userAgent: 'sealift-test' });
  const source = parseReference(`${nameOf(from)}/${from.repository}:${from.tag}`);
  const destinations = [repositoryOn(nameOf(to), to.repository)] as const;
  const clients = await openImageClients(createPool(network, promotion), { from: source.repository, to: destinations });
  const request = requestOf(nameOf(from), {
    from: source,
    to: [...destinations],
    rules: parseTagRules(rules),
  });
  const plan = await preparePromotion(request, clients);
  const [result] = await applyPromotion(request, clients, { plan, emit: () => undefined });
  if (result === undefined) throw new Error('the promotion has no result');
  return result;
}
