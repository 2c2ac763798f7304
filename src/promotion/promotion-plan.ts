import type { CompanionPlan } from '../copy/attachments.ts';
import type { Companions } from '../copy/companions.ts';
import type { CopyPlan } from '../copy/plan.ts';
import type { Graph } from '../image/graph.ts';
import type { ImageLabels } from '../image/labels.ts';
import type { NamesScope } from '../image/names-scope.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import { computeTags } from '../tags/compute.ts';
import type { TagContext } from '../tags/context.ts';
import type { ExistingTags } from '../tags/existing.ts';
import { planTags, type TagPlan } from '../tags/plan.ts';
import type { ComputedTags } from '../tags/planned-tag.ts';
import type { TagRule } from '../tags/rule.ts';
import type { Grant } from './grant.ts';
import type { RecordForm } from './request.ts';

/** What is asked of the tags of one destination, so that they can be planned again when the registry has moved on. */
export interface TagQuestion {
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
  readonly companions: CompanionPlan;
  readonly computed: ComputedTags;
  readonly tags: TagPlan;
  readonly question: TagQuestion;
  readonly existing: ExistingTags;
  /** Which tags were read, and are read again before any moves. */
  readonly scope: NamesScope;
  /** When the existing tags were asked for, by the run's clock in ms: what is decided by them grows stale. */
  readonly readAt: number;
}

/** What a promotion would do: plain data, made by reading alone. */
export interface PromotionPlan {
  readonly source: { readonly repository: Repository; readonly reference: string; readonly tag: string | undefined };
  readonly image: Descriptor;
  readonly graph: Graph;
  readonly companions: Companions;
  readonly labels: ImageLabels;
  /** By which right the image enters the environments of its destinations, by repository (`formatRepository`). */
  readonly grants?: ReadonlyMap<string, Grant>;
  readonly destinations: readonly DestinationPlan[];
  readonly warnings: readonly string[];
}

/** Plans the tags of a destination from what exists there: pure, and repeated whenever that changes. */
export function planDestinationTags(
  question: TagQuestion,
  existing: ExistingTags,
  digest: Digest,
): { readonly computed: ComputedTags; readonly tags: TagPlan } {
  const computed = computeTags(question.rules, question.context, existing, question.now);
  return { computed, tags: planTags(computed, existing, digest, { ifTagExists: question.ifTagExists }) };
}
