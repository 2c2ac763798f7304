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
import { tryParseVersionTag } from '../tags/version.ts';
import { type DestinationPlan, type Evidence, planDestinationTags } from './plan.ts';
import type { Destination, PromotionClients, PromotionRequest } from './request.ts';
import { findDanger, isRetired } from './retired.ts';
import type { SourceImage } from './source.ts';
import { buildContext, needsLabels } from './tag-context.ts';

export interface DestinationState {
  readonly destination: Destination;
  readonly scope: TagListScope;
  readonly names: ReadonlySet<string>;
  readonly readAt: number;
  readonly lookedUp: ResolvedTags;
  /** The image's existing manifests; undefined if its tags say that all are there, and nothing else is asked. */
  readonly present: ReadonlySet<Digest> | undefined;
  /** Whether retention may be destroying the image: all of it is written again. */
  readonly isRetired: boolean;
}

const NO_LABELS: ImageLabels = new Map();

/** The algorithm of an image's digests is that of the digest that it was named by. */
function imageAlgorithm({ from, expectedDigest }: PromotionRequest): DigestAlgorithm {
  const named = from.kind === 'digest' ? from.digest : expectedDigest;
  return named === undefined ? 'sha256' : digestAlgorithm(named);
}

/**
 * Reads all that can be read of a destination while the image is read.
 *
 * Tags that depend on no other tag and no label are looked up along with the request for the source; if all of them
 * hold the image, nothing else needs to be read, not even of the source.
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
    const { candidates } = computeTags(rules, contextOf(digest), { names, digests: early.digests, versions }, now);
    const holdsImage = candidates.length > 0 && candidates.every(({ tag }) => early.digests.get(tag) === digest);
    if (holdsImage) return { ...view, lookedUp: early, present: undefined, isRetired: false };
  }
  // Whatever is missing here is needed of the source: it is read meanwhile.
  void image.graph();
  // A repository without a tag is almost always new, and copying what is there is harmless. If several jobs share
  // the work, others have been there, and have left no tag.
  const mayBePresent = names.size > 0 || scope.kind !== 'all' || request.run.isPlanned === true;
  const [lookedUp, present, retired] = await Promise.all([
    early ?? (isKnown ? look(names, digest) : NOT_LOOKED_UP),
    mayBePresent ? findPresent(client, repository, root) : new Set<Digest>(),
    mayBePresent && isRetired(client, destination, { digest, names }),
  ]);
  return { ...view, lookedUp, present, isRetired: retired };
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

/** @throws {PolicyError} if a tag that never moves holds another image. */
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
  const lookUp = {
    ...{ client, repository, scope, tagPolicy, context, route: destination.route },
    algorithm: imageAlgorithm(request),
    existing: { names, digests: view.lookedUp.digests, versions },
    withSequences: view.present?.has(graph.root) ?? true,
  };
  const burning = lookForBurnt(clients, view, { ...image, digest: graph.root });
  // What is asked besides may fail first.
  burning.catch(() => undefined);
  const [{ asked, digests, candidates }, present] = await Promise.all([
    lookUpCandidates(lookUp, view.lookedUp),
    view.present && findPresentBelow(client, repository, graph, view.present),
  ]);
  // A tag that was listed and is gone by now does not exist.
  const gone = new Set<string>([...asked].filter((name) => isTag(name) && !digests.has(name)));
  const left = new Set([...names].filter((name) => !gone.has(name)));
  const listed = { names: inOwnCase(left, digests.keys(), familiesOf(candidates)), digests, versions };
  const { existing, warnings } = await leaveOutHeld(lookUp, listed, request);
  const { computed, tags } = planDestinationTags(lookUp, existing, graph.root);
  requireNoConflict(tags, formatRepository(repository));
  const ends = { from: request.from.repository, to: repository };
  const common = {
    ...destination,
    danger: findDanger({
      ...view,
      listsAll: scope.kind === 'all',
      isThere: view.present?.has(graph.root) === true,
      route: destination.route,
    }),
    evidence,
    computed,
    tags,
    context,
    existing,
    scope,
    readAt,
  };
  if (present === undefined) {
    return {
      ...common,
      warnings: [...warnings, ...(await burning)],
      copy: { ...ends, blobs: [], manifests: [] },
      attachments: NO_ATTACHMENT_PLAN,
    };
  }
  const known = { present, names: scope.kind === 'all' ? names : undefined };
  const attachments = await planAttachmentCopy(client, ends, { image: graph, attachments: image.attachments, known });
  const graphs = [graph, ...[...attachments.referrers, ...attachments.cosignTags].map((each) => each.graph)];
  const seen = view.isRetired ? [] : [...present, ...attachments.present];
  const there = seen.filter((digest) => !attachments.unlisted.has(digest));
  const copy = planCopy(graphs, ends, new Set(there));
  return { ...common, warnings: [...warnings, ...(await burning)], copy, attachments };
}

