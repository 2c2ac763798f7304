import { formatOffset, type LocalTime, localTimeOf, zoneNameOf } from './time-zone.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

type Read = (time: LocalTime) => number;

type Write = (time: LocalTime) => string;

const hour12: Read = ({ hour }) => hour % 12 || 12;

const hour24: Read = ({ hour }) => hour || 24;

const quarter: Read = ({ month }) => Math.ceil(month / 3);

const isoWeekday: Read = ({ weekday }) => weekday || 7;

const half = ({ hour }: LocalTime) => (hour < 12 ? 'AM' : 'PM');

const clock = ({ minute, second }: LocalTime, withSeconds: boolean) =>
  pad(minute, 2) + (withSeconds ? pad(second, 2) : '');

/** Years before 1 have a minus sign, and their era counts down from 1 BC, which is 0. */
const eraYear: Read = ({ year }) => (year > 0 ? year : 1 - year);

const era = ({ year }: LocalTime) => (year > 0 ? 'AD' : 'BC');

/**
 * What each of moment's tokens writes, in English (momentjs.com, "Format", with what its source has besides: eras `N`
 * and `y`, and `Hmm`, `hmm`, `Hmmss`, `hmmss`, `eHHmm`).
 */
export const DATE_TOKENS: ReadonlyMap<string, Write> = new Map<string, Write>([
  ['Y', ({ year }) => (year > 9999 ? `+${year}` : pad(year, 4))],
  ['YY', ({ year }) => pad(year % 100, 2)],
  ...padded('Y', [4, 5], ({ year }) => year),
  ['YYYYYY', ({ year }) => (year < 0 ? '' : '+') + pad(year, 6)],
  ...padded('y', [1, 2, 3, 4], eraYear),
  ['yo', (time) => ordinal(eraYear(time))],
  ...['N', 'NN', 'NNN', 'NNNNN'].map((token): [string, Write] => [token, era]),
  ['NNNN', ({ year }) => (year > 0 ? 'Anno Domini' : 'Before Christ')],
  ...counted('Q', quarter),
  ...counted('M', ({ month }) => month),
  ['MM', ({ month }) => pad(month, 2)],
  ['MMM', (time) => monthName(time).slice(0, 3)],
  ['MMMM', monthName],
  ...counted('D', ({ day }) => day),
  ['DD', ({ day }) => pad(day, 2)],
  ...counted('DDD', (time) => time.dayOfYear),
  ['DDDD', (time) => pad(time.dayOfYear, 3)],
  ...counted('d', ({ weekday }) => weekday),
  ['dd', (time) => weekdayName(time).slice(0, 2)],
  ['ddd', (time) => weekdayName(time).slice(0, 3)],
  ['dddd', weekdayName],
  ['e', ({ weekday }) => `${weekday}`],
  ['E', (time) => `${isoWeekday(time)}`],
  ...counted('w', ({ week }) => week.week),
  ['ww', ({ week }) => pad(week.week, 2)],
  ...counted('W', ({ isoWeek }) => isoWeek.week),
  ['WW', ({ isoWeek }) => pad(isoWeek.week, 2)],
  ['gg', ({ week }) => pad(week.year % 100, 2)],
  ...padded('g', [4, 5], ({ week }) => week.year),
  ['GG', ({ isoWeek }) => pad(isoWeek.year % 100, 2)],
  ...padded('G', [4, 5], ({ isoWeek }) => isoWeek.year),
  ...padded('H', [1, 2], ({ hour }) => hour),
  ...padded('h', [1, 2], hour12),
  ...padded('k', [1, 2], hour24),
  ...padded('m', [1, 2], ({ minute }) => minute),
  ...padded('s', [1, 2], ({ second }) => second),
  ['Hmm', (time) => `${time.hour}${clock(time, false)}`],
  ['Hmmss', (time) => `${time.hour}${clock(time, true)}`],
  ['hmm', (time) => `${hour12(time)}${clock(time, false)}`],
  ['hmmss', (time) => `${hour12(time)}${clock(time, true)}`],
  ['eHHmm', (time) => `${time.weekday}${pad(time.hour, 2)}${clock(time, false)}`],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((digits): [string, Write] => ['S'.repeat(digits), fraction(digits)]),
  ['A', half],
  ['a', (time) => half(time).toLowerCase()],
  ['Z', ({ offset }) => formatOffset(offset, ':')],
  ['ZZ', ({ offset }) => formatOffset(offset, '')],
  ['z', zoneNameOf],
  ['zz', zoneNameOf],
  ['X', ({ epoch }) => `${Math.floor(epoch / 1000)}`],
  ['x', ({ epoch }) => `${epoch}`],
]);

