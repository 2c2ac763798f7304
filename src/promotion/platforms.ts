import { PolicyError } from '../errors.ts';
import { formatReference } from '../oci/reference.ts';
import { lackingPlatforms } from '../policy/platforms.ts';
import type { AdmissionRequest } from './admission.ts';
import type { SourceImage } from './source.ts';

/** @throws {PolicyError} that names the missing platforms and those that there are. */
export async function requirePlatforms(
  { from, destinations }: Pick<AdmissionRequest, 'from' | 'destinations'>,
  image: Pick<SourceImage, 'platforms'>,
): Promise<void> {
  for (const { route } of destinations) {
    const environment = route?.destination;
    if (environment === undefined || environment.platforms.length === 0) continue;
    const lacking = lackingPlatforms(environment, await image.platforms());
    if (lacking === undefined) continue;
    const { reason, remedy } = lacking;
    throw new PolicyError(`Cannot promote ${formatReference(from)} to ${environment.name}: ${reason}; ${remedy}`);
  }
}
