import { formatTimeLeft } from '../util/format.ts';
import type { RetainedImage } from './facts.ts';
import type { Because } from './keep.ts';

/**
 * What becomes of an image: it stays, is marked, has to be archived before it goes, or goes; it is needed again, or it is due and
 * nothing is done to it yet.
 */
export type RetentionAction = 'keep' | 'retire' | 'archive' | 'destroy' | 'rescue' | 'leave';

/** Whether no rule keeps it. */
export function isDue(action: RetentionAction): boolean {
  return action !== 'keep' && action !== 'rescue';
}

export const UNFINISHED: Because = { rule: 'unfinished', detail: 'a run that destroyed it was cut off' };

interface Decision {
  readonly action: RetentionAction;
  readonly because: readonly Because[];
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** Decides what becomes of an image, by whether a rule keeps it and by its retirement. */
export function decideAction(
  { mark, tags, details }: RetainedImage,
  { isKept, isUnfinished }: { readonly isKept: boolean; readonly isUnfinished: boolean },
  {
    now,
    grace,
    archive,
  }: { readonly now: number; readonly grace: number; readonly archive: 'no' | 'yes' | 'required' },
): Decision {
  if (isKept) return { action: mark === undefined && !isUnfinished ? 'keep' : 'rescue', because: [] };
  if (isUnfinished) return { action: 'destroy', because: [UNFINISHED] };
  const retirement = details?.retirement;
  // A run was cut off before the record, or before all of its tags were gone.
  if (retirement === undefined || (mark !== undefined && tags.length > 0)) return { action: 'retire', because: [] };
  const since = `retired on ${day(retirement.at)}`;
  const left = retirement.at + grace - now;
  if (left > 0) {
    return {
      action: 'leave',
      because: [{ rule: 'retired', detail: `${since}, and waits ${formatTimeLeft(left)} more` }],
    };
  }
  const because: Because = { rule: 'retired', detail: since };
  return archive === 'no' || details?.isArchived === true
    ? { action: 'destroy', because: [because] }
    : { action: 'archive', because: [because, { rule: 'archive', detail: 'it has to be archived before it goes' }] };
}
