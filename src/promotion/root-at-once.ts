import { isChange } from '../tags/planned-tag.ts';
import type { DestinationPlan } from './promotion-plan.ts';

/** What decides it beside the plan of the destination. */
export interface RootQuestion {
  /** Whether it is the only image of the run, in its only destination. */
  readonly isAlone: boolean;
  readonly hasRecord: boolean;
}

/**
 * Tells whether the root manifest may wait for its tags: to write it by its digest first would take a request and a
 * round trip more. Not where something refers to it, nor where the tags of others wait for it to be there.
 */
export function mayWriteAtOnce(
  { copy, companions, tags }: DestinationPlan,
  { isAlone, hasRecord }: RootQuestion,
): boolean {
  const isReferredTo = hasRecord || companions.referrers.length > 0 || companions.cosignTags.length > 0;
  // What names a subject is listed there, which the answer to a write by its digest tells whether the registry does.
  const isReferrer = copy.manifests.at(-1)?.node.manifest.subject !== undefined;
  // Where any manifest of the image is missing, so is the root.
  return isAlone && !isReferredTo && !isReferrer && tags.tags.some(isChange) && copy.manifests.length > 0;
}
