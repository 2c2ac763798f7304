import { recordFormOf } from '../promotion/promotion-request.ts';
import type { SetItem } from '../promotion/promotion-set.ts';

/** Opens what signs before anything is written, where anything will be signed. */
export async function readySigner(items: readonly SetItem[]): Promise<void> {
  const signing = items.find(({ request }) => request.to.some((to) => recordFormOf(request, to) === 'signed'));
  await signing?.request.signer?.open();
}
