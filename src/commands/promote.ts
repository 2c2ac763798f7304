import { openClientPool } from '../clients/pool.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import type { Route } from '../inputs/routes.ts';
import { resolveSource } from '../promotion/resolve-source.ts';
import { collectChunksSoon } from '../registry/transport/v8-flags.ts';
import type { WritingContext } from './context.ts';
import { openPromotionClients } from './promotion-clients.ts';

/** Whether bytes of an image may travel through the runner. */
function leadsElsewhere({ from, destinations }: Route): boolean {
  return destinations.some(({ repository }) => repository.registry !== from.repository.registry);
}

/** Sends the first request before the rest of the program is loaded, which takes as long as a registry to answer. */
export async function runPromote(inputs: PromoteInputs, context: WritingContext): Promise<void> {
  const { routes, expectedDigest, waitFor } = inputs;
  const wait = { milliseconds: waitFor, tell: context.logger.info };
  // It helps most before anything else is loaded.
  if (routes.some(leadsElsewhere)) collectChunksSoon();
  await using pool = await openClientPool(context, inputs, context.cancellation.signal);
  const clients = await openPromotionClients(pool, routes, inputs);
  const [first] = clients;
  const resolving = first && resolveSource(first.source, { from: routes[0].from, expectedDigest, wait });
  // If something else fails before this is awaited, that is what is reported.
  resolving?.catch(() => undefined);
  const { promoteSet } = await import('./promote-images.ts');
  await promoteSet(inputs, context, { pool, clients, resolving });
}
