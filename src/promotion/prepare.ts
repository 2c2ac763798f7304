import { NO_ATTACHMENTS } from '../copy/attachments.ts';
import { readAttachments } from '../copy/read-attachments.ts';
import { PolicyError } from '../errors.ts';
import { describeOverruled, type ImageLabels, missingLabels } from '../image/labels.ts';
import { formatReference, formatRepository } from '../oci/reference.ts';
import { lackingPlatforms } from '../policy/platforms.ts';
import { askForTags, planDestination, readDestination } from './destination.ts';
import { type Admission, type DestinationPlan, needsLabels, type PromotionPlan } from './plan.ts';
import { isRecorded, type PromotionClients, type PromotionRequest, requestFor, routeTo } from './request.ts';
import { resolveSource } from './resolve-source.ts';
import { SourceImage } from './source.ts';

function describeMissing(labels: ImageLabels): readonly string[] {
  const missing = missingLabels(labels);
  if (missing.length === 0) return [];
  return [
    `The image does not say where it came from: it lacks ${missing.join(', ')}; set them at build time, for example with the output "labels" of command "tags"`,
  ];
}

/** Warns of a destination where nothing but its digest will name the image. */
function warnOfNoTags({ repository, tags }: DestinationPlan): readonly string[] {
  if (tags.tags.length > 0) return [];
  return [
    `No rule gives a tag in ${formatRepository(repository)}: the image is there by its digest only, and the log says why for each rule; keep a rule that always gives a tag, such as "type=sha,format=long"`,
  ];
}

/** Finds by which right an image enters environments; what finds it is loaded where there are any. */
async function grant(
  request: PromotionRequest,
  clients: PromotionClients,
  image: SourceImage,
): Promise<ReadonlyMap<string, Admission>> {
  if (request.policyContext === undefined) return new Map();
  const { admit } = await import('./admission.ts');
  return admit(request, clients, image);
}

/**
 * Reads all that a promotion depends on and plans it; nothing is written.
 *
 * Reads that do not depend on each other go out together, and what nobody needs is not read. Whatever forbids the
 * promotion is found here, before a byte is moved.
 *
 * @param resolving the image's root manifest, where it was asked for already.
 */
export async function preparePromotion(
  request: PromotionRequest,
  clients: PromotionClients,
  resolving = resolveSource(clients.source, request),
): Promise<PromotionPlan> {
  const from = request.from.repository;
  const image = new SourceImage(clients, from, resolving);
  const isAnywhereElse = request.to.some((to) => formatRepository(to) !== formatRepository(from));
  const takesAlong = request.referrers && isAnywhereElse;
  const isNeededByTags = request.to.some((to) => needsLabels(requestFor(request, to)));
  const readsLabels = isRecorded(request) || isNeededByTags;
  const needsAll = takesAlong || readsLabels || request.policyContext !== undefined;
  const accompanying = takesAlong ? readAttachments(clients.source, from, image) : NO_ATTACHMENTS;
  const viewing = request.to.map((repository) => readDestination(request, clients, { repository, image, needsAll }));
  const granting = grant(request, clients, image);
  const [root, grants, attachments, , ...views] = await Promise.all([
    image.root,
    granting,
    accompanying,
    readsLabels ? image.labels() : undefined,
    ...viewing,
  ]);
  const [graph, labels] = await Promise.all([image.graphSoFar(), image.labelsSoFar()]);
  await requirePlatforms(request, image);
  const destinations = await Promise.all(
    views.map((view) => {
      const own = requestFor(request, view.repository);
      const question = askForTags(own, graph.root, labels);
      return planDestination(clients, view, { graph, attachments, request: own, question });
    }),
  );
  const warnings = [
    ...(readsLabels ? [...describeMissing(labels), ...describeOverruled(formatReference(request.from), labels)] : []),
    ...attachments.warnings,
    ...destinations.flatMap((destination) => [
      ...destination.attachments.warnings,
      ...destination.computed.warnings,
      ...destination.tags.warnings,
      ...warnOfNoTags(destination),
    ]),
  ];
  return {
    source: { repository: from, reference: formatReference(request.from), tag: request.from.tag },
    image: root.descriptor,
    graph,
    attachments,
    labels,
    grants,
    destinations,
    warnings: [...new Set(warnings)],
  };
}

/**
 * Requires that an image has the platforms that its destinations' environments ask for.
 *
 * @throws {PolicyError} that names what is missing and what there is.
 */
export async function requirePlatforms(
  request: PromotionRequest,
  image: Pick<SourceImage, 'platforms'>,
): Promise<void> {
  for (const repository of request.to) {
    const environment = routeTo(request, repository)?.destination;
    if (environment === undefined || environment.platforms.length === 0) continue;
    const lacking = lackingPlatforms(environment, await image.platforms());
    if (lacking === undefined) continue;
    const { reason, remedy } = lacking;
    throw new PolicyError(
      `Cannot promote ${formatReference(request.from)} to ${environment.name}: ${reason}; ${remedy}`,
    );
  }
}
