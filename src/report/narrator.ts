import type { Logger } from '../action/logger.ts';
import type { Phase } from '../estimate/plan-cost.ts';
import type { EventSink, PromotionEvent } from '../promotion/events.ts';
import type { SetItem } from '../promotion/promotion-set.ts';
import { PROGRESS_EVERY, Progress } from './progress.ts';
import { narrateEvent } from './promotion-log.ts';

/** Runs what is shown as a group of lines in the log. */
export async function inGroup<Result>(logger: Logger, title: string, work: () => Promise<Result>): Promise<Result> {
  logger.startGroup(title);
  try {
    return await work();
  } finally {
    logger.endGroup();
  }
}

/** Does something for a set, and says how far it is as long as it takes. */
export async function withProgress<Result>(
  items: readonly SetItem[],
  logger: Logger,
  {
    phase,
    emit,
    work,
  }: { readonly phase: Phase; readonly emit: EventSink; readonly work: (emit: EventSink) => Promise<Result> },
): Promise<Result> {
  const plans = items.map(({ plan }) => plan);
  const progress = new Progress(plans, performance.now(), phase);
  const timer = setInterval(() => {
    const line = progress.describe(performance.now());
    if (line !== undefined) logger.info(line);
  }, PROGRESS_EVERY);
  try {
    return await work((event) => {
      progress.add(event);
      emit(event);
    });
  } finally {
    clearInterval(timer);
  }
}

/** Tells people of events. */
export interface Narrator {
  readonly warnings: ReadonlySet<string>;
  readonly warn: (warning: string) => void;
  readonly emit: EventSink;
}

/** Makes what tells people of events, and keeps the warnings: each is given once. */
export function openNarrator(logger: Logger): Narrator {
  const warnings = new Set<string>();
  function warn(warning: string): void {
    if (!warnings.has(warning)) logger.warn(warning);
    warnings.add(warning);
  }
  function emit(event: PromotionEvent): void {
    const line = narrateEvent(event);
    if (line === undefined) return;
    if (event.kind === 'source-moved' || event.kind === 'warning') warn(line);
    else logger.info(line);
  }
  return { warnings, warn, emit };
}
