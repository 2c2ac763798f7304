import { InputError } from '../errors.ts';
import { nearest } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import { DAY } from '../util/time.ts';

/** An instant in a time zone. */
export interface LocalTime {
  /** In milliseconds since 1970. */
  readonly epoch: number;
  readonly year: number;
  /** From 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** From 0 to 23. */
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** From 0, Sunday, to 6. */
  readonly weekday: number;
  /** From 1 to 366. */
  readonly dayOfYear: number;
  /** It begins on Sunday; week 1 has 1 January. */
  readonly week: YearWeek;
  /** It begins on Monday; week 1 has 4 January (ISO 8601). */
  readonly isoWeek: YearWeek;
  /** Ahead of UTC, in minutes. */
  readonly offset: number;
  readonly timeZone: string;
}

/** A week of a year, counted from 1. */
interface YearWeek {
  readonly year: number;
  readonly week: number;
}

const MINUTE = 60_000;

/** The kinds of English that have short names for zones near them, such as CET in Britain. */
const ENGLISH = ['en-US', 'en-GB', 'en-CA', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA'];

/** The local time of an instant (Gregorian). @throws {RangeError} for an invalid date or an unknown zone. */
export function localTimeOf(instant: Date, timeZone: string): LocalTime {
  const epoch = instant.getTime();
  const offset = offsetOf(instant, timeZone);
  const local = new Date(epoch + offset * MINUTE);
  const weekday = local.getUTCDay();
  return {
    epoch,
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
    weekday,
    dayOfYear: dayOfYear(local),
    // A week counts to the year of one of its days: the last where it is to hold 1 January, the fourth for ISO 8601.
    week: weekOf(local, 6 - weekday),
    isoWeek: weekOf(local, 4 - (weekday || 7)),
    offset,
    timeZone,
  };
}

/** The short English name of the zone at an instant, such as CEST, or its offset such as +09 (IANA database). */
export function zoneNameOf({ epoch, timeZone, offset }: LocalTime): string {
  for (const locale of ENGLISH) {
    const name = zonePart(new Date(epoch), { locale, timeZone, style: 'short' });
    if (!/^(?:GMT|UTC)[+-]/.test(name)) return name;
  }
  return formatOffset(offset, '').replace(/(?<=\d\d)00$/, '');
}

/** Writes an offset in minutes as hours and minutes. @example formatOffset(-210, ':') // '-03:30' */
export function formatOffset(offset: number, separator: string): string {
  const minutes = Math.abs(offset);
  const [hour, minute] = [Math.trunc(minutes / 60), minutes % 60].map((each) => `${each}`.padStart(2, '0'));
  return `${offset < 0 ? '-' : '+'}${hour}${separator}${minute}`;
}

/** In whole minutes: no zone has had seconds since 1972. */
function offsetOf(instant: Date, timeZone: string): number {
  const text = zonePart(instant, { locale: 'en-US', timeZone, style: 'longOffset' });
  const [, sign, hours = 0, minutes = 0] = /^GMT(?:([+-])(\d\d):(\d\d)(?::\d\d)?)?$/.exec(text) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -offset : offset;
}

function zonePart(
  instant: Date,
  { locale, timeZone, style }: Readonly<{ locale: string; timeZone: string; style: 'short' | 'longOffset' }>,
): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: style });
  return format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

function dayOfYear(local: Date): number {
  return Math.floor((local.getTime() - startOfYear(local)) / DAY) + 1;
}

/** `Date.UTC` would take the years from 0 to 99 for those after 1900. */
function startOfYear(local: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(local.getUTCFullYear());
  return start.getTime();
}

/** A week counts to the year of its deciding day, which is so many days later. */
function weekOf(local: Date, days: number): YearWeek {
  const deciding = new Date(local.getTime() + days * DAY);
  return { year: deciding.getUTCFullYear(), week: Math.ceil(dayOfYear(deciding) / 7) };
}

/** The zone of most runs. Looking it up loads Node's tables of all zones, half as long as an empty program takes. */
const DEFAULT_ZONE = 'UTC';

/** Whether a text names a time zone of the IANA database; an offset such as `+09:00` does not. */
export function isTimeZone(text: string): boolean {
  if (text === DEFAULT_ZONE) return true;
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The time zone that a misspelt one most likely meant, for the cure of an error. */
export function nearestTimeZone(text: string): string {
  return nearest(text, ['UTC', ...Intl.supportedValuesOf('timeZone')]) ?? 'UTC';
}

/** Parses the name of a time zone. @throws {InputError} if the IANA database does not have it. */
export function parseTimeZone(text: string): string {
  if (isTimeZone(text)) return text;
  throw new InputError(
    `Cannot use time zone ${quote(text)}: the IANA database has no such zone; write "${nearestTimeZone(text)}"`,
  );
}

/** The instant at which a day such as `2027-01-31` is over in a time zone; undefined if there is no such day. */
export function endOfDay(day: string, timeZone: string): Date | undefined {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : new Date(Number.NaN);
  if (Number.isNaN(start.getTime()) || !start.toISOString().startsWith(day)) return undefined;
  const next = start.getTime() + DAY;
  // The offset may change in the night before: it is that of the instant itself.
  const near = new Date(next - offsetOf(new Date(next), timeZone) * MINUTE);
  return new Date(next - offsetOf(near, timeZone) * MINUTE);
}

/** Writes a date as `YYYYMMDD`, in the Gregorian calendar whatever the machine's locale is. */
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
