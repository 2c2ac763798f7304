import { isJsonObject, type JsonObject, objectProperty, property, stringProperty } from '../oci/json.ts';
import { tryParseRetryAfter } from '../registry/transport/retry-after.ts';

/** How long to wait where a limit does not say (ms): GitHub asks for a minute at least ("Rate limits for the REST API"). */
const UNNAMED_PAUSE = 60_000;

/** The shortest pause (ms): `Retry-After: 0` would make a loop of it. */
const SHORTEST_PAUSE = 1000;

/** Reads when the hour of the primary limit ends; undefined where the limit is not used up. */
function untilReset(headers: JsonObject, now: number): number | undefined {
  if (stringProperty(headers, 'x-ratelimit-remaining') !== '0') return undefined;
  const reset = Number(stringProperty(headers, 'x-ratelimit-reset') ?? Number.NaN);
  return Number.isSafeInteger(reset) ? reset * 1000 - now : UNNAMED_PAUSE;
}

/**
 * Tells how long to wait before a request that GitHub's limits refused may be sent again, in ms.
 *
 * GitHub refuses with 403 as well as 429, and its secondary limits need not say how long they last.
 *
 * @param error what GitHub's client threw.
 * @param now in ms since 1970.
 * @returns undefined where no limit was the reason.
 */
export function pauseOfLimit(error: unknown, now: number): number | undefined {
  if (!isJsonObject(error)) return undefined;
  const status = property(error, 'status');
  const response = objectProperty(error, 'response');
  if (response === undefined || (status !== 403 && status !== 429)) return undefined;
  const headers = objectProperty(response, 'headers') ?? {};
  const isNamed = /secondary rate limit|abuse detection/i.test(stringProperty(error, 'message') ?? '');
  const pause =
    tryParseRetryAfter(stringProperty(headers, 'retry-after'), now) ??
    untilReset(headers, now) ??
    (status === 429 || isNamed ? UNNAMED_PAUSE : undefined);
  return pause === undefined ? undefined : Math.max(SHORTEST_PAUSE, pause);
}
