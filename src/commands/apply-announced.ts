import type { PromoteInputs } from '../inputs/promote.ts';
import type { EventSink } from '../promotion/events.ts';
import type { SetItem } from '../promotion/promotion-set.ts';
import type { Narrator } from '../report/narrator.ts';
import { openAnnouncer, type Results } from './announce.ts';
import { readySigner } from './apply.ts';
import type { WritingContext } from './context.ts';

/** What came of a set, and what GitHub's places lack of what the pipeline file requires. */
export interface Applied {
  readonly results: Results;
  /** An error to be thrown when all else is told; undefined where nothing is missing. */
  readonly trouble: unknown;
}

/** What is written with, and who is told. */
export interface AnnouncedRun {
  readonly inputs: Pick<PromoteInputs, 'githubToken'>;
  readonly narrator: Narrator;
}

/**
 * Applies a set when what signs is ready, and tells GitHub's places before and after.
 *
 * @param apply writes; it is given who hears of events.
 */
export function applyAnnounced(items: readonly SetItem[], context: WritingContext, run: ApplyRun): Promise<Applied> {
  return context.cancellation.writing(() => applyAndTell(items, context, run));
}

/** What is written with, who is told, and what writes. */
type ApplyRun = AnnouncedRun & { readonly apply: (emit: EventSink) => Promise<Results> };

async function applyAndTell(
  items: readonly SetItem[],
  context: WritingContext,
  { inputs, narrator, apply }: ApplyRun,
): Promise<Applied> {
  const { warn, emit } = narrator;
  const [announcer] = await Promise.all([
    openAnnouncer(items, context, { token: inputs.githubToken, warn }),
    readySigner(items),
  ]);
  await announcer.begin();
  try {
    const results = await apply((event) => {
      announcer.listen(event);
      emit(event);
    });
    return { results, trouble: await announcer.succeed(results) };
  } catch (error) {
    await announcer.fail();
    throw error;
  }
}
