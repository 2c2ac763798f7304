import type { SetItem } from '../promotion/promotion-set.ts';
import { isChange } from '../tags/tag-plan.ts';

/** Tells whether an image has anything to be written in a destination where its record is signed. */
function willSign({ plan }: SetItem): boolean {
  return plan.destinations.some(
    ({ record, tags, copy }) => record === 'signed' && (tags.tags.some(isChange) || copy.manifests.length > 0),
  );
}

/**
 * Opens what signs, where anything may be signed, and gets a certificate where something will be: nothing is written
 * to a registry by a run that cannot sign.
 *
 * @throws {InputError} where key, token or certificate cannot be had.
 */
export async function readySigner(items: readonly SetItem[]): Promise<void> {
  const signing = items.find(({ plan }) => plan.destinations.some(({ record }) => record === 'signed'));
  const signer = await signing?.request.signer?.open();
  if (items.some(willSign)) await signer?.prepare();
}
