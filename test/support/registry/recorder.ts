import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RecordedRequest } from '../requests.ts';
import type { RequestBody } from './request-body.ts';

function lengthOf(header: number | string | readonly string[] | undefined): number {
  return typeof header === 'string' || typeof header === 'number' ? Number(header) : 0;
}

/**
 * Adds a request to the log once its answer is sent or its connection is gone.
 *
 * What comes from CNCF Distribution, or does as it does, names its version in every answer; others do not.
 * Lengths are those of what the registry read and wrote; where an intercept did that itself, what Content-Length announces.
 */
export function recordExchange(
  { request, response, body }: { request: IncomingMessage; response: ServerResponse; body: RequestBody },
  { log, isDistribution }: { readonly log: RecordedRequest[]; readonly isDistribution: boolean },
): void {
  const startedAt = performance.now();
  // A header that is set before writeHead() makes Node keep those of writeHead() too, so that they can be read below.
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (isDistribution) response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
  let isDone = false;
  function finish(): void {
    if (isDone) return;
    isDone = true;
    const isAnswered = response.headersSent;
    log.push({
      method: request.method ?? '',
      path: request.url ?? '',
      status: isAnswered ? response.statusCode : 0,
      requestBytes: body.received > 0 ? body.received : lengthOf(request.headers['content-length']),
      responseBytes: isAnswered && request.method !== 'HEAD' ? lengthOf(response.getHeader('content-length')) : 0,
      startedAt,
      endedAt: performance.now(),
      hasAuthorization: request.headers.authorization !== undefined,
    });
  }
  response.once('finish', finish);
  response.once('close', finish);
}
