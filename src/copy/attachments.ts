import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { Tag } from '../oci/tag.ts';
import type { Companions, CosignTag, ReferrerGraph } from './companions.ts';

/** What a destination has of an image's companions. */
export interface CompanionView {
  /** The referrers that its lists show. */
  readonly listed: ReadonlySet<Digest>;
  /** Manifests of the image itself that it has and that name a subject whose list does not show them. */
  readonly unlisted: ReadonlySet<Digest>;
  /** The manifests of referrers that it has, listed or not. */
  readonly present: ReadonlySet<Digest>;
  /** What stands under cosign's tags. */
  readonly tags: ReadonlyMap<Tag, Digest>;
  readonly warnings: readonly string[];
}

/** What is to be taken along to one destination; empty where all of it is there. */
export interface CompanionPlan {
  readonly referrers: readonly ReferrerGraph[];
  readonly cosignTags: readonly CosignTag[];
  /** Manifests of companions that the destination has: they are not written again. */
  readonly present: ReadonlySet<Digest>;
  /** Manifests of the image that it has without listing them: they are written again, and listed. */
  readonly unlisted: ReadonlySet<Digest>;
  readonly warnings: readonly string[];
}

/** The plan of a run that leaves companions where they are. */
export const NO_COMPANION_PLAN: CompanionPlan = {
  referrers: [],
  cosignTags: [],
  present: new Set(),
  unlisted: new Set(),
  warnings: [],
};

/** Plans which companions are taken along: those that a destination lacks, or has without showing them. */
export function planCompanions(companions: Companions, view: CompanionView, repository: Repository): CompanionPlan {
  const referrers = companions.referrers.filter(
    ({ graph }) => !view.listed.has(graph.root) || [...graph.nodes.keys()].some((digest) => !view.present.has(digest)),
  );
  const differing = companions.cosignTags.filter(({ tag, graph }) => view.tags.get(tag) !== graph.root);
  // Signatures are joined. An SBOM is one document: which of two is right, nobody here can know.
  const isOtherSbom = ({ tag }: CosignTag): boolean => tag.endsWith('.sbom') && view.tags.has(tag);
  // A referrer that no list shows is written again, because the answer tells whether the registry will show it.
  const unlisted = new Set(referrers.map(({ graph }) => graph.root).filter((root) => !view.listed.has(root)));
  return {
    referrers,
    cosignTags: differing.filter((cosign) => !isOtherSbom(cosign)),
    present: new Set([...view.present].filter((digest) => !unlisted.has(digest))),
    unlisted: view.unlisted,
    warnings: [
      ...view.warnings,
      ...differing
        .filter(isOtherSbom)
        .map(
          ({ tag }) => `${formatRepository(repository)}:${tag} holds another SBOM than the source: it is left as it is`,
        ),
    ],
  };
}