/** Asks the ledger for the versions that the destination lacks, if the file names one; what asks is loaded only then. */
async function lookForBurnt(
  clients: PromotionClients,
  { destination: { repository, route, tagPolicy }, names, lookedUp: { digests } }: DestinationState,
  {
    request,
    context,
    digest,
  }: { readonly request: PromotionRequest; readonly context: TagContext; readonly digest: Digest },
): Promise<readonly string[]> {
  const { policy, from } = request;
  const { rules, now, existing } = tagPolicy;
  // A repository without tags has lost no version: retention never leaves one without an image.
  if (policy?.pipeline.ledger === undefined || names.size === 0) return [];
  const { candidates } = computeTags(rules, context, { names, digests, versions: existing.versions }, now);
  const created = candidates.filter(({ tag, mutable }) => !mutable && !names.has(tag) && !digests.has(tag));
  const versions = created.map(({ tag }) => tag).filter((tag) => tryParseVersionTag(tag) !== undefined);
  if (versions.length === 0) return [];
  const { requireNotBurnt } = await import('./burnt-versions.ts');
  return requireNotBurnt(clients, { policy, route, from, repository, digest, versions });
}

/** Leaves versions out that are held in the environment; what finds them is loaded only if a version blocks a tag. */
async function leaveOutHeld(
  { client, repository, tagPolicy, context, route }: LookUp & Pick<Destination, 'route'>,
  existing: ExistingTags,
  { policy, run }: PromotionRequest,
): Promise<{ readonly existing: ExistingTags; readonly warnings: readonly string[] }> {
  const compute = (held: ReadonlySet<string>) =>
    computeTags(tagPolicy.rules, context, held.size === 0 ? existing : { ...existing, held }, tagPolicy.now);
  const isBlocked = () => compute(new Set()).heldBack.some(({ blocking }) => blocking !== undefined);
  if (policy === undefined || route === undefined || !isBlocked()) return { existing, warnings: [] };
  const { findHeldVersions } = await import('./held-versions.ts');
  const look = { client, repository, environment: route.destination, policy, now: run.now };
  const { held, warnings } = await findHeldVersions(existing.names, compute, look);
  return { existing: held.size === 0 ? existing : { ...existing, held }, warnings };
}

interface ResolvedTags {
  readonly asked: ReadonlySet<string>;
  readonly digests: ReadonlyMap<Tag, Digest>;
}

const NOT_LOOKED_UP: ResolvedTags = { asked: new Set(), digests: new Map() };

interface LookUp extends Pick<DestinationPlan, 'tagPolicy' | 'context'> {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly scope: TagListScope;
  readonly existing: ExistingTags;
  /** That of the image's digest, to compare theirs with. */
  readonly algorithm: DigestAlgorithm;
  /** Whether the daily build numbers are looked up too, one of which the image may have already. */
  readonly withSequences: boolean;
}

/** Looks up the tags that a plan depends on, except for those that were asked for already. */
async function lookUpCandidates(
  lookUp: LookUp,
  before: ResolvedTags = NOT_LOOKED_UP,
): Promise<ResolvedTags & Pick<ComputedTags, 'candidates'>> {
  const { client, repository, scope, existing, algorithm, withSequences, tagPolicy, context } = lookUp;
  const computed = computeTags(tagPolicy.rules, context, existing, tagPolicy.now);
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
