import { PolicyError } from '../../errors.ts';
import { formatReference } from '../../oci/reference.ts';
import { formatList } from '../../text/format.ts';
import { type Graph, graphPlatforms } from '../graph/graph.ts';
import { type PromotionRequest, passageTo } from '../promotion-request.ts';

/** Tells whether an image has a platform: `linux/arm64` is had by `linux/arm64/v8` too, which is its usual variant. */
function hasPlatform(platforms: readonly string[], required: string): boolean {
  return platforms.some((platform) => platform === required || platform.startsWith(`${required}/`));
}

/**
 * Requires that an image has the platforms that its destinations' environments ask for.
 *
 * @throws {PolicyError} that names what is missing and what there is.
 */
export function requirePlatforms(request: PromotionRequest, graph: Graph): void {
  for (const repository of request.to) {
    const environment = passageTo(request, repository)?.destination;
    if (environment === undefined || environment.platforms.length === 0) continue;
    const platforms = graphPlatforms(graph).map(({ platform }) => platform);
    const missing = environment.platforms.filter((required) => !hasPlatform(platforms, required));
    if (missing.length === 0) continue;
    const has = platforms.length === 0 ? 'names no platform' : `is for ${formatList(platforms)} alone`;
    throw new PolicyError(
      `Cannot promote ${formatReference(request.from)} to ${environment.name}: it must be there for ${formatList(missing)}, and it ${has}; build it for all of them, or change "platforms" of ${environment.name}`,
    );
  }
}
