import type { ArchivedContent } from '../attestation/predicates/archive.ts';
import { applyCopy } from '../copy/copy.ts';
import { copyAttachments } from '../copy/copy-attachments.ts';
import { planCopy } from '../copy/plan.ts';
import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import { formatCount } from '../util/format.ts';
import { type ArchivePlace, findLost } from './find-lost.ts';
import type { WholeImage } from './whole-image.ts';

/** Copies an image with all that refers to it, by digest: no tag of the image is written. */
export async function copyWhole(
  whole: WholeImage,
  from: ArchivePlace,
  to: ArchivePlace,
  warn: (sentence: string) => void,
): Promise<void> {
  const { graph, attachments } = whole;
  const graphs = [
    graph,
    ...attachments.referrers.map((each) => each.graph),
    ...attachments.cosignTags.map((each) => each.graph),
  ];
  // Every manifest is written again, whatever is there: an image that retention is deleting may lack a part in a moment.
  const plan = { ...planCopy(graphs, { from: from.repository, to: to.repository }, new Set()), isPartial: true };
  const emit = (event: { readonly kind: string; readonly sentence?: string }) => {
    if (event.kind === 'warning' && event.sentence !== undefined) warn(event.sentence);
  };
  const written = await applyCopy({ source: from.client, destination: to.client }, plan, emit);
  const all = { ...attachments, present: new Set<Digest>(), unlisted: new Set<Digest>() };
  await copyAttachments({ ...to, emit }, all, { written, manifests: plan.manifests });
  await settleLists([to.client], true);
}

/** @throws {RegistryError} if a repository lacks something that was just written there. */
export async function requireWhole(
  contents: readonly ArchivedContent[],
  place: ArchivePlace,
  doing: 'archive to' | 'restore to',
): Promise<void> {
  const [first, ...others] = await findLost(contents, place);
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` and ${formatCount(others.length, 'other part')}`;
  throw new RegistryError({
    what: `${doing} ${formatRepository(place.repository)}`,
    reason: `the registry took ${first}${more}, and does not have it`,
    remedy: 'run again, and tell its administrators if that does not help',
    code: 'digest-mismatch',
  });
}
