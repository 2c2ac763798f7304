import { formatReference } from '../oci/reference.ts';
import { formatRepository } from '../oci/repository.ts';
import { type ImageLabels, missingLabels } from '../provenance/image-labels.ts';
import { NO_COMPANIONS } from './companions/companions.ts';
import { readCompanions } from './companions/read-companions.ts';
import { readGraph } from './graph/read-graph.ts';
import { buildContext } from './image-context.ts';
import { planDestination, viewDestination } from './prepare-destination.ts';
import type { PromotionPlan } from './promotion-plan.ts';
import type { PromotionClients, PromotionRequest } from './promotion-request.ts';
import { readImageLabels, resolveSource } from './source.ts';

function describeMissing(labels: ImageLabels): readonly string[] {
  const missing = missingLabels(labels);
  if (missing.length === 0) return [];
  return [
    `The image does not say where it came from: it lacks ${missing.join(', ')}; set them at build time, for example with the output "labels" of command "tags"`,
  ];
}

/**
 * Reads all that a promotion depends on and plans it; nothing is written.
 *
 * Reads that do not depend on each other go out together. Whatever forbids the promotion is found here, before a
 * byte is moved.
 */
export async function preparePromotion(request: PromotionRequest, clients: PromotionClients): Promise<PromotionPlan> {
  const from = request.from.repository;
  const resolving = resolveSource(clients.source, request.from, request.expectedDigest);
  const reading = resolving.then((root) => readGraph(clients.source, from, root));
  const isAnywhereElse = request.to.some((to) => formatRepository(to) !== formatRepository(from));
  const accompanying =
    request.referrers && isAnywhereElse
      ? readCompanions(clients.source, from, { root: resolving, graph: reading })
      : NO_COMPANIONS;
  const labelling = reading.then((graph) => readImageLabels(clients.source, from, graph));
  const viewing = request.to.map((repository) => viewDestination(request, clients, { repository, root: resolving }));
  const [graph, companions, labels, ...views] = await Promise.all([reading, accompanying, labelling, ...viewing]);
  const context = buildContext(request, graph, labels);
  const { rules, ifTagExists, now } = request;
  const question = { rules, context, ifTagExists, now };
  const destinations = await Promise.all(
    views.map((view) => planDestination(clients, view, { graph, companions, request, question })),
  );
  const root = graph.nodes.get(graph.root);
  if (root === undefined) throw new Error('the graph has no root');
  const warnings = [
    ...describeMissing(labels),
    ...companions.warnings,
    ...destinations.flatMap((destination) => [
      ...destination.companions.warnings,
      ...destination.computed.warnings,
      ...destination.tags.warnings,
    ]),
  ];
  return {
    source: { repository: from, reference: formatReference(request.from), tag: request.from.tag },
    image: root.descriptor,
    graph,
    companions,
    labels,
    destinations,
    warnings: [...new Set(warnings)],
  };
}
