import type { AttachmentPlan, Attachments } from '../copy/attachments.ts';
import type { CopyPlan } from '../copy/plan.ts';
import { InputError, PolicyError } from '../errors.ts';
import type { TagListScope } from '../image/existing-tags.ts';
import type { Graph } from '../image/graph.ts';
import { type ImageLabels, OCI_LABEL, placeOfLabel } from '../image/labels.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatReference, formatRepository, type Repository } from '../oci/reference.ts';
import type { RecordForm } from '../pipeline/pipeline.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import { computeTags } from '../tags/compute.ts';
import { ALLOWED, type Revision, type TagContext, tryParseRevision } from '../tags/context.ts';
import type { ExistingTags } from '../tags/existing.ts';
import { VERSION_LABEL, type VersionSources } from '../tags/find-version.ts';
import { planTags, type TagPlan } from '../tags/plan.ts';
import { type ComputedTags, isChange, type PlannedTag } from '../tags/planned-tag.ts';
import type { TagRule } from '../tags/rule.ts';
import { dependsOnLabels, needsVersion } from '../tags/rule-needs.ts';
import { isSameRepository } from '../tags/same-repository.ts';
import { commitsNamedBy, isShaTagOf } from '../tags/sha-tag.ts';
import { quote } from '../util/safe-text.ts';
import type { PromotionClients, PromotionRequest } from './request.ts';

/** What is asked of the tags of one destination, so that they can be planned again when the registry has moved on. */
export interface TagPolicy {
  readonly rules: readonly TagRule[];
  readonly context: TagContext;
  readonly ifTagExists: 'fail' | 'skip';
  readonly now: Date;
}

/** What would be written to one destination, and why. */
export interface DestinationPlan {
  readonly repository: Repository;
  /** How the promotion is recorded. */
  readonly record: RecordForm;
  readonly copy: CopyPlan;
  readonly attachments: AttachmentPlan;
  readonly computed: ComputedTags;
  readonly tags: TagPlan;
  readonly question: TagPolicy;
  readonly existing: ExistingTags;
  /** Which tags were read, and are read again before any moves. */
  readonly scope: TagListScope;
  /** When the existing tags were asked for, by the run's clock in ms: what is decided by them grows stale. */
  readonly readAt: number;
}

/** What a promotion would do: plain data, made by reading alone. */
export interface PromotionPlan {
  readonly source: { readonly repository: Repository; readonly reference: string; readonly tag: string | undefined };
  readonly image: Descriptor;
  readonly graph: Graph;
  readonly attachments: Attachments;
  readonly labels: ImageLabels;
  /** By which right the image enters the environments of its destinations, by repository (`formatRepository`). */
  readonly grants?: ReadonlyMap<string, Admission>;
  readonly destinations: readonly DestinationPlan[];
  readonly warnings: readonly string[];
}

/** Plans the tags of a destination from what exists there: pure, and repeated whenever that changes. */
export function planDestinationTags(
  question: TagPolicy,
  existing: ExistingTags,
  digest: Digest,
): { readonly computed: ComputedTags; readonly tags: TagPlan } {
  const computed = computeTags(question.rules, question.context, existing, question.now);
  return { computed, tags: planTags(computed, existing, digest, { ifTagExists: question.ifTagExists }) };
}

/** One image of a set, ready to be promoted. */
export interface SetItem {
  readonly request: PromotionRequest;
  readonly clients: PromotionClients;
  readonly plan: PromotionPlan;
}

/** What an image wants of tags, as far as others may want the same. */
export interface TagWishes {
  readonly source: Pick<PromotionPlan['source'], 'reference'>;
  readonly image: Pick<PromotionPlan['image'], 'digest'>;
  readonly destinations: readonly {
    readonly repository: Repository;
    readonly tags: { readonly tags: readonly Pick<PlannedTag, 'tag' | 'action'>[] };
  }[];
}

/**
 * Requires that no two images of a set want the same tag for different digests.
 *
 * One of them would win by chance, and the other's record would tell a lie.
 *
 * @throws {PolicyError} that names the tag and both images.
 */
export function requireNoOverlap(plans: readonly TagWishes[]): void {
  const wanted = new Map<string, TagWishes>();
  for (const plan of plans) {
    for (const { repository, tags } of plan.destinations) {
      for (const { tag, action } of tags.tags) {
        if (action === 'skip') continue;
        const name = `${formatRepository(repository)}:${tag}`;
        const other = wanted.get(name);
        if (other !== undefined && other.image.digest !== plan.image.digest) {
          throw new PolicyError(
            `Cannot promote as one set: ${name} would be both ${other.source.reference} (${shortDigest(other.image.digest)}) and ${plan.source.reference} (${shortDigest(plan.image.digest)}); give them different repositories by "{image}" in "to", or different tags`,
          );
        }
        wanted.set(name, plan);
      }
    }
  }
}

/** Reads the revision that the input or the image's labels name. */
function readRevision(request: PromotionRequest, labels: ImageLabels): Revision | undefined {
  if (request.revision !== undefined) return { sha: request.revision, origin: 'the input "revision"' };
  const key = `${OCI_LABEL}revision`;
  const sha = tryParseRevision(labels.get(key) ?? '');
  return sha === undefined ? undefined : { sha, origin: `the ${placeOfLabel(labels, key)} ${key}` };
}

