import { InputError } from '../errors.ts';
import { nearest } from '../util/nearest.ts';
import { quote } from '../util/text-safe-text.ts';

/** The zone of most runs. Looking it up loads Node's tables of all zones, half as long as an empty program takes. */
const DEFAULT_ZONE = 'UTC';

/** Tells whether a text names a time zone of the IANA database; an offset such as `+09:00` does not. */
export function isTimeZone(text: string): boolean {
  if (text === DEFAULT_ZONE) return true;
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Returns the known time zone that a misspelt one most likely meant, for the cure of an error. */
export function nearestTimeZone(text: string): string {
  return nearest(text, ['UTC', ...Intl.supportedValuesOf('timeZone')]) ?? 'UTC';
}

/**
 * Parses the name of a time zone of the IANA database.
 *
 * @example parseTimeZone('Asia/Tokyo')
 * @throws {InputError} where there is no such zone.
 */
export function parseTimeZone(text: string): string {
  if (isTimeZone(text)) return text;
  throw new InputError(
    `Cannot use time zone ${quote(text)}: the IANA database has no such zone; write "${nearestTimeZone(text)}"`,
  );
}

/** Writes the date of an instant in a time zone as `YYYYMMDD`, in the Gregorian calendar whatever the machine's locale is. */
export function formatDay(instant: Date, timeZone: string): string {
  if (timeZone === DEFAULT_ZONE) return instant.toISOString().slice(0, 'YYYY-MM-DD'.length).replaceAll('-', '');
  const parts = new Intl.DateTimeFormat('en-US', {
    calendar: 'gregory',
    numberingSystem: 'latn',
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(instant);
  const part = (type: 'year' | 'month' | 'day') => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}${part('month')}${part('day')}`;
}
