import type { Phase } from '../estimate/plan-cost.ts';
import type { PromotionEvent } from '../promotion/events.ts';
import type { PromotionPlan } from '../promotion/promotion-plan.ts';
import { isChange } from '../tags/planned-tag.ts';
import { formatBytes, formatDuration } from '../util/format.ts';

/** A line of progress comes this often, in ms: a log that says nothing for longer looks dead. */
export const PROGRESS_EVERY = 10_000;

/** The rate is that of so many ms at the end: what was an hour ago says nothing of what is left. */
const WINDOW = 30_000;

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** What is left of a promotion, as events tell it. */
export class Progress {
  private readonly blobs: number;
  private readonly bytes: number;
  private readonly manifests: number;
  private readonly tags: number;
  private doneBlobs = 0;
  private doneManifests = 0;
  private doneTags = 0;
  private doneBytes = 0;
  private streamed = 0;
  private samples: readonly Sample[];

  /**
   * @param now when the work begins, in ms.
   * @param phase whether the tags are written too, or are left to another job.
   */
  constructor(plans: readonly PromotionPlan[], now: number, phase: Phase) {
    const destinations = plans.flatMap((plan) => plan.destinations);
    const steps = destinations.flatMap(({ copy }) => copy.blobs);
    this.manifests = destinations.reduce((sum, { copy }) => sum + copy.manifests.length, 0);
    this.tags = phase === 'landing' ? 0 : destinations.flatMap(({ tags }) => tags.tags.filter(isChange)).length;
    this.blobs = steps.length;
    this.bytes = steps.reduce((sum, { blob }) => sum + blob.size, 0);
    this.samples = [{ at: now, bytes: 0 }];
  }

  /** Takes in what happened. */
  add(event: PromotionEvent): void {
    if (event.kind === 'bytes') this.streamed += event.bytes;
    if (event.kind === 'manifest') this.doneManifests++;
    if (event.kind === 'tag') this.doneTags++;
    if (event.kind !== 'blob') return;
    this.doneBlobs++;
    this.doneBytes += event.blob.size;
  }

  /** Says how far the work is; undefined where nothing is left that can be counted. */
  describe(now: number): string | undefined {
    if (this.doneBlobs < this.blobs) return this.describeBlobs(now);
    const left = [
      this.doneManifests < this.manifests ? `${this.doneManifests} of ${this.manifests} manifests written` : '',
      this.doneTags < this.tags ? `${this.doneTags} of ${this.tags} tags written` : '',
    ].filter((part) => part !== '');
    return left.length === 0 ? undefined : `${this.blobs} of ${this.blobs} blobs, ${left.join(', ')}`;
  }

  private describeBlobs(now: number): string {
    const last = { at: now, bytes: this.streamed };
    this.samples = [...this.samples.filter(({ at }) => now - at <= WINDOW), last];
    const [first = last] = this.samples;
    const rate = now > first.at ? ((last.bytes - first.bytes) * 1000) / (now - first.at) : 0;
    const parts = [`${this.doneBlobs} of ${this.blobs} blobs`, `${formatBytes(this.streamed)} copied`];
    if (rate > 0) {
      // A blob that is sent again counts twice in what was streamed, and never in what is done.
      const left = Math.max(0, this.bytes - Math.max(this.doneBytes, this.streamed));
      parts.push(`${formatBytes(Math.round(rate))}/s`, `${formatDuration((left / rate) * 1000)} left`);
    }
    return parts.join(', ');
  }
}