function pad(value: number, digits: number): string {
  return `${value < 0 ? '-' : ''}${`${Math.abs(value)}`.padStart(digits, '0')}`;
}

function ordinal(value: number): string {
  const isTeen = Math.trunc((value % 100) / 10) === 1;
  return `${value}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][value % 10]) ?? 'th'}`;
}

/** Tokens of a number: as many letters as it has digits at least. */
function padded(letter: string, digits: readonly number[], read: Read): readonly [string, Write][] {
  return digits.map((each) => [letter.repeat(each), (time) => pad(read(time), each)]);
}

function counted(token: string, read: Read): readonly [string, Write][] {
  return [
    [token, (time) => `${read(time)}`],
    [`${token}o`, (time) => ordinal(read(time))],
  ];
}

function fraction(digits: number): Write {
  return ({ millisecond }) => pad(millisecond, 3).padEnd(digits, '0').slice(0, digits);
}

function monthName({ month }: LocalTime): string {
  return MONTHS[month - 1] ?? '';
}

function weekdayName({ weekday }: LocalTime): string {
  return WEEKDAYS[weekday] ?? '';
}

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

/** Text in brackets, or a locale format, which a backslash makes plain text. */
const LOCALE_PARTS = tokenPattern('', [...LOCALE_FORMATS.keys()]);

/**
 * Text in brackets, or a token or any other character, which a backslash makes plain text. That `w|` and `W|` are not
 * weeks, and that only the `e` of `\eHHmm` is text, are moment's quirks.
 */
const PARTS = tokenPattern('\\\\e|[wW]\\||', [...DATE_TOKENS.keys(), '.']);

/** An expression for text in brackets and for words, the longest first. */
function tokenPattern(first: string, words: readonly string[]): RegExp {
  const longestFirst = words.toSorted((left, right) => right.length - left.length);
  return new RegExp(`\\[[^[]*\\]|${first}\\\\?(?:${longestFirst.join('|')})`, 'g');
}

/**
 * Formats an instant in a time zone with moment's tokens, in English, as docker/metadata-action does. An empty format is
 * that of ISO 8601. Only `z` and `zz` differ from moment: they give the zone's English name, such as CEST, or else its
 * offset as in the IANA database, such as +09 for moment's JST.
 *
 * @throws {RangeError} if the instant is no date or the zone is unknown.
 */
export function formatDate(instant: Date, format: string, timeZone: string): string {
  const time = localTimeOf(instant, timeZone);
  const expanded = (format || isoFormat(time)).replace(LOCALE_PARTS, (part) => LOCALE_FORMATS.get(part) ?? part);
  return (expanded.match(PARTS) ?? []).map((part) => DATE_TOKENS.get(part)?.(time) ?? literalOf(part)).join('');
}

function isoFormat({ offset }: LocalTime): string {
  return `YYYY-MM-DDTHH:mm:ss${offset === 0 ? '[Z]' : 'Z'}`;
}

/** Text in brackets without them, else a part without its backslash. */
function literalOf(part: string): string {
  return /\[[\s\S]/.test(part) ? part.replace(/^\[|\]$/g, '') : part.replaceAll('\\', '');
}
