import { safeText } from '../../util/safe-text.ts';
import { DAY } from '../../util/time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The longest foreign name that a sentence shows (characters). */
const MAX_NAME = 100;

/** Writes a name from evidence so that it stays a name. */
export function foreign(name: string): string {
  return safeText(name, MAX_NAME);
}

/** Writes how old something is. @example formatAge(51.5 * DAY) // '51 days old' */
export function formatAge(milliseconds: number): string {
  const [count, unit] =
    milliseconds >= 2 * DAY
      ? [milliseconds / DAY, 'day']
      : milliseconds >= 2 * HOUR
        ? [milliseconds / HOUR, 'hour']
        : [milliseconds / MINUTE, 'minute'];
  const whole = Math.floor(count);
  return `${whole} ${unit}${whole === 1 ? '' : 's'} old`;
}

/** Writes a limit as the pipeline file has it. @example formatLimit(24 * HOUR) // '24h' */
export function formatLimit(milliseconds: number): string {
  if (milliseconds > DAY && milliseconds % DAY === 0) return `${milliseconds / DAY}d`;
  if (milliseconds % HOUR === 0) return `${milliseconds / HOUR}h`;
  return `${Math.round(milliseconds / MINUTE)}m`;
}

/** Writes the day of an instant in UTC. @example formatUtcDay(new Date(0)) // '1970-01-01' */
export function formatUtcDay(time: Date): string {
  return time.toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** Lists a few of many, and says how many there are besides. */
export function listSome(words: readonly string[], most = 5): string {
  return listFew(words, (word) => word, most);
}

/** Lists a few of many, and writes no more of them than it shows: there may be tens of thousands. */
export function listFew<Item>(items: readonly Item[], write: (item: Item) => string, most = 5): string {
  const shown = items.slice(0, most).map(write);
  const rest = items.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
