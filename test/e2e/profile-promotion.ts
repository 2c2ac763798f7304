import { type ClientOpener, openPromotionClients } from '../../src/action/clients.ts';
import { parseReference } from '../../src/oci/reference.ts';
import { applyPromotion, type DestinationResult } from '../../src/promotion/apply.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { formatScopes } from '../../src/registry/auth/scopes.ts';
import type { Credential } from '../../src/registry/credentials/credential.ts';
import { registryEndpoint } from '../../src/registry/endpoint.ts';
import { createRegistryClient, createTraffic } from '../../src/registry/registry-client.ts';
import { openWire, type Wire } from '../../src/registry/transport/wire.ts';
import { parseTagRules } from '../../src/tags/language/rule-parser.ts';
import { NOW, repositoryOn, requestOf } from '../promotion/support.ts';
import type { User } from '../support/authorization.ts';
import type { ProfileRegistry } from '../support/registry/profiles.ts';
import { createVirtualClock } from './fault-clock.ts';

/** A repository of a registry that answers like another one. */
export interface Spot {
  readonly registry: ProfileRegistry;
  readonly repository: string;
}

/** What a promotion between two such places is to be like. */
export interface ProfilePromotion {
  readonly from: Spot & { readonly tag: string };
  readonly to: Spot;
  readonly rules: string;
  /** The credential at both ends; by default each registry's own user and password. */
  readonly credential?: Credential;
}

/** Opens clients as the action does, but with a clock of the test's, and each registry's own user. */
function createOpener(wire: Wire, { from, to, credential }: ProfilePromotion): ClientOpener {
  const clock = createVirtualClock(NOW.getTime());
  const traffic = createTraffic(clock);
  function credentialAt(host: string): Credential {
    const user: User = host === to.registry.host ? to.registry.user : from.registry.user;
    return credential ?? { kind: 'basic', ...user };
  }
  return {
    get requests() {
      return wire.requests;
    },
    find: async ({ registry }) => ({ credential: credentialAt(registry), origin: 'the test' }),
    async open(registry, { push, pull }) {
      const scopes = formatScopes({ push, pull });
      const auth = { credential: credentialAt(registry), scopes, maskSecret: () => undefined, now: clock.now };
      const endpoint = registryEndpoint(registry, new Set());
      return createRegistryClient({ registry, endpoint, wire, clock, auth, traffic });
    },
    [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose](),
  };
}

/** Promotes an image, as `src/commands/promote.ts` does, in this process and in no time. */
export async function promote(promotion: ProfilePromotion): Promise<DestinationResult> {
  const { from, to, rules } = promotion;
  await using opener = createOpener(await openWire({ userAgent: 'sealift-test' }), promotion);
  const source = parseReference(`${from.registry.host}/${from.repository}:${from.tag}`);
  const destinations = [repositoryOn(to.registry.host, to.repository)] as const;
  const access = { from: source.repository, to: destinations, source: undefined, destination: undefined };
  const clients = await openPromotionClients(opener, access);
  const request = requestOf(from.registry.host, {
    from: source,
    to: [...destinations],
    rules: parseTagRules(rules),
  });
  const plan = await preparePromotion(request, clients);
  const [result] = await applyPromotion(request, clients, { plan, emit: () => undefined });
  if (result === undefined) throw new Error('the promotion has no result');
  return result;
}
