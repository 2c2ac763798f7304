import { nearestTimeZone } from '../../tags/time-zone.ts';
import { quote } from '../../util/safe-text.ts';
import { choice, described, list, made, mapping, optional, type Shape, text } from '../shape.ts';
import { COMMON_DEFAULTS, COMMON_FIELDS, type CommonSettings, parseDay, readCommon } from './common.ts';
import { isPlace } from './zone.ts';

/** A time in which promotions are let in, on some days of the week. */
export interface OpenWindow {
  /** From 0, Sunday, to 6; empty for all. */
  readonly days: readonly number[];
  /** Minutes since midnight. */
  readonly from: number;
  /** Excluded. Not later than `from`, it is of the next day: the window belongs to the day on which it begins. */
  readonly to: number;
}

/** A time in which nothing is let in. */
export interface ClosedWindow {
  readonly name: string;
  /** A day, `2026-12-20`, or a minute of it, `2026-12-20T18:00`. */
  readonly from: string;
  /** A day, which is closed to its end, or a minute, which is open again. */
  readonly to: string;
}

/** The gate `windows` of the pipeline file. */
export interface WindowSettings extends CommonSettings {
  /** A place of the IANA database, or UTC. */
  readonly zone: string;
  /** Empty: always, but for what is closed. */
  readonly open: readonly OpenWindow[];
  readonly closed: readonly ClosedWindow[];
}

/** The settings of a gate that says nothing of them. */
export const WINDOW_DEFAULTS: WindowSettings = { ...COMMON_DEFAULTS, zone: 'UTC', open: [], closed: [] };

const zone = made(text({ kind: 'time zone', example: 'it as Europe/Berlin, or UTC' }), (written, field) => {
  if (isPlace(written)) return written;
  const near = written.includes('/') ? nearestTimeZone(written) : '';
  const remedy = isPlace(near) ? quote(near) : 'one such as Europe/Berlin, or UTC';
  return field.refuse(`${quote(written)} is not the time zone of a place; write ${remedy}`);
});

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const DAY_MINUTES = 24 * 60;

/** A time of the day, read as minutes since midnight. */
const timeOfDay = made(
  text({ kind: 'time of day', example: 'it as "20:00"', isBare: true }, /^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/),
  (written) => Number(written.slice(0, 2)) * 60 + Number(written.slice(3)),
);

const open: Shape<OpenWindow> = made(
  mapping({
    kind: 'an open window',
    fields: {
      days: optional(
        list(choice(WEEKDAYS), { kind: 'list of days', example: 'it as [mon, tue, wed, thu]', least: 1, most: 7 }),
        'The days of the week on which it begins: mon, tue, wed, thu, fri, sat, sun; all if nothing is said.',
      ),
      from: described(timeOfDay, 'When it opens, on the clock of the zone, such as "20:00".'),
      to: described(timeOfDay, 'When it closes; earlier than "from", it is of the next day.'),
    },
  }),
  ({ days = [], from, to }, field) => {
    if (from === DAY_MINUTES) {
      return field.at('from').refuse('a window cannot begin at "24:00"; write "00:00" and the next day');
    }
    if (from === to) {
      return field.at('to').refuse('this window closes when it opens; write "00:00" and "24:00" for a whole day');
    }
    return { days: days.map((day) => WEEKDAYS.indexOf(day)), from, to };
  },
);

const MOMENT_EXAMPLE = 'it as 2026-12-20, or 2026-12-20T18:00';

const moment = made(
  text({ kind: 'day or minute', example: MOMENT_EXAMPLE }, /^\d{4}-\d\d-\d\d(?:T(?:[01]\d|2[0-3]):[0-5]\d)?$/),
  (written, field) =>
    parseDay(written.slice(0, 'YYYY-MM-DD'.length)) === undefined
      ? field.refuse(`${field.name} is ${quote(written)}, which is not in the calendar; write ${MOMENT_EXAMPLE}`)
      : written,
);

const closed: Shape<ClosedWindow> = made(
  mapping({
    kind: 'a closed time',
    fields: {
      name: described(
        text({ kind: 'name', example: 'why it is closed, such as "year end"' }),
        'Why it is closed, for people.',
      ),
      from: described(moment, 'The day, or the minute, from which on it is closed, on the clock of the zone.'),
      to: described(moment, 'The last day, or the minute at which it opens again.'),
    },
  }),
  (says, field) => {
    const [start, end] = [says.from.padEnd(16, 'T00:00'), says.to.length > 10 ? says.to : `${says.to}T24:00`];
    if (start < end) return says;
    return field.at('to').refuse('"to" is not later than "from"; swap the two, or write a later one');
  },
);

/** The gate `windows`. */
export const WINDOWS: Shape<WindowSettings> = made(
  mapping({
    kind: 'the gate "windows"',
    fields: {
      zone: optional(zone, 'The place whose clock counts, as the IANA database names it, or UTC.', 'UTC'),
      open: optional(
        list(open, {
          kind: 'list of windows',
          example: 'it as "- { days: [mon], from: "20:00", to: "23:30" }"',
          least: 1,
        }),
        'When promotions are let in, week by week; always if nothing is said.',
      ),
      closed: optional(
        list(closed, { kind: 'list of times', example: 'it as "- { name: …, from: …, to: … }"', least: 1 }),
        'When nothing is let in, even if a window is open.',
      ),
      ...COMMON_FIELDS,
    },
  }),
  (says, field) => {
    const { open: windows = [], closed: times = [] } = says;
    if (windows.length + times.length === 0) {
      return field.refuse('"windows" has neither "open" nor "closed"; add one of them');
    }
    return { ...readCommon(says), zone: says.zone ?? WINDOW_DEFAULTS.zone, open: windows, closed: times };
  },
);
