import { DAY } from '../../util/time.ts';

/** A moment as a clock in some zone shows it; as texts of one form, they compare as they follow each other. */
export interface WallClock {
  /** Such as `2026-11-23`. */
  readonly day: string;
  /** From 0, Sunday, to 6. */
  readonly weekday: number;
  /** Minutes since midnight, as the clock shows them. */
  readonly minute: number;
}

/** Shows instants as the clocks of one zone do, with one formatter: a new one each time is a thousand times slower. */
export type Clock = (instant: Date) => WallClock;

/**
 * Makes the clock of a zone.
 *
 * @throws {RangeError} if there is no such zone.
 */
export function makeClock(zone: string): Clock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (instant) => {
    const [month = '', day = '', year = '', hour = '', minute = ''] = format.format(instant).match(/\d+/g) ?? [];
    const text = `${year.padStart(4, '0')}-${month}-${day}`;
    return { day: text, weekday: weekdayOf(text), minute: Number(hour) * 60 + Number(minute) };
  };
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** Returns the day before or after another, in the calendar. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Shows a clock some minutes later, where nobody set it meanwhile. */
export function later({ day, minute }: WallClock, minutes: number): WallClock {
  const total = minute + minutes;
  const days = Math.floor(total / 1440);
  const text = days === 0 ? day : addDays(day, days);
  return { day: text, weekday: weekdayOf(text), minute: total - days * 1440 };
}

/** Whether two moments on a clock are the same. */
export function isSameMoment(left: WallClock, right: WallClock): boolean {
  return left.day === right.day && left.minute === right.minute;
}
