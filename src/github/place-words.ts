import { formatCount, formatList } from '../util/format.ts';
import { safeText } from '../util/text-safe-text.ts';
import type { PlaceTrouble } from './publisher.ts';

/** So many of the missing are named. */
const NAMED = 3;

function nameObject({ verb, noun, count, missing }: PlaceTrouble): string {
  const some = missing.length < count ? `${missing.length} of ${formatCount(count, noun)}` : formatCount(count, noun);
  return `Cannot ${verb} ${some} at GitHub`;
}

function nameMissing({ missing }: PlaceTrouble): string {
  const names = missing.slice(0, NAMED).map((name) => safeText(name, 200));
  return formatList(missing.length > NAMED ? [...names, `${missing.length - NAMED} more`] : names);
}

/** Says what could not be done where the promotion goes on without it. */
export function warnOfPlace(trouble: PlaceTrouble): string {
  return `${nameObject(trouble)}: ${trouble.failure.reason}; ${trouble.failure.cure}`;
}

/** Says what the pipeline file requires and could not be done before anything was written. */
export function refuseBefore(trouble: PlaceTrouble): string {
  const { reason, cure } = trouble.failure;
  return `${nameObject(trouble)}: the pipeline file requires that, and ${reason}, so nothing was promoted; ${cure}`;
}

/** Says what the pipeline file requires and is missing after the tags have moved. */
export function refuseAfter(trouble: PlaceTrouble): string {
  const { reason, cure } = trouble.failure;
  return `${nameObject(trouble)}: the promotion itself is complete, but what the pipeline file requires is missing for ${nameMissing(trouble)}, because ${reason}; ${cure}`;
}
