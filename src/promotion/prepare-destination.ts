import { digestAlgorithm } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import { isTag } from '../oci/tag.ts';
import { headManifest, type StoredManifest } from '../registry/manifests.ts';
import type { RegistryClient } from '../registry/registry-client.ts';
import { computeTags } from '../tags/compute.ts';
import type { ExistingTags } from '../tags/existing.ts';
import { namesToLookUp, requireNoConflict } from '../tags/plan.ts';
import type { Companions } from './companions/companions.ts';
import { type CompanionPlan, NO_COMPANION_PLAN, planCompanions } from './companions/plan-companions.ts';
import { type KnownDestination, viewCompanions } from './companions/view-companions.ts';
import { planCopy } from './copy/copy-plan.ts';
import { findPresent, lookUpTags } from './destination.ts';
import type { Graph } from './graph/graph.ts';
import { findNamesScope, type NamesScope, readNames } from './names-scope.ts';
import { type DestinationPlan, planDestinationTags, type TagQuestion } from './promotion-plan.ts';
import type { PromotionClients, PromotionRequest } from './promotion-request.ts';

/** What is read of a destination before the image's labels, and so its tags, are known. */
export interface DestinationView {
  readonly repository: Repository;
  readonly scope: NamesScope;
  readonly names: ReadonlySet<string>;
  readonly readAt: number;
  readonly rootIsPresent: boolean;
}

/** Reads of a destination what does not depend on the image's labels: its tags, and whether it has the image. */
export async function viewDestination(
  request: PromotionRequest,
  clients: PromotionClients,
  destination: { readonly repository: Repository; readonly root: Promise<StoredManifest> },
): Promise<DestinationView> {
  const { repository, root } = destination;
  const client = clients.destination(repository);
  const readAt = client.clock.now();
  const scope = findNamesScope(request.rules, request, request);
  const [names, { digest }] = await Promise.all([readNames(client, repository, scope), root]);
  // A repository without a tag is almost always new, and copying what is there is harmless.
  const mayBePresent = names.size > 0 || scope.kind !== 'all';
  const rootIsPresent = mayBePresent && (await headManifest(client, repository, digest)) !== undefined;
  return { repository, scope, names, readAt, rootIsPresent };
}

/** Plans what is taken along with the image; a repository that is promoted to itself has it already. */
async function planTakingAlong(
  client: RegistryClient,
  { from, to }: { readonly from: Repository; readonly to: Repository },
  image: { readonly companions: Companions; readonly known: KnownDestination },
): Promise<CompanionPlan> {
  if (formatRepository(from) === formatRepository(to)) return NO_COMPANION_PLAN;
  return planCompanions(image.companions, await viewCompanions(client, to, image), to);
}

/**
 * Plans what is written to a destination, by its tags, its manifests and its companions.
 *
 * @throws {PolicyError} where a tag that never moves holds another image.
 */
export async function planDestination(
  clients: PromotionClients,
  view: DestinationView,
  image: {
    readonly graph: Graph;
    readonly companions: Companions;
    readonly request: PromotionRequest;
    readonly question: TagQuestion;
  },
): Promise<DestinationPlan> {
  const { graph, request, question } = image;
  const from = request.from.repository;
  const versions = request.gitVersions;
  const { repository, names, scope, readAt, rootIsPresent } = view;
  const client = clients.destination(repository);
  const unknown: ExistingTags = { names, digests: new Map(), versions };
  const wanted = computeTags(question.rules, question.context, unknown, question.now);
  const listed = namesToLookUp(wanted, unknown, { withSequences: rootIsPresent });
  // Without the whole list each wanted tag is asked for by name: an immutable one must not be overwritten in any case.
  const unlisted = scope.kind === 'all' ? [] : wanted.wanted.filter(({ sequence }) => sequence === undefined);
  const lookedUp = [...new Set([...listed, ...unlisted.map(({ tag }) => tag)])];
  const [digests, present] = await Promise.all([
    lookUpTags(client, repository, lookedUp, digestAlgorithm(graph.root)),
    findPresent(client, repository, graph, rootIsPresent),
  ]);
  // A tag that was listed and is gone by now does not exist.
  const gone = new Set<string>(lookedUp.filter((name) => isTag(name) && !digests.has(name)));
  const existing = { names: new Set([...names].filter((name) => !gone.has(name))), digests, versions };
  const { computed, tags } = planDestinationTags(question, existing, graph.root);
  requireNoConflict(tags, formatRepository(repository));
  const route = { from, to: repository };
  const known = { present, names: scope.kind === 'all' ? names : undefined };
  const companions = await planTakingAlong(client, route, { companions: image.companions, known });
  const graphs = [graph, ...[...companions.referrers, ...companions.cosignTags].map((each) => each.graph)];
  const copy = planCopy(graphs, route, new Set([...present, ...companions.present]));
  return { repository, copy, companions, computed, tags, question, existing, scope, readAt };
}
