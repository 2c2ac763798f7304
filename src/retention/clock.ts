import { PolicyError } from '../errors.ts';
import type { Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { formatDuration } from '../util/format.ts';

/** How far clocks may differ (ms). */
const SKEW = 5 * 60 * 1000;

/**
 * Compares the clock of this machine with a registry's: by a wrong one everything would be old.
 *
 * @throws {PolicyError} if they differ by more than five minutes.
 */
export async function requireClock(client: RegistryClient, repository: Repository, names: string): Promise<void> {
  const url = client.address(repository, 'manifests/latest');
  const sentAt = client.clock.now();
  const response = await client.send({ method: 'HEAD', url, headers: {} });
  await response.discard();
  const told = Date.parse(response.header('date') ?? '');
  const [early, late] = [sentAt - SKEW, client.clock.now() + SKEW];
  if (Number.isNaN(told) || (told >= early && told <= late)) return;
  throw new PolicyError({
    what: `retain ${names}`,
    reason: `the clock of this machine and that of ${client.registry} differ by ${formatDuration(Math.abs(told - sentAt))}`,
    remedy: 'set the clock, as ages are counted by it',
  });
}
