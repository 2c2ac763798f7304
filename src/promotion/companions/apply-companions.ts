import { RegistryError } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import { FormatError } from '../../oci/json.ts';
import { parseManifest } from '../../oci/manifest.ts';
import { formatRepository, type Repository } from '../../oci/repository.ts';
import { getManifest, type StoredManifest } from '../../registry/manifests.ts';
import { putManifest } from '../../registry/put-manifest.ts';
import { ensureListed } from '../../registry/referrers/attach-referrer.ts';
import type { RegistryClient } from '../../registry/registry-client.ts';
import type { WrittenManifests } from '../copy/apply-copy.ts';
import type { EventSink } from '../promotion-event.ts';
import type { CosignTag, ReferrerGraph } from './companions.ts';
import { mergeCosign } from './merge-cosign.ts';
import type { CompanionPlan } from './plan-companions.ts';

/** How often a lost race on one of cosign's tags is run again. */
const TRIES = 5;

/** Where companions are taken along to. */
export interface CompanionTarget {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly emit: EventSink;
}

/** Makes the referrers of each subject show in its list; their manifests are written already. */
async function showReferrers(
  { client, repository, emit }: CompanionTarget,
  referrers: readonly ReferrerGraph[],
  written: WrittenManifests,
): Promise<void> {
  const bySubject = new Map<Digest, ReferrerGraph[]>();
  for (const referrer of referrers)
    bySubject.set(referrer.subject, [...(bySubject.get(referrer.subject) ?? []), referrer]);
  await Promise.all(
    [...bySubject].map(async ([subject, list]) => {
      const attached = list.map(({ descriptor, graph }) => ({ descriptor, indexed: written.get(graph.root)?.subject }));
      await ensureListed(client, repository, { subject, written: attached });
      for (const { descriptor } of list) emit({ kind: 'referrer', to: repository, subject, referrer: descriptor });
    }),
  );
}

function storedRoot({ graph }: CosignTag): StoredManifest {
  const node = graph.nodes.get(graph.root);
  if (node === undefined) throw new Error('the graph has no root');
  return { mediaType: node.descriptor.mediaType, digest: graph.root, bytes: node.bytes };
}

function isManifest({ bytes, mediaType }: StoredManifest): boolean {
  try {
    return parseManifest(bytes, mediaType).kind === 'manifest';
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

/**
 * Finds what one of cosign's tags must hold; undefined where it holds enough.
 *
 * @throws {RegistryError} where something else stands under it, in source or destination: it must not be overwritten.
 */
function findWanted(
  { client, repository }: CompanionTarget,
  cosign: CosignTag,
  standing: StoredManifest | undefined,
): StoredManifest | undefined {
  const source = storedRoot(cosign);
  if (standing === undefined) return source;
  if (standing.digest === source.digest) return undefined;
  if (isManifest(source) && isManifest(standing)) return mergeCosign(source, standing);
  throw new RegistryError(
    `Cannot take along ${formatRepository(repository)}:${cosign.tag}: source and destination differ there, and one of them is no list of signatures; look at both, or set "referrers: false"`,
    { code: 'invalid-answer', registry: client.registry },
  );
}

/** Writes one of cosign's tags; what stands there is kept, and it is read again, because others may write it too. */
async function writeCosignTag(target: CompanionTarget, cosign: CosignTag): Promise<void> {
  const { client, repository, emit } = target;
  const { tag, subject } = cosign;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const manifest = findWanted(target, cosign, await getManifest(client, repository, tag));
    if (manifest === undefined) return;
    await putManifest(client, repository, tag, manifest);
    emit({ kind: 'cosign-tag', to: repository, subject, tag });
    if (attempt > 0) await client.clock.sleep(client.clock.random() * 50 * 2 ** attempt);
  }
  if (findWanted(target, cosign, await getManifest(client, repository, tag)) === undefined) return;
  throw new RegistryError(
    `Cannot take along ${formatRepository(repository)}:${tag}: other writers replaced it ${TRIES} times; run again when they are done`,
    { code: 'refused', registry: client.registry },
  );
}

/**
 * Makes what was taken along findable in a destination: in the lists of referrers, and under cosign's tags.
 *
 * It comes after the manifests and before the image's own tags, so that whoever waits for a signature finds it with
 * the tag.
 */
export async function applyCompanions(
  target: CompanionTarget,
  plan: CompanionPlan,
  written: WrittenManifests,
): Promise<void> {
  await Promise.all([
    showReferrers(target, plan.referrers, written),
    ...plan.cosignTags.map((cosign) => writeCosignTag(target, cosign)),
  ]);
}
