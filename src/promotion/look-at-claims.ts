import { RegistryError } from '../errors.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import { type LookedAt, lookAtClaims } from '../tag-updates/claim.ts';
import { TagJournal } from '../tag-updates/journal.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import type { DestinationPlan, PromotionPlan } from './plan.ts';

/** Whether a tag is immutable and to be created. */
export function isClaim(planned: PlannedTag | undefined): boolean {
  return planned?.action === 'create' && !planned.mutable;
}

/** The root manifest of an image, as tags are given it. */
export function rootOf({ image, graph }: PromotionPlan): StoredManifest {
  const node = graph.nodes.get(image.digest);
  if (node === undefined) throw new Error('the graph has no root');
  const { mediaType, digest } = image;
  return { mediaType, digest, bytes: node.bytes };
}

/**
 * Looks at the immutable tags of a complete image while its record is written, and throws nothing: a look that fails is
 * repeated when the tags are due.
 */
export async function lookEarly(
  client: RegistryClient,
  { plan, destination }: { readonly plan: PromotionPlan; readonly destination: DestinationPlan },
): Promise<LookedAt | undefined> {
  const { repository, tags } = destination;
  const target = { client, repository, root: rootOf(plan), journal: new TagJournal() };
  try {
    return await lookAtClaims(target, tags.tags.filter(isClaim));
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}
