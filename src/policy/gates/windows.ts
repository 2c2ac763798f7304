import type { ClosedWindow, OpenWindow, WindowSettings } from '../../pipeline/gates/windows.ts';
import { isPlace } from '../../pipeline/gates/zone.ts';
import { type Gate, type GateResult, makeResult } from './gate.ts';
import { addDays, type Clock, isSameMoment, later, makeClock, type WallClock } from './wall-clock.ts';
import { foreign } from './words.ts';

/** What the gate judges besides the time. */
export interface WindowEvidence {
  /** The hotfix routes that skip this gate, for the cure. */
  readonly routes: readonly string[];
}

const MINUTE = 60_000;

/** How far the next opening is looked for (hours). */
const MOST_HOURS = 400 * 24;

function formatMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function formatMoment({ day, weekday, minute }: WallClock): string {
  return `${WEEKDAYS[weekday]} ${day} ${formatMinute(minute)}`;
}

function isInWindow({ days, from, to }: OpenWindow, { weekday, minute }: WallClock): boolean {
  const isDay = (day: number): boolean => days.length === 0 || days.includes(day);
  if (from < to) return isDay(weekday) && minute >= from && minute < to;
  return (isDay(weekday) && minute >= from) || (isDay((weekday + 6) % 7) && minute < to);
}

/** Writes a moment so that it can be compared with the ends of a closed time. */
function stamp({ day, minute }: WallClock): string {
  return `${day}T${formatMinute(minute)}`;
}

function isClosedBy({ from, to }: ClosedWindow, now: string): boolean {
  const start = from.length === 10 ? `${from}T00:00` : from;
  const end = to.length === 10 ? `${addDays(to, 1)}T00:00` : to;
  return now >= start && now < end;
}

function closedBy({ closed }: WindowSettings, moment: WallClock): ClosedWindow | undefined {
  if (closed.length === 0) return undefined;
  const now = stamp(moment);
  return closed.find((each) => isClosedBy(each, now));
}

/** Whether promotions are let in at a moment. */
export function isOpenAt(settings: WindowSettings, moment: WallClock): boolean {
  if (settings.open.length > 0 && !settings.open.some((window) => isInWindow(window, moment))) return false;
  return closedBy(settings, moment) === undefined;
}

/**
 * Finds the first minute after an instant at which the windows are open, or closed; undefined if there is none in 400 days.
 *
 * Walks forward by hours, and asks the clock of the zone for each of them; where it shows that nobody set it within the
 * hour, the minutes in between are counted.
 */
export function nextChange(settings: WindowSettings, now: Date, wantsOpen: boolean): WallClock | undefined {
  const clock: Clock = makeClock(settings.zone);
  const start = Math.floor(now.getTime() / MINUTE) * MINUTE;
  let moment = clock(new Date(start));
  for (let hour = 0; hour < MOST_HOURS; hour++) {
    const base = start + hour * 60 * MINUTE;
    const next = clock(new Date(base + 60 * MINUTE));
    const isSteady = isSameMoment(later(moment, 60), next);
    for (let minute = 1; minute <= 60; minute++) {
      const each = isSteady ? later(moment, minute) : clock(new Date(base + minute * MINUTE));
      if (isOpenAt(settings, each) === wantsOpen) return each;
    }
    moment = next;
  }
  return undefined;
}

function evaluate(settings: WindowSettings, { routes }: WindowEvidence, now: Date): GateResult {
  if (!isPlace(settings.zone)) {
    const reason = `${foreign(settings.zone)} is not the time zone of a place`;
    return makeResult('windows', settings, {
      faults: [{ verdict: 'error', reason, remedy: 'write one such as Europe/Berlin, or UTC' }],
    });
  }
  const moment = makeClock(settings.zone)(now);
  if (isOpenAt(settings, moment)) {
    const end = settings.open.length + settings.closed.length === 0 ? undefined : nextChange(settings, now, false);
    return makeResult('windows', settings, {
      faults: [],
      notes: end === undefined ? [] : [`closes ${formatMoment(end)} ${settings.zone}`],
    });
  }
  const closed = closedBy(settings, moment);
  const opening = nextChange(settings, now, true);
  const until = opening === undefined ? 'for the next 400 days' : `until ${formatMoment(opening)} ${settings.zone}`;
  const why = closed === undefined ? '' : ` (${foreign(closed.name)})`;
  const [route] = routes;
  const remedy = route === undefined ? 'wait' : `wait, or take the route ${foreign(route)} with a reason`;
  return makeResult('windows', settings, {
    faults: [{ verdict: 'fail', reason: `closed ${until}${why}`, remedy, isMissing: true }],
  });
}

/** When promotions are let in (reference, section 6). */
export const windowsGate: Gate<WindowSettings, WindowEvidence> = { id: 'windows', needs: () => [], evaluate };
