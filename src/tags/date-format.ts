import { DATE_TOKENS } from './dates.ts';
import { type LocalTime, localTimeOf } from './time-zone.ts';

/** The formats of the locale, which stand for others; a small letter takes the short names and no leading zeros. */
const LOCALE_FORMATS: ReadonlyMap<string, string> = new Map([
  ['LTS', 'h:mm:ss A'],
  ['LT', 'h:mm A'],
  ['L', 'MM/DD/YYYY'],
  ['LL', 'MMMM D, YYYY'],
  ['LLL', 'MMMM D, YYYY h:mm A'],
  ['LLLL', 'dddd, MMMM D, YYYY h:mm A'],
  ['l', 'M/D/YYYY'],
  ['ll', 'MMM D, YYYY'],
  ['lll', 'MMM D, YYYY h:mm A'],
  ['llll', 'ddd, MMM D, YYYY h:mm A'],
]);

/** Text in brackets, or a locale format, which a backslash makes mere text. */
const LOCALE_PARTS = tokenPattern('', [...LOCALE_FORMATS.keys()]);

/**
 * Text in brackets, or a token or any other character, which a backslash makes mere text. That `w|` and `W|` are no
 * weeks, and that of `\eHHmm` the `e` alone is text, are moment's quirks.
 */
const PARTS = tokenPattern('\\\\e|[wW]\\||', [...DATE_TOKENS.keys(), '.']);

/** Returns the expression for text in brackets and for words, of which the longest that fits is taken. */
function tokenPattern(first: string, words: readonly string[]): RegExp {
  const longestFirst = words.toSorted((left, right) => right.length - left.length);
  return new RegExp(`\\[[^[]*\\]|${first}\\\\?(?:${longestFirst.join('|')})`, 'g');
}

/**
 * Writes an instant in a time zone by a format of moment's tokens, in English: what docker/metadata-action gives.
 *
 * Text in `[brackets]` stands for itself, as does what has no meaning; an empty format is that of ISO 8601. It
 * differs from moment in the names of zones alone: `z` and `zz` give the name that the machine's English has, such as
 * CEST, and else the offset as the IANA database writes it, such as +09 where moment writes JST.
 *
 * @example formatDate(new Date('2020-01-01T23:30:00Z'), 'YYYY-MM-DD', 'Asia/Tokyo') // '2020-01-02'
 * @throws {RangeError} where the instant is no date or the zone is unknown.
 */
export function formatDate(instant: Date, format: string, timeZone: string): string {
  const time = localTimeOf(instant, timeZone);
  const expanded = (format || isoFormat(time)).replace(LOCALE_PARTS, (part) => LOCALE_FORMATS.get(part) ?? part);
  return (expanded.match(PARTS) ?? []).map((part) => DATE_TOKENS.get(part)?.(time) ?? literalOf(part)).join('');
}

function isoFormat({ offset }: LocalTime): string {
  return `YYYY-MM-DDTHH:mm:ss${offset === 0 ? '[Z]' : 'Z'}`;
}

/** Returns what a part stands for that is no token: text in brackets without them, else without its backslash. */
function literalOf(part: string): string {
  return /\[[\s\S]/.test(part) ? part.replace(/^\[|\]$/g, '') : part.replaceAll('\\', '');
}
