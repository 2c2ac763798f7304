import { type CompanionPlan, NO_COMPANION_PLAN, planCompanions } from '../copy/attachments.ts';
import type { Companions } from '../copy/companions.ts';
import { planCopy } from '../copy/plan.ts';
import { type ImageWithCompanions, viewCompanions } from '../copy/view-companions.ts';
import { findPresentBelow } from '../image/existing-tags.ts';
import type { Graph } from '../image/graph.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { isTag } from '../oci/tag.ts';
import type { RegistryClient } from '../registry/client.ts';
import { requireNoConflict } from '../tags/plan.ts';
import { familiesOf, inOwnCase } from '../tags/tag-case.ts';
import { type DestinationView, imageAlgorithm } from './destination.ts';
import { type DestinationPlan, planDestinationTags, type TagQuestion } from './promotion-plan.ts';
import { type PromotionClients, type PromotionRequest, recordFormOf } from './request.ts';
import { lookUpWanted, wantedTags } from './wanted-tags.ts';

/** Plans what is taken along with the image; a repository that is promoted to itself has it already. */
async function planTakingAlong(
  client: RegistryClient,
  { from, to }: { readonly from: Repository; readonly to: Repository },
  image: ImageWithCompanions,
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
  const { repository, names, scope, readAt } = view;
  const client = clients.destination(repository);
  const isThere = view.present?.has(graph.root) ?? true;
  const lookUp = {
    ...{ client, repository, scope, question },
    algorithm: imageAlgorithm(request),
    existing: { names, digests: view.lookedUp.digests, versions },
    withSequences: isThere,
  };
  const [{ asked, digests }, present] = await Promise.all([
    lookUpWanted(lookUp, view.lookedUp),
    view.present && findPresentBelow(client, repository, graph, view.present),
  ]);
  // A tag that was listed and is gone by now does not exist.
  const gone = new Set<string>([...asked].filter((name) => isTag(name) && !digests.has(name)));
  const left = new Set([...names].filter((name) => !gone.has(name)));
  const existing = { names: inOwnCase(left, digests.keys(), familiesOf(wantedTags(lookUp).wanted)), digests, versions };
  const { computed, tags } = planDestinationTags(question, existing, graph.root);
  requireNoConflict(tags, formatRepository(repository));
  const route = { from, to: repository };
  const record = recordFormOf(request, repository);
  const common = { repository, record, computed, tags, question, existing, scope, readAt };
  if (present === undefined) {
    return { ...common, copy: { ...route, blobs: [], manifests: [] }, companions: NO_COMPANION_PLAN };
  }
  const known = { present, names: scope.kind === 'all' ? names : undefined };
  const companions = await planTakingAlong(client, route, { image: graph, companions: image.companions, known });
  const graphs = [graph, ...[...companions.referrers, ...companions.cosignTags].map((each) => each.graph)];
  const there = [...present, ...companions.present].filter((digest) => !companions.unlisted.has(digest));
  const copy = planCopy(graphs, route, new Set(there));
  return { ...common, copy, companions };
}
