import { lookUpTags } from '../image/existing-tags.ts';
import { isJsonObject, parseJsonObject, property, tryParse } from '../oci/json.ts';
import { isMarkTag, isReservedTag } from '../oci/reference.ts';
import type { Deletion } from '../registry/deletion/deleter.ts';
import { getManifest, headManifest } from '../registry/manifests.ts';
import { fallbackTag } from '../registry/referrers/referrers.ts';
import { listTags } from '../registry/tag-list.ts';
import type { SchemeTag } from './belongings.ts';
import type { SweepPlace } from './look.ts';
import type { LeftOver } from './sweep-target.ts';

/** Other tags that are looked at before what a tag held is deleted by its digest; if there are more, it stays. */
const MOST_LOOKED_AT = 300;

/** Whether a list names anything: empty ones are the same bytes for every image. */
async function isOwnList({ client, repository }: SweepPlace, { tag, subject, holds }: SchemeTag): Promise<boolean> {
  if (tag !== fallbackTag(subject)) return false;
  const stored = await getManifest(client, repository, holds);
  const manifests = stored && tryParse(() => property(parseJsonObject(stored.bytes), 'manifests'));
  return Array.isArray(manifests) && manifests.some((each) => isJsonObject(each));
}

/** Whether another tag holds the same: one SBOM may stand beside several platforms. */
async function isShared({ client, repository }: SweepPlace, { tag, holds }: SchemeTag): Promise<boolean> {
  const suffix = /\.[a-z]+$/.exec(tag)?.[0] ?? '';
  const names = await listTags(client, repository);
  const others = [...names].filter(
    (each) =>
      each !== tag &&
      isReservedTag(each) &&
      !isMarkTag(each) &&
      (suffix === '' ? !each.includes('.') : each.endsWith(suffix)),
  );
  if (others.length > MOST_LOOKED_AT) return true;
  return [...(await lookUpTags(client, repository, others)).values()].includes(holds);
}

function toLeft(kind: LeftOver['kind'], name: string, deletion: Deletion): readonly LeftOver[] {
  const isLeft = deletion.kind === 'refused' || deletion.kind === 'unsupported';
  return isLeft ? [{ kind, name, reason: deletion.reason }] : [];
}

/** Deletes the lists of referrers, and what cosign has put beside manifests that are gone: the tag, then what it held. */
export async function sweepSchemeTags(place: SweepPlace, tags: readonly SchemeTag[]): Promise<readonly LeftOver[]> {
  const { client, repository, deleter } = place;
  const left: LeftOver[] = [];
  for (const each of tags) {
    const { tag, holds } = each;
    if ((await headManifest(client, repository, tag)) !== holds) continue;
    const isOwn = (await isOwnList(place, each)) || !(await isShared(place, each));
    const canDelete = await deleter.canDeleteTags();
    const ofTag = canDelete ? await deleter.deleteTag(tag, holds) : undefined;
    if (ofTag?.kind === 'refused') left.push(...toLeft('list', tag, ofTag));
    else if (isOwn) left.push(...toLeft('list', tag, await deleter.deleteManifest(holds)));
    else if (!canDelete) left.push({ kind: 'list', name: tag, reason: 'other tags hold the same' });
  }
  return left;
}
