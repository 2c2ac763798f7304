import { DAY } from '../util/time.ts';
import { made, text } from './shape.ts';

/** Milliseconds of a unit of time. */
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY };

/** A time, read as milliseconds. */
export const duration = made(
  text({ kind: 'duration', example: 'a number and s, m, h or d, such as 24h', isBare: true }, /^[0-9]{1,6}[smhd]$/),
  (written) => Number(written.slice(0, -1)) * (UNITS[written.slice(-1)] ?? 0),
);

/** A time in which something may be: more than none. */
export const limit = made(duration, (milliseconds, field) =>
  milliseconds > 0 ? milliseconds : field.refuse(`${field.name} is no time at all; write a longer one, such as 24h`),
);
