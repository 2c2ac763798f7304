import { describe, expect, it } from 'vitest';
import { WINDOW_DEFAULTS, type WindowSettings } from '../../../src/pipeline/gates/windows.ts';
import { isPlace } from '../../../src/pipeline/gates/zone.ts';
import { makeClock } from '../../../src/policy/gates/wall-clock.ts';
import { isOpenAt, nextChange, windowsGate } from '../../../src/policy/gates/windows.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { fc, runs } from '../../support/property.ts';
import { sentences } from './world.ts';

/** Example 7 of the reference. */
const SHANGHAI: WindowSettings = {
  ...WINDOW_DEFAULTS,
  zone: 'Asia/Shanghai',
  open: [{ days: [1, 2, 3, 4], from: 20 * 60, to: 23 * 60 + 30 }],
  closed: [{ name: 'year end', from: '2026-12-20', to: '2027-01-05' }],
};

const MINUTE = 60_000;

function judge(settings: WindowSettings, at: string, routes: readonly string[] = []) {
  return windowsGate.evaluate(settings, { routes }, new Date(at));
}

describe('windows', () => {
  it('P1: are closed at the weekend, and open again on Monday', () => {
    const result = judge(SHANGHAI, '2026-11-21T12:00:00Z', ['emergency']);
    expect(result.verdict).toBe('fail');
    expect(sentences(result)).toEqual([
      'closed until Mon 2026-11-23 20:00 Asia/Shanghai; wait, or take the route emergency with a reason',
    ]);
  });

  it.each([
    ['2026-11-23T15:29:59Z', 'pass'],
    ['2026-11-23T15:30:00Z', 'fail'],
    ['2026-11-23T12:00:00Z', 'pass'],
    ['2026-11-23T11:59:59Z', 'fail'],
  ])('P2: end before their end: %s: %s', (at, verdict) => {
    expect(judge(SHANGHAI, at).verdict).toBe(verdict);
  });

  it('say when they close', () => {
    expect(judge(SHANGHAI, '2026-11-23T13:00:00Z').notes).toEqual(['closes Mon 2026-11-23 23:30 Asia/Shanghai']);
  });

  it('P3: follow the clock over the changes of summer', () => {
    const berlin = { ...WINDOW_DEFAULTS, zone: 'Europe/Berlin', open: [{ days: [], from: 120, to: 180 }] };
    const clock = makeClock('Europe/Berlin');
    const minutesOpen = (day: string): number => {
      const start = Date.parse(`${day}T00:00:00Z`) - 2 * 60 * MINUTE;
      const all = Array.from({ length: 28 * 60 }, (_, at) => clock(new Date(start + at * MINUTE)));
      return all.filter((moment) => moment.day === day && isOpenAt(berlin, moment)).length;
    };
    expect(minutesOpen('2026-03-29')).toBe(0);
    expect(minutesOpen('2026-10-25')).toBe(120);
    expect(minutesOpen('2026-10-26')).toBe(60);
    expect(sentences(judge(berlin, '2026-03-29T00:30:00Z'))[0]).toContain('closed until Mon 2026-03-30 02:00');
  });

  it.each([
    ['2026-12-21T13:00:00Z', 'fail'],
    // A Tuesday: the day that is named is closed to its end.
    ['2027-01-05T13:00:00Z', 'fail'],
    ['2027-01-06T13:00:00Z', 'pass'],
  ])('are closed at the end of the year: %s: %s', (at, verdict) => {
    const result = judge(SHANGHAI, at);
    expect(result.verdict).toBe(verdict);
    if (verdict === 'fail') expect(sentences(result)[0]).toContain('Wed 2027-01-06 20:00 Asia/Shanghai (year end)');
  });

  it.each([
    ['2026-11-27T23:00:00Z', 'pass'],
    ['2026-11-28T03:00:00Z', 'pass'],
    ['2026-11-28T04:00:00Z', 'fail'],
    ['2026-11-28T23:00:00Z', 'fail'],
  ])('that go over midnight belong to the day on which they begin: %s: %s', (at, verdict) => {
    const friday = { ...WINDOW_DEFAULTS, open: [{ days: [5], from: 22 * 60, to: 4 * 60 }] };
    expect(judge(friday, at).verdict).toBe(verdict);
  });

  it('may be closed to a minute', () => {
    const closed = [{ name: 'x', from: '2026-11-21T10:00', to: '2026-11-21T12:00' }];
    expect(judge({ ...WINDOW_DEFAULTS, closed }, '2026-11-21T11:59:59Z').verdict).toBe('fail');
    expect(judge({ ...WINDOW_DEFAULTS, closed }, '2026-11-21T12:00:00Z').verdict).toBe('pass');
  });

  it.each(['EST', 'CST6CDT', '+08:00', 'Etc/GMT+8', 'Nowhere/Town', 'asia', ''])('know no zone %j', (zone) => {
    expect(isPlace(zone)).toBe(false);
    expect(judge({ ...SHANGHAI, zone }, '2026-11-23T13:00:00Z').verdict).toBe('error');
  });

  it.each(['UTC', 'Asia/Shanghai', 'America/Argentina/Buenos_Aires', 'America/Port-au-Prince'])(
    'know the zone %s',
    (zone) => {
      expect(isPlace(zone)).toBe(true);
    },
  );

  it('say that they never open, soon', () => {
    const never = { ...SHANGHAI, closed: [{ name: 'for ever', from: '2000-01-01', to: '2100-01-01' }] };
    const start = cpuTime();
    expect(sentences(judge(never, '2026-11-21T12:00:00Z'))[0]).toContain('for the next 400 days (for ever)');
    expect(cpuTime() - start).toBeLessThan(1500);
  });

  it('open next where a walk by minutes finds it', () => {
    const window = fc.record({
      days: fc.uniqueArray(fc.nat(6), { maxLength: 3 }),
      from: fc.nat(1439),
      to: fc.nat(1439),
    });
    const zones = fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC', 'America/New_York');
    const starts = fc.constantFrom(
      '2026-03-28T00:00:00Z',
      '2026-10-24T05:17:00Z',
      '2026-04-04T10:00:00Z',
      '2026-10-31T20:11:00Z',
    );
    fc.assert(
      fc.property(
        zones,
        starts,
        fc.array(window, { minLength: 1, maxLength: 2 }),
        fc.boolean(),
        (zone, start, open, wantsOpen) => {
          const settings = { ...WINDOW_DEFAULTS, zone, open };
          const clock = makeClock(zone);
          const begin = Date.parse(start);
          let expected: ReturnType<typeof clock> | undefined;
          for (let minute = 1; minute <= 3 * 1440 && expected === undefined; minute++) {
            const moment = clock(new Date(begin + minute * MINUTE));
            if (isOpenAt(settings, moment) === wantsOpen) expected = moment;
          }
          if (expected !== undefined) expect(nextChange(settings, new Date(begin), wantsOpen)).toEqual(expected);
        },
      ),
      { numRuns: runs(80) },
    );
  });
});
