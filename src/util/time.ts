/** A day (ms). */
export const DAY = 86_400_000;

/** How far two clocks may be apart, that of who says when something was and that of who judges it (ms). */
export const CLOCK_SKEW = 5 * 60_000;
