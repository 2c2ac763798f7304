/** Writes an instant for people, to the minute. @example formatTime(new Date(0)) // '1970-01-01 00:00 UTC' */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ')} UTC`;
}

/** Writes the day of an instant for people. @example formatDay(new Date(0)) // '1970-01-01' */
export function formatDay(time: Date): string {
  return time.toISOString().slice(0, 'YYYY-MM-DD'.length);
}
