import { type AttachmentPlan, type Attachments, NO_ATTACHMENT_PLAN, planAttachments } from '../copy/attachments.ts';
import { planCopy } from '../copy/plan.ts';
import { type ImageWithAttachments, readAttachmentState } from '../copy/read-attachments.ts';
import {
  findPresent,
  findPresentBelow,
  findTagListScope,
  lookUpTags,
  readNames,
  type TagListScope,
} from '../image/existing-tags.ts';
import type { Graph } from '../image/graph.ts';
import type { ImageLabels } from '../image/labels.ts';
import { type Digest, type DigestAlgorithm, digestAlgorithm } from '../oci/digest.ts';
import { formatRepository, isTag, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { computeTags } from '../tags/compute.ts';
import type { TagContext } from '../tags/context.ts';
import type { ExistingTags } from '../tags/existing.ts';
import { namesToLookUp, requireNoConflict } from '../tags/plan.ts';
import type { ComputedTags } from '../tags/planned-tag.ts';
import { familiesOf, inOwnCase, tagsInAnotherCase } from '../tags/tag-case.ts';
import { type DestinationPlan, type Evidence, planDestinationTags } from './plan.ts';
import type { Destination, PromotionClients, PromotionRequest } from './request.ts';
import type { SourceImage } from './source.ts';
import { buildContext, needsLabels } from './tag-context.ts';

/** What is read of a destination while the image is read. */
interface DestinationState {
  readonly destination: Destination;
  readonly scope: TagListScope;
  readonly names: ReadonlySet<string>;
  readonly readAt: number;
  readonly lookedUp: ResolvedTags;
  /** The image's manifests that are there; undefined if its tags say that it is, and nothing else is asked. */
  readonly present: ReadonlySet<Digest> | undefined;
}

const NO_LABELS: ImageLabels = new Map();

/** Finds how the digests of an image are computed: as the one that it was named by. */
function imageAlgorithm({ from, expectedDigest }: PromotionRequest): DigestAlgorithm {
  const named = from.kind === 'digest' ? from.digest : expectedDigest;
  return named === undefined ? 'sha256' : digestAlgorithm(named);
}

/** Whether all candidates hold the image already. */
function holdsImage(lookUp: Pick<LookUp, 'tagPolicy' | 'context' | 'existing'>, root: Digest): boolean {
  const { candidates } = candidateTags(lookUp);
  return candidates.length > 0 && candidates.every(({ tag }) => lookUp.existing.digests.get(tag) === root);
}

/**
 * Reads of a destination all that can be read while the image is: its tags, what the candidates hold, and
 * whether it has the image.
 *
 * What depends on nothing goes out with the request for the source. Tags that depend on no other tag and no label are
 * looked up then; if all of them hold the image, nothing else needs to be read, not even of the source.
 */
export async function readDestination(
  request: PromotionRequest,
  clients: PromotionClients,
  {
    destination,
    image,
    needsAll,
  }: { readonly destination: Destination; readonly image: SourceImage; readonly needsAll: boolean },
): Promise<DestinationState> {
  const { repository, tagPolicy } = destination;
  const { from } = request;
  const client = clients.destination(repository);
  const readAt = client.clock.now();
  const { rules, naming, existing, now } = tagPolicy;
  const scope = findTagListScope(rules, { ...naming, sourceTag: from.tag }, { now, existingTags: existing.from });
  const { versions } = existing;
  const isKnown = !needsLabels({ from, tagPolicy });
  const isByName = scope.kind === 'days' && scope.days.length === 0;
  const contextOf = (root: Digest | undefined) => buildContext({ from, tagPolicy }, root, NO_LABELS);
  const look = (names: ReadonlySet<string>, root: Digest | undefined) =>
    lookUpCandidates({
      ...{ client, repository, scope, tagPolicy, algorithm: imageAlgorithm(request), withSequences: false },
      existing: { names, digests: new Map(), versions },
      context: contextOf(root),
    });
  const [names, root, early] = await Promise.all([
    readNames(client, repository, scope),
    image.root,
    isKnown && isByName ? look(new Set(), undefined) : undefined,
  ]);
  const { digest } = root.descriptor;
  const view = { destination, scope, names, readAt };
  if (early !== undefined && !needsAll) {
    const found = { names, digests: early.digests, versions };
    if (holdsImage({ tagPolicy, context: contextOf(digest), existing: found }, digest))
      return { ...view, lookedUp: early, present: undefined };
  }
  // Whatever is missing here is needed of the source: it is read meanwhile.
  void image.graph();
  // A repository without a tag is almost always new, and copying what is there is harmless. If several jobs share
  // the work, others have been there, and have left no tag.
  const mayBePresent = names.size > 0 || scope.kind !== 'all' || request.run.isPlanned === true;
  const [lookedUp, present] = await Promise.all([
    early ?? (isKnown ? look(names, digest) : NOT_LOOKED_UP),
    mayBePresent ? findPresent(client, repository, root) : new Set<Digest>(),
  ]);
  return { ...view, lookedUp, present };
}

/** Plans what is copied with the image; a repository that is promoted to itself has it already. */
async function planAttachmentCopy(
  client: RegistryClient,
  { from, to }: { readonly from: Repository; readonly to: Repository },
  image: ImageWithAttachments,
): Promise<AttachmentPlan> {
  if (formatRepository(from) === formatRepository(to)) return NO_ATTACHMENT_PLAN;
  return planAttachments(image.attachments, await readAttachmentState(client, to, image), to);
}

/**
 * Plans what is written to a destination, by its tags, its manifests and its attachments.
 *
 * @throws {PolicyError} if a tag that never moves holds another image.
 */
export async function planDestination(
  clients: PromotionClients,
  view: DestinationState,
  image: {
    readonly graph: Graph;
    readonly attachments: Attachments;
    readonly request: PromotionRequest;
    readonly context: TagContext;
    readonly evidence: Evidence | undefined;
  },
): Promise<DestinationPlan> {
  const { graph, request, context, evidence } = image;
  const { destination, names, scope, readAt } = view;
  const { repository, tagPolicy } = destination;
  const { versions } = tagPolicy.existing;
  const client = clients.destination(repository);
  const isThere = view.present?.has(graph.root) ?? true;
  const lookUp = {
    ...{ client, repository, scope, tagPolicy, context },
    algorithm: imageAlgorithm(request),
    existing: { names, digests: view.lookedUp.digests, versions },
    withSequences: isThere,
  };
  const [{ asked, digests, candidates }, present] = await Promise.all([
    lookUpCandidates(lookUp, view.lookedUp),
    view.present && findPresentBelow(client, repository, graph, view.present),
  ]);
  // A tag that was listed and is gone by now does not exist.
  const gone = new Set<string>([...asked].filter((name) => isTag(name) && !digests.has(name)));
  const left = new Set([...names].filter((name) => !gone.has(name)));
  const existing = {
    names: inOwnCase(left, digests.keys(), familiesOf(candidates)),
    digests,
    versions,
  };
  const { computed, tags } = planDestinationTags(lookUp, existing, graph.root);
  requireNoConflict(tags, formatRepository(repository));
  const ends = { from: request.from.repository, to: repository };
  const common = { ...destination, evidence, computed, tags, context, existing, scope, readAt };
  if (present === undefined) {
    return { ...common, copy: { ...ends, blobs: [], manifests: [] }, attachments: NO_ATTACHMENT_PLAN };
  }
  const known = { present, names: scope.kind === 'all' ? names : undefined };
  const attachments = await planAttachmentCopy(client, ends, { image: graph, attachments: image.attachments, known });
  const graphs = [graph, ...[...attachments.referrers, ...attachments.cosignTags].map((each) => each.graph)];
  const there = [...present, ...attachments.present].filter((digest) => !attachments.unlisted.has(digest));
  const copy = planCopy(graphs, ends, new Set(there));
  return { ...common, copy, attachments };
}

/** What was asked of a destination's tags so far. */
interface ResolvedTags {
  readonly asked: ReadonlySet<string>;
  /** What those hold that exist. */
  readonly digests: ReadonlyMap<Tag, Digest>;
}

/** Nothing was asked yet. */
const NOT_LOOKED_UP: ResolvedTags = { asked: new Set(), digests: new Map() };

/** What decides which tags are looked up. */
interface LookUp extends Pick<DestinationPlan, 'tagPolicy' | 'context'> {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly scope: TagListScope;
  readonly existing: ExistingTags;
  /** That of the image's digest, with which theirs are compared. */
  readonly algorithm: DigestAlgorithm;
  /** Whether the daily build numbers are looked up too, one of which the image may have already. */
  readonly withSequences: boolean;
}

/** Computes which tags are candidates, without what those that exist hold. */
function candidateTags({
  tagPolicy,
  context,
  existing,
}: Pick<LookUp, 'tagPolicy' | 'context' | 'existing'>): ComputedTags {
  return computeTags(tagPolicy.rules, context, existing, tagPolicy.now);
}

/** Looks up the tags that a plan depends on, except for those that were asked for already. */
async function lookUpCandidates(
  lookUp: LookUp,
  before: ResolvedTags = NOT_LOOKED_UP,
): Promise<ResolvedTags & Pick<ComputedTags, 'candidates'>> {
  const { client, repository, scope, existing, algorithm, withSequences } = lookUp;
  const computed = candidateTags(lookUp);
  const { candidates } = computed;
  const listed = namesToLookUp(computed, existing, { withSequences });
  // Without the whole list each candidate is asked for by name: an immutable one must not be overwritten in any case.
  const unlisted = scope.kind === 'all' ? [] : candidates.filter(({ sequence }) => sequence === undefined);
  // Some registries keep tags in lower case, and know them by both names (Gitea).
  const inOtherCase = tagsInAnotherCase(existing.names, candidates);
  const names = new Set([...listed, ...inOtherCase, ...unlisted.map(({ tag }) => tag)]);
  const missing = [...names].filter((name) => !before.asked.has(name));
  const found = await lookUpTags(client, repository, missing, algorithm);
  return {
    candidates,
    asked: new Set([...before.asked, ...missing]),
    digests: new Map([...before.digests, ...found]),
  };
}
