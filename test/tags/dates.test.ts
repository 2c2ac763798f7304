import moment from 'moment-timezone';
import { describe, expect, test } from 'vitest';
import { DATE_TOKENS, formatDate } from '../../src/tags/dates.ts';
import { fc, runs } from '../support/property.ts';

const INSTANT = '2020-01-02T03:04:05.067Z';
const LOCALE_FORMATS = ['LT', 'LTS', 'L', 'LL', 'LLL', 'LLLL', 'l', 'll', 'lll', 'llll'];

/** Zones on both sides of UTC, with and without daylight saving time, with offsets of whole hours and of parts of them. */
const ZONES = ['UTC', 'Europe/Zurich', 'Asia/Tokyo', 'America/New_York', 'Asia/Kolkata', 'America/St_Johns'];
const zones = fc.constantFrom(...ZONES, 'Pacific/Chatham', 'Europe/London', 'Australia/Lord_Howe');

/** The names of zones are not moment's. */
const TOKENS = [...DATE_TOKENS.keys(), ...LOCALE_FORMATS].filter((token) => !/^zz?$/.test(token));

const zone = (name: string) => (instant: Date, format: string) => moment(instant).tz(name).format(format);

const instants = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-12-31'), noInvalidDate: true });

const formats = fc.oneof(
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 5 }).map((parts) => parts.join('')),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...TOKENS),
        fc.constantFrom('[at]', '[', ']', '\\', '-', ' ', '.', 'o', '|', 'T', '-\n'),
      ),
    )
    .map((parts) => parts.join('')),
  fc.string().map((text) => text.replaceAll('z', 'Z')),
);

describe('formatDate', () => {
  test.each([
    ['YYYYMMDD', 'UTC', '20200102'],
    ['YYYY-MM-DD', 'Asia/Tokyo', '2020-01-02'],
    ['YYYY-MM-DD', 'America/New_York', '2020-01-01'],
    ['YYYYMMDD-HHmmss', 'Europe/Zurich', '20200102-040405'],
    ['Y YY YYYY YYYYY YYYYYY', 'UTC', '2020 20 2020 02020 +002020'],
    ['Q Qo M Mo MM MMM MMMM', 'UTC', '1 1st 1 1st 01 Jan January'],
    ['D Do DD DDD DDDo DDDD', 'UTC', '2 2nd 02 2 2nd 002'],
    ['d do dd ddd dddd e E', 'UTC', '4 4th Th Thu Thursday 4 4'],
    ['w wo ww W Wo WW', 'UTC', '1 1st 01 1 1st 01'],
    ['gg gggg ggggg GG GGGG GGGGG', 'UTC', '20 2020 02020 20 2020 02020'],
    ['H HH h hh k kk A a', 'UTC', '3 03 3 03 3 03 AM am'],
    ['H HH h hh k kk A a', 'America/New_York', '22 22 10 10 22 22 PM pm'],
    ['m mm s ss', 'UTC', '4 04 5 05'],
    ['S SS SSS SSSS SSSSSSSSS', 'UTC', '0 06 067 0670 067000000'],
    ['Z ZZ', 'UTC', '+00:00 +0000'],
    ['Z ZZ', 'America/St_Johns', '-03:30 -0330'],
    ['Z ZZ', 'Pacific/Chatham', '+13:45 +1345'],
    ['X x', 'Asia/Tokyo', '1577934245 1577934245067'],
    ['LT|LTS|L|LL', 'UTC', '3:04 AM|3:04:05 AM|01/02/2020|January 2, 2020'],
    ['LLL|LLLL', 'UTC', 'January 2, 2020 3:04 AM|Thursday, January 2, 2020 3:04 AM'],
    ['l|ll|lll', 'UTC', '1/2/2020|Jan 2, 2020|Jan 2, 2020 3:04 AM'],
    ['llll', 'UTC', 'Thu, Jan 2, 2020 3:04 AM'],
    ['N NNNN NNNNN y yo yyyy', 'UTC', 'AD Anno Domini AD 2020 2020th 2020'],
    ['Hmm Hmmss hmm hmmss eHHmm', 'UTC', '304 30405 304 30405 40304'],
    ['[it is] YYYY [LT]', 'UTC', 'it is 2020 LT'],
    ['[]YYYY[', 'UTC', '2020['],
    ['[a] YYYY]', 'UTC', 'a] YYYY'],
    [String.raw`\YYYY \LT \[YYYY]`, 'UTC', 'YYYY LT [2020]'],
    [String.raw`\YY\ \\\e\eHHmm`, 'UTC', 'YY ee0304'],
    ['nightly', 'UTC', 'nig3t1/2/20202020'],
    ['n-b-c-f-i-j-o-p-q-r-t-u-v', 'UTC', 'n-b-c-f-i-j-o-p-q-r-t-u-v'],
    ['w|ww|W|WW', 'UTC', 'w|01|W|01'],
    ['a\nb', 'UTC', 'amb'],
    ['', 'UTC', '2020-01-02T03:04:05Z'],
    ['', 'Asia/Tokyo', '2020-01-02T12:04:05+09:00'],
    ['日本 YYYY', 'UTC', '日本 2020'],
  ])('writes %j in %s as %j, and so does moment', (format, timeZone, text) => {
    const instant = new Date(INSTANT);
    expect(formatDate(instant, format, timeZone)).toBe(text);
    expect(zone(timeZone)(instant, format)).toBe(text);
  });

  test.each([...TOKENS])('writes %s as moment does', (token) => {
    fc.assert(
      fc.property(instants, zones, (instant, timeZone) => {
        expect(formatDate(instant, token, timeZone)).toBe(zone(timeZone)(instant, token));
      }),
      { numRuns: runs(50) },
    );
  });

  test('writes every format as moment does', () => {
    fc.assert(
      fc.property(instants, formats, zones, (instant, format, timeZone) => {
        expect([format, formatDate(instant, format, timeZone)]).toEqual([format, zone(timeZone)(instant, format)]);
      }),
      { numRuns: runs(3000) },
    );
  });

  test('knows the weeks at every turn of a year', () => {
    for (let year = 1970; year <= 2100; year++) {
      for (let day = -7; day <= 7; day++) {
        const instant = new Date(Date.UTC(year, 0, day, 12));
        const format = 'w gggg W GGGG DDD E';
        expect(formatDate(instant, format, 'UTC')).toBe(zone('UTC')(instant, format));
      }
    }
  });

  test.each([
    ['2024-03-31T00:59:59.999Z', '2024-03-31 01:59:59 +01:00'],
    ['2024-03-31T01:00:00.000Z', '2024-03-31 03:00:00 +02:00'],
    ['2024-10-27T00:59:59.999Z', '2024-10-27 02:59:59 +02:00'],
    ['2024-10-27T01:00:00.000Z', '2024-10-27 02:00:00 +01:00'],
  ])('turns the clock at %s', (instant, text) => {
    expect(formatDate(new Date(instant), 'YYYY-MM-DD HH:mm:ss Z', 'Europe/Zurich')).toBe(text);
  });

  test.each([
    ['0001-06-01T00:00:00Z', 'Y YYYY y N'],
    ['0099-12-31T00:00:00Z', 'YY YYYY DDD w gggg W GGGG'],
    ['-000044-03-15T00:00:00Z', 'Y YYYY YYYYYY y N NNNN DDD'],
    ['+012345-06-01T00:00:00Z', 'Y YY YYYY YYYYYY GGGG'],
  ])('writes %s as moment does', (instant, format) => {
    expect(formatDate(new Date(instant), format, 'UTC')).toBe(zone('UTC')(new Date(instant), format));
  });

  test('drops a line break, also alone, which moment cannot read', () => {
    expect(formatDate(new Date(INSTANT), '\n', 'UTC')).toBe('');
    expect(() => zone('UTC')(new Date(INSTANT), '\n')).toThrow(TypeError);
  });

  test('throws for what is no date and for a zone that is unknown', () => {
    expect(() => formatDate(new Date('x'), 'YYYY', 'UTC')).toThrow(RangeError);
    expect(() => formatDate(new Date(0), 'YYYY', 'Nope/Zone')).toThrow(RangeError);
  });
});

