/** One HTTP exchange as the embedded registry or the logging proxy saw it. */
export interface RecordedRequest {
  readonly method: string;
  /** The path with its query, as it was sent. */
  readonly path: string;
  /** The status of the answer, or 0 where the connection ended without one. */
  readonly status: number;
  /** The length of the request's body, in bytes. */
  readonly requestBytes: number;
  /** The length of the answer's body, in bytes; 0 for HEAD. */
  readonly responseBytes: number;
  /** When the request's head had arrived, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** When the last byte of the answer was handed over, in milliseconds of `performance.now()`. */
  readonly endedAt: number;
  readonly hasAuthorization: boolean;
}

/**
 * Returns the length of the longest chain of requests of which each began after the one before it had ended.
 *
 * It is the number of round trips that a run has to wait for one after the other, however many run side by side.
 * Taking the earliest end first is optimal (interval scheduling).
 */
export function sequentialDepth(log: readonly RecordedRequest[]): number {
  const byEnd = [...log].sort((a, b) => a.endedAt - b.endedAt || a.startedAt - b.startedAt);
  let depth = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const { startedAt, endedAt } of byEnd) {
    if (startedAt < free) continue;
    depth += 1;
    free = endedAt;
  }
  return depth;
}

/** Returns how many bytes of bodies, sent and received, went over blob paths: what a promotion moved through the runner. */
export function blobBytes(log: readonly RecordedRequest[]): number {
  return log
    .filter(({ path }) => path.split('?', 1)[0]?.includes('/blobs/'))
    .reduce((sum, { requestBytes, responseBytes }) => sum + requestBytes + responseBytes, 0);
}
