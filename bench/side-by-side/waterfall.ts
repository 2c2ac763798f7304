import type { RecordedRequest } from '../../test/support/requests.ts';
import type { TracedRun } from './run-once.ts';

/** The width of the bars, in characters. */
const WIDTH = 40;

/** By how much a request may begin before its cause seems to have ended: clocks of two ends of a wire (ms). */
const TOLERANCE = 0.5;

/**
 * Returns the chain of requests that the end of a run waited for: the last that ended, before it the last one that had
 * ended when it began, and so on.
 */
export function criticalChain(log: readonly RecordedRequest[]): readonly RecordedRequest[] {
  const latest = (requests: readonly RecordedRequest[]) => requests.toSorted((a, b) => b.endedAt - a.endedAt)[0];
  const chain: RecordedRequest[] = [];
  for (let at = latest(log); at !== undefined; ) {
    const current: RecordedRequest = at;
    chain.unshift(current);
    at = latest(log.filter((one) => one !== current && one.endedAt <= current.startedAt + TOLERANCE));
  }
  return chain;
}

/** Shortens what nobody reads: digests, tokens of uploads, and the percent signs. */
function shorten({ path }: RecordedRequest): string {
  return decodeURIComponent(path)
    .replace(/^\/v2\//, '')
    .replaceAll(/sha256([:-])([0-9a-f]{6})[0-9a-f]{58}/g, 'sha256$1$2…')
    .replaceAll(/uploads\/[0-9a-f-]{36}/g, 'uploads/…')
    .replaceAll(/_state=[^&]+/g, '_state=…')
    .replace(/account=[^&]*&|service=[^&]*&?|&client_id=[^&]*/g, '');
}

/** Returns for how long, between the first request and the last, none was under way (ms). */
export function idleTime(log: readonly RecordedRequest[]): number {
  let [idle, free] = [0, Number.POSITIVE_INFINITY];
  for (const { startedAt, endedAt } of log.toSorted((left, right) => left.startedAt - right.startedAt)) {
    if (startedAt > free) idle += startedAt - free;
    free = free === Number.POSITIVE_INFINITY ? endedAt : Math.max(free, endedAt);
  }
  return idle;
}

/** Draws the requests of a run as a timeline; `*` marks those that its end waited for. */
export function renderWaterfall({ log, startedAt, result }: TracedRun): string {
  const chain = new Set(criticalChain(log));
  const end = startedAt + result.wall;
  const scale = (time: number) => Math.round(((time - startedAt) / (end - startedAt)) * WIDTH);
  const lines = log
    .toSorted((left, right) => left.startedAt - right.startedAt)
    .map((request) => {
      const [from, to] = [scale(request.startedAt), scale(request.endedAt)];
      const bar = `${' '.repeat(from)}${'█'.repeat(Math.max(1, to - from))}`.slice(0, WIDTH).padEnd(WIDTH);
      const times = [request.startedAt - startedAt, request.endedAt - startedAt].map((time) =>
        time.toFixed(0).padStart(5),
      );
      const mark = chain.has(request) ? '*' : ' ';
      return `${mark}${times.join(' –')} ms |${bar}| ${request.method.padEnd(5)}${request.status} ${shorten(request)}`;
    });
  const after = end - Math.max(...log.map(({ endedAt }) => endedAt));
  const idle = idleTime(log);
  const busy = result.wall - result.first - idle - after;
  const [first, during, between, last] = [result.first, busy, idle, after].map((time) => `${time.toFixed(0)} ms`);
  return [
    `${result.requests} requests, ${result.depth} in sequence, ${result.wall.toFixed(0)} ms:`,
    `${first} before the first request, ${during} with requests under way, ${between} between them, ${last} after the last`,
    ...lines,
  ].join('\n');
}