describe('the name of a zone', () => {
  test.each([
    ['UTC', 'UTC', 'UTC'],
    ['Europe/Zurich', 'CET', 'CEST'],
    ['Europe/London', 'GMT', 'BST'],
    ['America/New_York', 'EST', 'EDT'],
    ['America/St_Johns', 'NST', 'NDT'],
    ['Asia/Kolkata', 'IST', 'IST'],
    ['Australia/Sydney', 'AEDT', 'AEST'],
    ['America/Sao_Paulo', '-03', '-03'],
    ['Asia/Kathmandu', '+0545', '+0545'],
  ])('in %s is %s and %s, as moment has it', (timeZone, january, july) => {
    for (const [instant, name] of [
      [new Date('2024-01-15T12:00:00Z'), january],
      [new Date('2024-07-15T12:00:00Z'), july],
    ] as const) {
      expect(formatDate(instant, 'z', timeZone)).toBe(name);
      expect(formatDate(instant, 'zz', timeZone)).toBe(name);
      expect(zone(timeZone)(instant, 'z zz')).toBe(`${name} ${name}`);
    }
  });

  test.each([
    ['Asia/Tokyo', '+09', 'JST'],
    ['Asia/Shanghai', '+08', 'CST'],
    ['Europe/Moscow', '+03', 'MSK'],
    ['Pacific/Chatham', 'CHADT', '+1345'],
  ])('in %s is %s where moment has %s', (timeZone, ours, theirs) => {
    const instant = new Date('2024-01-15T12:00:00Z');
    expect(formatDate(instant, 'z', timeZone)).toBe(ours);
    expect(zone(timeZone)(instant, 'z')).toBe(theirs);
  });
});
