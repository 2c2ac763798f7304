import { type Attachments, NO_ATTACHMENTS } from '../copy/attachments.ts';
import { readAttachments } from '../copy/read-attachments.ts';
import { describeOverruled, type ImageLabels, missingLabels } from '../image/labels.ts';
import { formatReference, formatRepository } from '../oci/reference.ts';
import { holdableDigests } from '../policy/holdable.ts';
import { type DestinationState, planDestination, readDestination } from './destination.ts';
import type { DestinationPlan, Evidence, PromotionPlan } from './plan.ts';
import { requirePlatforms } from './platforms.ts';
import { isRecorded, type PromotionClients, type PromotionRequest } from './request.ts';
import { resolveSource } from './resolve-source.ts';
import { SourceImage } from './source.ts';
import { buildContext, needsLabels } from './tag-context.ts';

function describeMissing(labels: ImageLabels): readonly string[] {
  const missing = missingLabels(labels);
  if (missing.length === 0) return [];
  return [
    `The image does not say where it came from: it lacks ${missing.join(', ')}; set them at build time, for example with the output "labels" of command "tags"`,
  ];
}

function warnOfNoTags({ repository, tags }: DestinationPlan): readonly string[] {
  if (tags.tags.length > 0) return [];
  return [
    `No rule gives a tag in ${formatRepository(repository)}: the image is there by its digest only, and the log says why for each rule; keep a rule that always gives a tag, such as "type=sha,format=long"`,
  ];
}

/** What admits images is loaded only if there is a policy. */
async function findEvidence(
  request: PromotionRequest,
  clients: PromotionClients,
  image: SourceImage,
): Promise<readonly (Evidence | undefined)[]> {
  if (request.policy === undefined) return [];
  const { admit } = await import('./admission.ts');
  return admit(request, request.policy, { client: clients.source, image });
}

/** Reads what holds the image, and refuses it if something does; what judges holds is loaded only if there is a policy. */
async function judgeHolds(
  { request, clients }: { readonly request: PromotionRequest; readonly clients: PromotionClients },
  image: Pick<PromotionPlan, 'graph' | 'labels'> & { readonly attachments: Attachments | undefined },
  views: readonly Pick<DestinationState, 'destination' | 'present'>[],
): Promise<readonly string[]> {
  const { policy, from } = request;
  if (policy === undefined) return [];
  const { readAllHolds, readSourceHolds, requireNotHeld } = await import('./image-holds.ts');
  const { graph, labels, attachments } = image;
  const digests = holdableDigests(graph);
  const source = { client: clients.source, repository: from.repository, digests };
  const records = await Promise.all([
    readSourceHolds(source, attachments),
    ...views.map(({ destination: { repository }, present }) => {
      // What is not there was never held there.
      const there = [...digests].filter((digest) => present?.has(digest) === true);
      return readAllHolds(clients.destination(repository), repository, there);
    }),
  ]);
  return requireNotHeld(request, { graph, labels, records: records.flat() }, policy);
}

/** Whether the pipeline file holds images by their commit, so that labels have to be read. */
function holdsByRevision({ policy }: PromotionRequest): boolean {
  return policy?.pipeline.holds.some(({ of }) => 'revision' in of) === true;
}

/**
 * Reads all that a promotion depends on and plans it; nothing is written. Whatever forbids the promotion is found here.
 *
 * Reads that do not depend on each other go out together, and what is not needed is not read.
 *
 * @param resolving the image's root manifest, if it was requested already.
 */
export async function preparePromotion(
  request: PromotionRequest,
  clients: PromotionClients,
  resolving = resolveSource(clients.source, { ...request, isPlanned: request.run.isPlanned, wait: request.run.wait }),
): Promise<PromotionPlan> {
  const { from } = request;
  const { repository } = from;
  const image = new SourceImage(clients, repository, resolving);
  const isAnywhereElse = request.destinations.some(
    (to) => formatRepository(to.repository) !== formatRepository(repository),
  );
  const copiesAttachments = request.copyAttachments && isAnywhereElse;
  const isNeededByTags = request.destinations.some(({ tagPolicy }) => needsLabels({ from, tagPolicy }));
  const readsLabels = isRecorded(request) || isNeededByTags || holdsByRevision(request);
  const needsAll = copiesAttachments || readsLabels || request.policy !== undefined;
  const accompanying = copiesAttachments ? readAttachments(clients.source, repository, image) : NO_ATTACHMENTS;
  const viewing = request.destinations.map((destination) =>
    readDestination(request, clients, { destination, image, needsAll }),
  );
  const [root, evidence, attachments, , ...views] = await Promise.all([
    image.root,
    findEvidence(request, clients, image),
    accompanying,
    readsLabels ? image.labels() : undefined,
    ...viewing,
  ]);
  const [graph, labels] = await Promise.all([image.graphSoFar(), image.labelsSoFar()]);
  await requirePlatforms(request, image);
  const read = { graph, labels, attachments: copiesAttachments ? attachments : undefined };
  const ofHolds = await judgeHolds({ request, clients }, read, views);
  const destinations = await Promise.all(
    views.map((view, index) => {
      const context = buildContext({ from, tagPolicy: view.destination.tagPolicy }, graph.root, labels);
      return planDestination(clients, view, { graph, attachments, request, context, evidence: evidence[index] });
    }),
  );
  const warnings = [
    ...(readsLabels ? [...describeMissing(labels), ...describeOverruled(formatReference(from), labels)] : []),
    ...attachments.warnings,
    ...ofHolds,
    ...destinations.flatMap((destination) => [
      ...destination.attachments.warnings,
      ...destination.warnings,
      ...destination.computed.warnings,
      ...destination.tags.warnings,
      ...warnOfNoTags(destination),
    ]),
  ];
  return {
    source: { repository, reference: formatReference(from), tag: from.tag },
    image: root.descriptor,
    graph,
    attachments,
    labels,
    destinations,
    warnings: [...new Set(warnings)],
  };
}
