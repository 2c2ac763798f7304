import { findPresent } from '../image/existing-tags.ts';
import type { ImageLabels } from '../image/labels.ts';
import { findNamesScope, type NamesScope, readNames } from '../image/names-scope.ts';
import { type Digest, type DigestAlgorithm, digestAlgorithm } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import { buildContext, needsLabels } from './plan.ts';
import type { TagQuestion } from './promotion-plan.ts';
import { type PromotionClients, type PromotionRequest, requestFor } from './request.ts';
import type { SourceImage } from './source.ts';
import { type LookedUp, lookUpWanted, NOT_LOOKED_UP, wantedTags } from './wanted-tags.ts';

/** What is read of a destination while the image is read. */
export interface DestinationView {
  readonly repository: Repository;
  readonly scope: NamesScope;
  readonly names: ReadonlySet<string>;
  readonly readAt: number;
  readonly lookedUp: LookedUp;
  /** The image's manifests that are there; undefined where its tags say that it is, and nothing else is asked. */
  readonly present: ReadonlySet<Digest> | undefined;
}

const NO_LABELS: ImageLabels = new Map();

/** Finds how the digests of an image are computed: as the one that it was named by. */
export function imageAlgorithm({ from, expectedDigest }: PromotionRequest): DigestAlgorithm {
  const named = from.kind === 'digest' ? from.digest : expectedDigest;
  return named === undefined ? 'sha256' : digestAlgorithm(named);
}

/** Puts the question which tags an image gets. */
export function askForTags(request: PromotionRequest, digest: Digest | undefined, labels: ImageLabels): TagQuestion {
  const { rules, ifTagExists, now } = request;
  return { rules, context: buildContext(request, digest, labels), ifTagExists, now };
}

/** Tells whether all wanted tags hold the image already. */
function holdsImage(
  question: TagQuestion,
  { digests }: LookedUp,
  root: Digest,
  view: { readonly names: ReadonlySet<string>; readonly versions: PromotionRequest['gitVersions'] },
): boolean {
  const { wanted } = wantedTags({ question, existing: { ...view, digests } });
  return wanted.length > 0 && wanted.every(({ tag }) => digests.get(tag) === root);
}

/**
 * Reads of a destination all that can be read while the image is: its tags, what those hold that are wanted, and
 * whether it has the image.
 *
 * What depends on nothing goes out with the request for the source. Tags that depend on no other tag and no label are
 * looked up then; where all of them hold the image, nothing else needs to be read, of the source neither.
 */
export async function viewDestination(
  asked: PromotionRequest,
  clients: PromotionClients,
  {
    repository,
    image,
    needsAll,
  }: { readonly repository: Repository; readonly image: SourceImage; readonly needsAll: boolean },
): Promise<DestinationView> {
  const request = requestFor(asked, repository);
  const client = clients.destination(repository);
  const readAt = client.clock.now();
  const scope = findNamesScope(request.rules, { ...request, sourceTag: request.from.tag }, request);
  const versions = request.gitVersions;
  const isKnown = !needsLabels(request);
  const isByName = scope.kind === 'days' && scope.days.length === 0;
  const common = { client, repository, scope, algorithm: imageAlgorithm(request), withSequences: false };
  const look = (names: ReadonlySet<string>, root: Digest | undefined) => {
    const existing = { names, digests: new Map<string, Digest>(), versions };
    return lookUpWanted({ ...common, existing, question: askForTags(request, root, NO_LABELS) });
  };
  const [names, root, early] = await Promise.all([
    readNames(client, repository, scope),
    image.root,
    isKnown && isByName ? look(new Set(), undefined) : undefined,
  ]);
  const { digest } = root.descriptor;
  const view = { repository, scope, names, readAt };
  if (early !== undefined && !needsAll) {
    const question = askForTags(request, digest, NO_LABELS);
    if (holdsImage(question, early, digest, { names, versions }))
      return { ...view, lookedUp: early, present: undefined };
  }
  // Whatever is missing here is needed of the source: it is read meanwhile.
  void image.graph();
  // A repository without a tag is almost always new, and copying what is there is harmless. Where several jobs share
  // the work, others have been there, and have left no tag.
  const mayBePresent = names.size > 0 || scope.kind !== 'all' || request.isPlanned === true;
  const [lookedUp, present] = await Promise.all([
    early ?? (isKnown ? look(names, digest) : NOT_LOOKED_UP),
    mayBePresent ? findPresent(client, repository, root) : new Set<Digest>(),
  ]);
  return { ...view, lookedUp, present };
}
