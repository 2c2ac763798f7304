import { formatReference } from '../oci/reference.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import { isTag } from '../oci/tag.ts';
import { type ImageLabels, missingLabels, OCI_LABEL } from '../provenance/image-labels.ts';
import { headManifest, type StoredManifest } from '../registry/manifests.ts';
import { computeTags } from '../tags/compute.ts';
import type { ExistingTags } from '../tags/existing.ts';
import { namesToLookUp, requireNoConflict } from '../tags/plan.ts';
import { tryParseRevision } from '../tags/revision.ts';
import { ALLOWED, type Revision, type TagContext } from '../tags/tag-context.ts';
import { needsVersion, notesOnVersion, type VersionSources } from '../tags/versions/find-version.ts';
import { planCopy } from './copy-plan.ts';
import { findPresent, lookUpTags } from './destination.ts';
import type { Graph } from './graph.ts';
import { findNamesScope, type NamesScope, readNames } from './names-scope.ts';
import { type DestinationPlan, type PromotionPlan, planDestinationTags, type TagQuestion } from './promotion-plan.ts';
import type { PromotionClients, PromotionRequest } from './promotion-request.ts';
import { readGraph } from './read-graph.ts';
import { readImageLabels, resolveSource } from './source.ts';

/** What is read of a destination before the image's labels, and so its tags, are known. */
interface DestinationView {
  readonly repository: Repository;
  readonly scope: NamesScope;
  readonly names: ReadonlySet<string>;
  readonly readAt: number;
  readonly rootIsPresent: boolean;
}

async function viewDestination(
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

function findRevision(request: PromotionRequest, labels: ImageLabels): Revision | undefined {
  if (request.revision !== undefined) return { sha: request.revision, origin: 'the input "revision"' };
  const key = `${OCI_LABEL}revision`;
  const sha = tryParseRevision(labels.get(key) ?? '');
  return sha === undefined ? undefined : { sha, origin: `the label ${key}` };
}

/** Builds what the rules know of an image: nothing of the run that promotes it but the git tag on its own commit. */
function buildContext(request: PromotionRequest, graph: Graph, labels: ImageLabels): TagContext {
  const { preRelease, makeLatest, flavor, timeZone, shortShaLength, tagPrefix } = request;
  const revision = findRevision(request, labels);
  const sourceTag = request.from.tag;
  const versions: VersionSources = {
    input: request.version,
    gitTag: needsVersion(request.rules) ? request.gitTag : undefined,
    tagPrefix,
    imageRevision: revision?.sha,
    sourceTag,
    label: labels.get(`${OCI_LABEL}version`),
  };
  return {
    ...{ versions, revision, sourceTag, preRelease, makeLatest, flavor, timeZone, shortShaLength },
    git: undefined,
    gives: ALLOWED,
    moves: ALLOWED,
    digest: graph.root,
    notes: needsVersion(request.rules) ? notesOnVersion(versions) : [],
  };
}

async function planDestination(
  clients: PromotionClients,
  view: DestinationView,
  image: { readonly graph: Graph; readonly request: PromotionRequest; readonly question: TagQuestion },
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
    lookUpTags(client, repository, lookedUp),
    findPresent(client, repository, graph, rootIsPresent),
  ]);
  // A tag that was listed and is gone by now does not exist.
  const gone = new Set<string>(lookedUp.filter((name) => isTag(name) && !digests.has(name)));
  const existing = { names: new Set([...names].filter((name) => !gone.has(name))), digests, versions };
  const { computed, tags } = planDestinationTags(question, existing, graph.root);
  requireNoConflict(tags, formatRepository(repository));
  const copy = planCopy(graph, { from, to: repository }, present);
  return { repository, copy, computed, tags, question, existing, scope, readAt };
}

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
  const labelling = reading.then((graph) => readImageLabels(clients.source, from, graph));
  const viewing = request.to.map((repository) => viewDestination(request, clients, { repository, root: resolving }));
  const [graph, labels, ...views] = await Promise.all([reading, labelling, ...viewing]);
  const context = buildContext(request, graph, labels);
  const { rules, ifTagExists, now } = request;
  const question = { rules, context, ifTagExists, now };
  const destinations = await Promise.all(
    views.map((view) => planDestination(clients, view, { graph, request, question })),
  );
  const root = graph.nodes.get(graph.root);
  if (root === undefined) throw new Error('the graph has no root');
  const warnings = [
    ...describeMissing(labels),
    ...destinations.flatMap(({ computed, tags }) => [...computed.warnings, ...tags.warnings]),
  ];
  return {
    source: { repository: from, reference: formatReference(request.from), tag: request.from.tag },
    image: root.descriptor,
    graph,
    labels,
    destinations,
    warnings: [...new Set(warnings)],
  };
}
