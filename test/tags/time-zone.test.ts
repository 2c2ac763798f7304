import { expect, test, vi } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { formatDay, parseTimeZone } from '../../src/tags/time-zone.ts';

test.each(['UTC', 'Asia/Tokyo', 'Etc/GMT-9', 'Europe/Berlin'])('parseTimeZone takes %s', (zone) => {
  expect(parseTimeZone(zone)).toBe(zone);
});

test.each([
  ['Asia/Tokio', 'Asia/Tokyo'],
  ['Europe/Berln', 'Europe/Berlin'],
  ['UTCC', 'UTC'],
])('parseTimeZone refuses %s and names %s', (zone, near) => {
  expect(() => parseTimeZone(zone)).toThrow(
    new InputError(`Cannot use time zone "${zone}": the IANA database has no such zone; write "${near}"`),
  );
});

test.each(['', 'Nope/Zone', '+09:00', ' UTC'])('parseTimeZone refuses %j', (zone) => {
  expect(() => parseTimeZone(zone)).toThrow(InputError);
});

test.each([
  ['2020-01-02T00:00:00Z', 'UTC', '20200102'],
  ['2020-01-01T23:30:00Z', 'Asia/Tokyo', '20200102'],
  ['2020-01-01T23:30:00Z', 'UTC', '20200101'],
  ['2020-01-01T07:59:59Z', 'America/Los_Angeles', '20191231'],
  ['2020-02-29T12:00:00Z', 'UTC', '20200229'],
  ['2024-03-31T22:30:00Z', 'Europe/Berlin', '20240401'],
  ['2024-03-30T22:30:00Z', 'Europe/Berlin', '20240330'],
  ['0999-06-01T12:00:00Z', 'UTC', '09990601'],
])('formatDay(%s, %s) is %s', (instant, zone, day) => {
  expect(formatDay(new Date(instant), zone)).toBe(day);
});

test.each(['1970-01-01T00:00:00Z', '2024-02-29T23:59:59.999Z', '2026-12-31T12:00:00Z', '9999-12-31T23:59:59Z'])(
  'formatDay(%s) is the same in UTC and in a zone that shows its time',
  (instant) => {
    expect(formatDay(new Date(instant), 'UTC')).toBe(formatDay(new Date(instant), 'Etc/GMT'));
  },
);

test('formatDay refuses what is no date in every zone', () => {
  for (const zone of ['UTC', 'Asia/Tokyo']) expect(() => formatDay(new Date(Number.NaN), zone)).toThrow(RangeError);
});

test('UTC is known and shown without the tables of time zones, which take long to load', () => {
  const formats = vi.spyOn(Intl, 'DateTimeFormat');
  expect(parseTimeZone('UTC')).toBe('UTC');
  expect(formatDay(new Date('2020-01-02T00:00:00Z'), 'UTC')).toBe('20200102');
  expect(formats).not.toHaveBeenCalled();
  formats.mockRestore();
});
