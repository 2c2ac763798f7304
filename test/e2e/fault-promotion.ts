import { parseReference } from '../../src/oci/reference.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import type { DestinationResult } from '../../src/promotion/promote.ts';
import { formatScopes } from '../../src/registry/auth/challenge.ts';
import { createRegistryClient, createTraffic, registryEndpoint } from '../../src/registry/client.ts';
import type { Timeouts } from '../../src/registry/transport/connections.ts';
import { type HttpTransport, openHttpTransport } from '../../src/registry/transport/network.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { createTestPool, openImageClients } from '../clients/support.ts';
import { applyPromotion, NOW, repositoryOn, requestOf } from '../promotion/support.ts';
import { createVirtualClock } from './fault-clock.ts';
import { type FaultWorld, type Place, USER } from './fault-world.ts';

/** How a run speaks to registries. */
export interface PromotionRun {
  /** By which a script knows the run. */
  readonly userAgent: string;
  readonly timeouts?: Timeouts;
}

/** Opens clients as the action does, but with a clock and a network of the test's. */
function createPool(wire: HttpTransport) {
  const clock = createVirtualClock(NOW.getTime());
  const traffic = createTraffic(clock);
  return createTestPool({
    find: async () => ({ credential: { kind: 'basic', ...USER }, origin: 'the test' }),
    open({ registry, found: { credential }, push, pull }) {
      const auth = { credential, scopes: formatScopes({ push, pull }), maskSecret: () => undefined, now: clock.now };
      const endpoint = registryEndpoint(registry, new Set());
      return createRegistryClient({ registry, endpoint, transport: wire, clock, auth, traffic });
    },
  });
}

/** Promotes the image to a place, as `src/commands/promote.ts` does; its connections are gone when it returns or throws. */
export async function promote(world: FaultWorld, place: Place, run: PromotionRun): Promise<DestinationResult> {
  await using network = await openHttpTransport(run);
  const from = parseReference(`${world.source.host}/d/app:1.2.3`);
  const to = [repositoryOn(place.registry.host, place.name)] as const;
  const clients = await openImageClients(createPool(network), { from: from.repository, to });
  const request = requestOf(world.source.host, { from, to: [...to], rules: parseTagRules('type=semver') });
  const plan = await preparePromotion(request, clients);
  const [result] = await applyPromotion(request, clients, { plan, emit: () => undefined });
  if (result === undefined) throw new Error('the promotion has no result');
  return result;
}
