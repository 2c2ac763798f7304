/** A hint that is written in a body is for one request among many: less than this is no pause at all (ms). */
const SHORTEST_HINT = 1000;

/** Go's units of time, in ms (`time.ParseDuration`). */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/**
 * Reads the value of `Retry-After`, in seconds or as an HTTP date (RFC 9110, section 10.2.3), into ms.
 *
 * @param now in ms since 1970, for dates.
 * @returns undefined where it is missing or malformed.
 * @example tryParseRetryAfter('7', 0) // 7000
 */
export function tryParseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1000;
  // Date.parse takes much that is no date of HTTP, bare numbers among them; all three forms begin with a weekday.
  if (text.length > 40 || !/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Reads a duration as Go writes it, into ms.
 *
 * @example tryParseGoDuration('1m2.5s') // 62500
 */
export function tryParseGoDuration(text: string): number | undefined {
  if (text === '' || text.length > 40 || !/^(?:[0-9]{1,12}(?:\.[0-9]{0,12})?(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) {
    return undefined;
  }
  let sum = 0;
  for (const [, number = '', unit = ''] of text.matchAll(/([0-9.]+)([a-zµμ]+)/g)) {
    sum += Number(number) * (UNITS.get(unit) ?? 0);
  }
  return sum;
}

/**
 * Finds the hint that GHCR writes into the body of a 429, such as `retry-after: 10.305464ms, allowed: 2000/minute`.
 *
 * The hint says when one more request would have been let through; a whole run waits a second at least.
 *
 * @returns in ms; undefined where there is none.
 */
export function findRetryHint(body: string): number | undefined {
  const duration = /retry-after: {0,4}([0-9a-zµμ.]{1,40})/i.exec(body)?.[1];
  const hint = duration === undefined ? undefined : tryParseGoDuration(duration.replace(/\.$/, ''));
  return hint === undefined ? undefined : Math.max(SHORTEST_HINT, hint);
}
