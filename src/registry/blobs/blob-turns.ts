import { createLimit, type Limit, type Slot } from '../../util/concurrency.ts';
import type { RegistryClient } from '../client.ts';

/**
 * Blobs are read from one registry in so many streams at once: half of the connections that a host may have.
 *
 * A stream keeps its connection while it waits for the upload that it feeds. Where both ends are one host, streams that
 * took all connections would wait for uploads that get none, for ever.
 */
const MOST_STREAMS = 8;

const LIMITS = new WeakMap<RegistryClient, Limit>();

/** Waits for the leave to read one more blob with a client; it must be given back. */
export function takeTurn(client: RegistryClient): Promise<Slot> {
  const limit = LIMITS.get(client) ?? createLimit(MOST_STREAMS);
  LIMITS.set(client, limit);
  return limit.acquire();
}
