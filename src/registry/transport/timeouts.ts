/** How long the network may take, in ms. */
export interface WireTimeouts {
  /** Until a connection stands. */
  readonly connect: number;
  /** Until the head of an answer is there: committing a large blob takes time. */
  readonly headers: number;
  /** A body's longest pause, and the time in which something worth waiting for must come. */
  readonly body: number;
}

/** The limits of a run. */
export const TIMEOUTS: WireTimeouts = { connect: 10_000, headers: 60_000, body: 60_000 };
