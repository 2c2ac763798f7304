import type { StoredManifest } from '../registry/manifests.ts';
import { ensureListed } from '../registry/referrers/attach.ts';
import { type AttachmentPlan, type CosignTag, describeReferrer, type ReferrerGraph } from './attachments.ts';
import type { WrittenManifests } from './copy.ts';
import { type AttachmentTarget, copyCosignTag } from './cosign-tag.ts';
import type { ManifestStep } from './plan.ts';

interface WrittenGraph {
  readonly manifests: readonly ManifestStep[];
  readonly written: WrittenManifests;
}

function warner({ emit, repository }: AttachmentTarget): (sentence: string) => void {
  return (sentence) => emit({ kind: 'warning', to: repository, sentence });
}

/**
 * Makes all that was written with a subject show in the list of that subject: what was copied, and what stands
 * inside an index, as BuildKit's attestations do.
 */
async function showReferrers(
  target: AttachmentTarget,
  referrers: readonly ReferrerGraph[],
  { manifests, written }: WrittenGraph,
): Promise<void> {
  const { client, repository, emit } = target;
  const attached = manifests.flatMap(({ node }) => {
    const subject = node.manifest.subject?.digest;
    const answer = written.get(node.descriptor.digest);
    return subject === undefined || answer === undefined
      ? []
      : [{ subject, descriptor: describeReferrer(node), indexed: answer.subject }];
  });
  const copied = new Map(referrers.map(({ graph, ...each }) => [graph.root, each]));
  await Promise.all(
    [...Map.groupBy(attached, ({ subject }) => subject)].map(async ([subject, list]) => {
      await ensureListed(client, repository, { subject, written: list, warn: warner(target) });
      for (const { descriptor } of list) {
        if (copied.has(descriptor.digest)) emit({ kind: 'referrer', to: repository, subject, referrer: descriptor });
      }
    }),
  );
}

function storedRoot({ graph }: CosignTag): StoredManifest {
  const node = graph.nodes.get(graph.root);
  if (node === undefined) throw new Error('the graph has no root');
  return { mediaType: node.descriptor.mediaType, digest: graph.root, bytes: node.bytes };
}

/**
 * Makes what was copied findable in a destination: in the lists of referrers, and under cosign's tags.
 *
 * It comes after the manifests and before the image's own tags, so that whoever waits for a signature finds it with
 * the tag.
 */
export async function copyAttachments(
  target: AttachmentTarget,
  plan: AttachmentPlan,
  written: WrittenGraph,
): Promise<void> {
  await Promise.all([
    showReferrers(target, plan.referrers, written),
    ...plan.cosignTags.map((cosign) =>
      copyCosignTag(target, { ...cosign, source: storedRoot(cosign) }, warner(target)),
    ),
  ]);
}
