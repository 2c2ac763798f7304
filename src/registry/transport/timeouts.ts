import type { HttpRequest } from './http.ts';

/** How long the network may take, in ms. */
export interface WireTimeouts {
  /** Until a connection stands. */
  readonly connect: number;
  /** Until the head of an answer is there, to a request that gives the registry nothing to store. */
  readonly headers: number;
  /**
   * The same where the registry stores something first, to which a second is added for each MiB; that of `headers` by
   * default. A registry may copy a blob from one place of its storage to another before it answers (moby/moby#53700): the
   * connection is kept as long as it lives, which TCP keep-alive finds out, and this only ends what would never end.
   */
  readonly commit?: number;
  /** A body's longest pause, and the time in which something worth waiting for must come. */
  readonly body: number;
}

/** The limits of a run. */
export const TIMEOUTS: WireTimeouts = {
  connect: 10_000,
  headers: 60_000,
  commit: 600_000,
  body: 60_000,
};

/** Bytes of a MiB, and for how long one is waited for (ms). */
const MIB = 1024 * 1024;

const PER_MIB = 1000;

/**
 * Tells how long the answer to a request may be in coming, in ms.
 *
 * @param request what it brings counts, and what `commits` says that it closes.
 */
export function answerTimeout(
  { method, body, commits }: Pick<HttpRequest, 'method' | 'body' | 'commits'>,
  { headers, commit }: WireTimeouts,
): number {
  const isWrite = method === 'PUT' || method === 'PATCH';
  const bytes = commits ?? (isWrite ? body?.length : undefined);
  if (bytes === undefined || commit === undefined) return headers;
  return Math.max(headers, commit + Math.ceil(bytes / MIB) * PER_MIB);
}
