import { RegistryError } from '../errors.ts';
import { digestAlgorithm } from '../oci/digest.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import type { EventSink } from './events.ts';
import type { PromotionPlan } from './promotion-plan.ts';
import type { PromotionRequest } from './request.ts';

/** In less than this, in ms, nobody tells a push during the run from one right after it: a look is not worth a request. */
const SHORT_RUN = 5000;

/**
 * Looks at the source's tag once more, and tells where it holds another image by now.
 *
 * It was resolved once, and the run stays with that digest. But whoever reads the log of a long run should know that
 * somebody pushed meanwhile. A look that fails says nothing.
 */
export async function reportDrift(
  client: RegistryClient,
  {
    request,
    plan,
    emit,
  }: { readonly request: PromotionRequest; readonly plan: PromotionPlan; readonly emit: EventSink },
): Promise<void> {
  if (request.from.kind !== 'tag') return;
  const [first] = plan.destinations;
  if (first === undefined || client.clock.now() - first.readAt < SHORT_RUN) return;
  const { repository: to, tag } = request.from;
  const { digest } = plan.image;
  try {
    const holds = await headManifest(client, to, tag, digestAlgorithm(digest));
    if (holds !== digest) emit({ kind: 'source-moved', to, tag, digest: holds });
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
  }
}
