import type { Logger } from '../action/logger.ts';
import type { Phase } from '../estimate/plan-cost.ts';
import type { EventSink, PromotionEvent } from '../promotion/events.ts';
import type { PromotionPlan, SetItem } from '../promotion/plan.ts';
import { isChange } from '../tags/planned-tag.ts';
import { formatBytes, formatDuration } from '../util/format.ts';
import { eventLine } from './promotion-log.ts';

/** In ms: a log that is silent for longer looks dead. */
const PROGRESS_EVERY = 10_000;

/** The rate is measured over the last so many ms: an hour ago says nothing about the rest. */
const WINDOW = 30_000;

/** Follows a promotion by its events. */
export class Progress {
  private readonly all: Readonly<Record<'blobs' | 'bytes' | 'manifests' | 'tags', number>>;
  private readonly done = { blobs: 0, bytes: 0, manifests: 0, tags: 0 };
  private streamed = 0;
  private samples: readonly { readonly at: number; readonly bytes: number }[];

  /** @param phase whether this job also writes the tags. */
  constructor(plans: readonly PromotionPlan[], now: number, phase: Phase) {
    const destinations = plans.flatMap((plan) => plan.destinations);
    const blobs = destinations.flatMap(({ copy }) => copy.blobs);
    this.all = {
      blobs: blobs.length,
      bytes: blobs.reduce((sum, { blob }) => sum + blob.size, 0),
      manifests: destinations.reduce((sum, { copy }) => sum + copy.manifests.length, 0),
      tags: phase === 'push' ? 0 : destinations.flatMap(({ tags }) => tags.tags.filter(isChange)).length,
    };
    this.samples = [{ at: now, bytes: 0 }];
  }

  add(event: PromotionEvent): void {
    if (event.kind === 'bytes') this.streamed += event.bytes;
    if (event.kind === 'manifest') this.done.manifests++;
    if (event.kind === 'tag') this.done.tags++;
    if (event.kind !== 'blob') return;
    this.done.blobs++;
    this.done.bytes += event.blob.size;
  }

  /** Describes how far the work is; undefined if nothing countable is left. */
  describe(now: number): string | undefined {
    const { all, done } = this;
    if (done.blobs < all.blobs) return this.describeBlobs(now);
    const left = (['manifests', 'tags'] as const).filter((kind) => done[kind] < all[kind]);
    const parts = left.map((kind) => `, ${done[kind]} of ${all[kind]} ${kind} written`);
    return left.length === 0 ? undefined : `${all.blobs} of ${all.blobs} blobs${parts.join('')}`;
  }

  private describeBlobs(now: number): string {
    const last = { at: now, bytes: this.streamed };
    this.samples = [...this.samples.filter(({ at }) => now - at <= WINDOW), last];
    const [first = last] = this.samples;
    const rate = now > first.at ? ((last.bytes - first.bytes) * 1000) / (now - first.at) : 0;
    const parts = [`${this.done.blobs} of ${this.all.blobs} blobs`, `${formatBytes(this.streamed)} copied`];
    if (rate > 0) {
      // A blob that is sent again counts twice in `streamed`, and once in `done`.
      const left = Math.max(0, this.all.bytes - Math.max(this.done.bytes, this.streamed));
      parts.push(`${formatBytes(Math.round(rate))}/s`, `${formatDuration((left / rate) * 1000)} left`);
    }
    return parts.join(', ');
  }
}

/** Logs every ten seconds what `describe` says, until it is disposed of; a terminal shows it more often. */
export function startHeartbeat(logger: Logger, describe: () => string | undefined): Disposable {
  const { every, show } = logger.progress ?? { every: PROGRESS_EVERY, show: logger.info };
  const timer = setInterval(() => {
    const line = describe();
    if (line !== undefined) show(line);
  }, every);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Runs some work whose log lines form a group. */
export async function inGroup<Result>(logger: Logger, title: string, work: () => Promise<Result>): Promise<Result> {
  logger.startGroup(title);
  try {
    return await work();
  } finally {
    logger.endGroup();
  }
}

/** Runs some work on a set, and logs its progress. */
export async function withProgress<Result>(
  items: readonly SetItem[],
  phase: Phase,
  logger: Logger,
  emit: EventSink,
  work: (emit: EventSink) => Promise<Result>,
): Promise<Result> {
  const plans = items.map(({ plan }) => plan);
  const progress = new Progress(plans, performance.now(), phase);
  using _ = startHeartbeat(logger, () => progress.describe(performance.now()));
  return await work((event) => {
    progress.add(event);
    emit(event);
  });
}

/** Logs events and warnings. */
export interface EventLog {
  readonly warnings: ReadonlySet<string>;
  readonly warn: (warning: string) => void;
  readonly emit: EventSink;
}

/** Opens an event log that collects the warnings, and gives each only once. */
export function openEventLog(logger: Logger): EventLog {
  const warnings = new Set<string>();
  function warn(warning: string): void {
    if (!warnings.has(warning)) logger.warn(warning);
    warnings.add(warning);
  }
  function emit(event: PromotionEvent): void {
    const line = eventLine(event);
    if (line === undefined) return;
    if (event.kind === 'source-moved' || event.kind === 'warning') warn(line);
    else logger.info(line);
  }
  return { warnings, warn, emit };
}
