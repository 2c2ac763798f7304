import { DAY } from './time.ts';

/** In powers of 1024, as registries do. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** Writes a number for people. @example formatNumber(2210) // '2,210' */
export function formatNumber(value: number): string {
  // By hand, because Intl takes as long to load as Node.
  return String(Math.round(value)).replace(/\B(?=(?:[0-9]{3})+$)/g, ',');
}

/** Writes a count with its noun. @example formatCount(1, 'blob') // '1 blob' */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Writes a duration for people: seconds with one decimal. */
export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Writes a longer duration for people. @example formatDuration(125_000) // '2 min 5 s' */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A day (ms). */
/** Writes how long something still counts, never too long. @example formatTimeLeft(180_000_000) // '2 days' */
export function formatTimeLeft(milliseconds: number): string {
  if (milliseconds >= 2 * DAY) return formatCount(Math.floor(milliseconds / DAY), 'day');
  return formatDuration(milliseconds < 60_000 ? milliseconds : Math.floor(milliseconds / 60_000) * 60_000);
}

/** Joins words as a sentence does. @example formatList(['a', 'b', 'c']) // 'a, b and c' */
export function formatList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** More names than these are counted. */
export const MAX_NAMES = 12;

/** Lists names, or counts them if there are many. */
export function nameOrCount(names: readonly string[], plural: string): string {
  return names.length > MAX_NAMES ? `${names.length} ${plural}` : formatList(names);
}

/**
 * What a reader sees: anything but white space, control and format characters (zero-width ones among them), code points
 * that fonts draw as nothing, and the Braille pattern without a dot.
 */
const VISIBLE = /[^\p{White_Space}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether a reader sees nothing in a text; `trim` leaves a zero-width space. */
export function isBlank(text: string | undefined): boolean {
  return text === undefined || !VISIBLE.test(text);
}
