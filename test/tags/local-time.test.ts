import { expect, test } from 'vitest';
import { formatOffset, localTimeOf, zoneNameOf } from '../../src/tags/time-zone.ts';

test('localTimeOf tells all that calendars and clocks show', () => {
  expect(localTimeOf(new Date('2020-12-31T23:30:15.500Z'), 'Asia/Tokyo')).toEqual({
    epoch: Date.UTC(2020, 11, 31, 23, 30, 15, 500),
    year: 2021,
    month: 1,
    day: 1,
    hour: 8,
    minute: 30,
    second: 15,
    millisecond: 500,
    weekday: 5,
    dayOfYear: 1,
    week: { year: 2021, week: 1 },
    isoWeek: { year: 2020, week: 53 },
    offset: 540,
    timeZone: 'Asia/Tokyo',
  });
});

test.each([
  ['UTC', 0],
  ['Europe/London', 60],
  ['America/St_Johns', -150],
  ['Pacific/Chatham', 765],
  ['Australia/Lord_Howe', 630],
])('%s is %i minutes ahead in July', (timeZone, offset) => {
  expect(localTimeOf(new Date('2024-07-01T00:00:00Z'), timeZone).offset).toBe(offset);
});

test('zoneNameOf has a name or an offset', () => {
  const instant = new Date('2024-07-01T00:00:00Z');
  expect(zoneNameOf(localTimeOf(instant, 'Europe/Zurich'))).toBe('CEST');
  expect(zoneNameOf(localTimeOf(instant, 'Asia/Tokyo'))).toBe('+09');
});

test.each([
  [0, '+00:00'],
  [-210, '-03:30'],
  [765, '+12:45'],
])('formatOffset(%i) is %s', (offset, text) => {
  expect(formatOffset(offset, ':')).toBe(text);
});
