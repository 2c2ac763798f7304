import type { RecordedSet } from '../attestation/predicates/promotion.ts';
import type { AttachmentPlan, Attachments } from '../copy/attachments.ts';
import type { CopyPlan } from '../copy/plan.ts';
import { PolicyError } from '../errors.ts';
import type { TagListScope } from '../image/existing-tags.ts';
import type { Graph } from '../image/graph.ts';
import type { ImageLabels } from '../image/labels.ts';
import { type Digest, digestOf, shortDigest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { GateResult } from '../policy/gates/gate.ts';
import { computeTags } from '../tags/compute.ts';
import type { TagContext } from '../tags/context.ts';
import type { ExistingTags } from '../tags/existing.ts';
import { planTags, type TagPlan } from '../tags/plan.ts';
import { type ComputedTags, isChange, type PlannedTag } from '../tags/planned-tag.ts';
import type { Destination, PromotionClients, PromotionRequest } from './request.ts';
import type { Danger } from './retired.ts';

/** The record that lets an image leave an environment. */
export interface Evidence {
  readonly digest: Digest;
  readonly isSigned: boolean;
}

/** What the gates of an environment say of an image that they let in. */
export interface GateAnswer {
  readonly results: readonly GateResult[];
  /** As the record holds them. */
  readonly checks: readonly JsonObject[];
}

export interface DestinationPlan extends Destination {
  /** Undefined if the image goes to no environment, or was built in the one that it leaves. */
  readonly evidence: Evidence | undefined;
  /** Undefined if the environment has no gates, or until all images are judged. */
  readonly gates?: GateAnswer | undefined;
  /** What retention may do to the image meanwhile: then it is looked at after its tags. */
  readonly danger?: Danger | undefined;
  readonly copy: CopyPlan;
  readonly attachments: AttachmentPlan;
  readonly computed: ComputedTags;
  readonly tags: TagPlan;
  readonly context: TagContext;
  readonly existing: ExistingTags;
  /** Which tags were read, and are read again before any moves. */
  readonly scope: TagListScope;
  /** Which versions are held, and which holds do not count. */
  readonly warnings: readonly string[];
  /** When the existing tags were requested (ms of the run's clock): decisions based on them grow stale. */
  readonly readAt: number;
}

/** What a promotion would do: plain data, made only by reading. */
export interface PromotionPlan {
  readonly source: { readonly repository: Repository; readonly reference: string; readonly tag: string | undefined };
  readonly image: Descriptor;
  readonly graph: Graph;
  readonly attachments: Attachments;
  readonly labels: ImageLabels;
  readonly destinations: readonly DestinationPlan[];
  readonly warnings: readonly string[];
  /** The images that are promoted with it; undefined if it is alone, or several jobs promote them. */
  readonly set?: RecordedSet | undefined;
}

/** Plans the tags of a destination from what exists there: pure, and repeated whenever that changes. */
export function planDestinationTags(
  { tagPolicy, context }: Pick<DestinationPlan, 'tagPolicy' | 'context'>,
  existing: ExistingTags,
  digest: Digest,
): Pick<DestinationPlan, 'computed' | 'tags'> {
  const computed = computeTags(tagPolicy.rules, context, existing, tagPolicy.now);
  return { computed, tags: planTags(computed, existing, digest, tagPolicy) };
}

export interface PlannedDestination {
  readonly request: PromotionRequest;
  readonly plan: PromotionPlan;
  readonly destination: DestinationPlan;
}

export interface SetItem {
  readonly request: PromotionRequest;
  readonly clients: PromotionClients;
  readonly plan: PromotionPlan;
}

export interface TagWishes {
  readonly source: Pick<PromotionPlan['source'], 'reference'>;
  readonly image: Pick<PromotionPlan['image'], 'digest'>;
  readonly destinations: readonly {
    readonly repository: Repository;
    readonly tags: { readonly tags: readonly Pick<PlannedTag, 'tag' | 'action'>[] };
  }[];
}

/** A record names so many images of its set at most: each of them has a record with all these names. */
const MOST_NAMED = 100;

/** Makes the plans of a set name each other, for their records. */
export function joinSet(items: readonly SetItem[]): readonly SetItem[] {
  const [first, second] = items;
  if (first === undefined || second === undefined) return items;
  const { facts, now } = first.request.run;
  const images = items.map(({ plan: { source, destinations, image } }) => ({
    name: destinations[0]?.route?.image ?? formatRepository(source.repository),
    digest: image.digest,
  }));
  const id = digestOf(JSON.stringify([facts.invocationId ?? now.toISOString(), images]));
  const set = { id, images: images.length > MOST_NAMED ? undefined : images };
  return items.map((item) => ({ ...item, plan: { ...item.plan, set } }));
}

export interface PlannedPush extends SetItem {
  readonly destination: DestinationPlan;
}

/**
 * Requires that no two images of a set want the same tag for different digests: one would win by chance, and the other's
 * record would be false.
 *
 * @throws {PolicyError} that names the tag and both images.
 */
export function requireNoOverlap(plans: readonly TagWishes[]): void {
  const planned = new Map<string, TagWishes>();
  for (const plan of plans) {
    for (const { repository, tags } of plan.destinations) {
      for (const { tag, action } of tags.tags) {
        if (action === 'skip') continue;
        const name = `${formatRepository(repository)}:${tag}`;
        const other = planned.get(name);
        if (other !== undefined && other.image.digest !== plan.image.digest) {
          throw new PolicyError(
            `Cannot promote as one set: ${name} would be both ${other.source.reference} (${shortDigest(other.image.digest)}) and ${plan.source.reference} (${shortDigest(plan.image.digest)}); give them different repositories by "{image}" in "to", or different tags`,
          );
        }
        planned.set(name, plan);
      }
    }
  }
}

/**
 * Whether the root manifest may wait for its tags, which saves a request and a round trip: not if something refers to
 * it, nor if the tags of others wait for it.
 */
export function mayWriteAtOnce(
  { copy, attachments, tags }: DestinationPlan,
  { isAlone, hasRecord }: { readonly isAlone: boolean; readonly hasRecord: boolean },
): boolean {
  const isReferredTo = hasRecord || attachments.referrers.length > 0 || attachments.cosignTags.length > 0;
  // A referrer must be listed at its subject; the answer to a write by digest says whether the registry does that.
  const isReferrer = copy.manifests.at(-1)?.node.manifest.subject !== undefined;
  // If any manifest of the image is missing, so is the root.
  return isAlone && !isReferredTo && !isReferrer && tags.tags.some(isChange) && copy.manifests.length > 0;
}