/**
 * Finds the revision: the input, else the commit of the event's git tag if the source tag is the SHA tag of it, else the
 * label. The tag counts before the label, because labels are often those of the base image.
 */
function findRevision(context: TagContext, request: PromotionRequest): Pick<TagContext, 'revision' | 'notes'> {
  const { revision, sourceTag } = context;
  const commit = tryParseRevision(request.gitTag?.commit ?? '');
  if (request.revision !== undefined || commit === undefined || sourceTag === undefined) return { revision };
  const { rules, now } = request;
  if (revision?.sha === commit || !isShaTagOf(commit, sourceTag, { rules, scope: { context, now } }))
    return { revision };
  const origin = `the source tag ${quote(sourceTag)}`;
  if (revision === undefined) return { revision: { sha: commit, origin } };
  const note = `The tag of ${formatReference(request.from)} says that it was built from the event's commit, and ${revision.origin} says ${revision.sha}: the tag counts, as labels are often those of the base image`;
  return { revision: { sha: commit, origin }, notes: [note] };
}

/**
 * Refuses an image whose SHA tag and whose label name different commits: a tag such as `sha-860c190` can be that of a
 * branch, and what was built from another commit must not be released as this one. A label that is known to be
 * another repository's, that of the base image, contradicts nothing.
 *
 * @throws {InputError} that names both.
 */
function requireOneRevision(context: TagContext, request: PromotionRequest, labels: ImageLabels): void {
  const { from, repositoryUrl, rules, now } = request;
  const label = tryParseRevision(labels.get(`${OCI_LABEL}revision`) ?? '');
  if (request.revision !== undefined || label === undefined || from.tag === undefined) return;
  const commits = commitsNamedBy(from.tag, { rules, scope: { context, now } });
  const [named] = commits;
  const source = labels.get(`${OCI_LABEL}source`);
  const isOfBase = source !== undefined && repositoryUrl !== undefined && !isSameRepository(source, repositoryUrl);
  if (named === undefined || commits.some((digits) => label.startsWith(digits)) || isOfBase) return;
  throw new InputError(
    `Cannot promote ${formatReference(from)}: its tag says that it was built from the commit ${named}, and its label ${OCI_LABEL}revision says ${label}; promote the image that was built from the commit that you mean, or set the input "revision" if the label is that of the base image`,
  );
}

/** Whether the tags of an image can be planned only when its labels are known. */
export function needsLabels({ rules, version, revision, flavor, from }: PromotionRequest): boolean {
  return dependsOnLabels(rules, { input: version, revision, flavor, sourceTag: from.tag });
}

/** Builds what the rules know of an image: nothing of the run that promotes it but the git tag on its own commit. */
export function buildContext(request: PromotionRequest, digest: Digest | undefined, labels: ImageLabels): TagContext {
  const { preRelease, makeLatest, flavor, timeZone, shortShaLength, tagPrefix } = request;
  const revision = readRevision(request, labels);
  const sourceTag = request.from.tag;
  const versions: VersionSources = {
    input: request.version,
    gitTag: needsVersion(request.rules) ? request.gitTag : undefined,
    tagPrefix,
    imageRevision: revision?.sha,
    sourceTag,
    label: labels.get(VERSION_LABEL),
    labelPlace: placeOfLabel(labels, VERSION_LABEL),
    promoted: {
      reference: formatReference(request.from),
      source: labels.get(`${OCI_LABEL}source`),
      repository: request.repositoryUrl,
    },
  };
  const context: TagContext = {
    ...{ versions, revision, sourceTag, preRelease, makeLatest, flavor, timeZone, shortShaLength },
    git: undefined,
    gives: ALLOWED,
    moves: ALLOWED,
    digest,
  };
  requireOneRevision(context, request, labels);
  const { revision: found, notes = [] } = findRevision(context, request);
  return {
    ...context,
    ...{ revision: found, versions: { ...versions, imageRevision: found?.sha } },
    notes: [...(request.notes ?? []), ...notes],
  };
}

/** The right of an image to enter an environment. */
export interface Admission {
  readonly resolvedRoute: ResolvedRoute;
  /** The record of the environment that it leaves; undefined if it was built there. */
  readonly evidence: { readonly digest: Digest; readonly isSigned: boolean } | undefined;
}

/** What decides it beside the plan of the destination. */
interface RootQuestion {
  /** Whether it is the only image of the run, in its only destination. */
  readonly isAlone: boolean;
  readonly hasRecord: boolean;
}

/**
 * Whether the root manifest may wait for its tags: to write it by its digest first would take a request and a
 * round trip more. Not where something refers to it, nor where the tags of others wait for it to be there.
 */
export function mayWriteAtOnce(
  { copy, attachments, tags }: DestinationPlan,
  { isAlone, hasRecord }: RootQuestion,
): boolean {
  const isReferredTo = hasRecord || attachments.referrers.length > 0 || attachments.cosignTags.length > 0;
  // What names a subject is listed there, which the answer to a write by its digest tells whether the registry does.
  const isReferrer = copy.manifests.at(-1)?.node.manifest.subject !== undefined;
  // Where any manifest of the image is missing, so is the root.
  return isAlone && !isReferredTo && !isReferrer && tags.tags.some(isChange) && copy.manifests.length > 0;
}
