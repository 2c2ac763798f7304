import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { closeServer, listen } from '../../test/support/loopback.ts';
import { type Counter, countBytes, endToEndHeaders, forwardRequest } from '../../test/support/proxy-forward.ts';
import type { RecordedRequest } from '../../test/support/requests.ts';
import type { TokenCheck } from './token-check.ts';

/** As much as Go's servers take (bytes): a token for very many repositories is longer than Node's own limit. */
const MAX_HEADERS = 1024 * 1024;

/** What the way to a registry is like. It is read anew for each request. */
export interface Conditions {
  /** What each request takes longer (ms). */
  readonly delay: number;
  /** Whether the registry is never told what to mount, so that it opens an upload instead. */
  readonly refusesMounts: boolean;
}

/** A reverse proxy on a loopback port. */
export interface MeasuringProxy extends AsyncDisposable {
  readonly host: string;
}

/** What a proxy does beside passing on. */
export interface ProxyOptions {
  readonly conditions: () => Conditions;
  /** Where requests are written down. */
  readonly log: RecordedRequest[];
  /** Returns what checks the tokens of a registry that does not; undefined where it does. It is read for each request. */
  readonly check?: () => TokenCheck | undefined;
}

/** Takes `mount` and `from` out of a request's query; a registry then answers 202 (distribution-spec, "Mounting a blob"). */
export function withoutMount(path: string): string {
  const [base = '', query] = path.split('?', 2);
  if (query === undefined || !base.endsWith('/blobs/uploads/')) return path;
  const rest = query.split('&').filter((part) => !/^(mount|from|origin)=/.test(part));
  return rest.length === 0 ? base : `${base}?${rest.join('&')}`;
}

/**
 * Starts a proxy that makes every request longer and writes it down in `log` when it is over.
 *
 * `targetOf` says which host a path belongs to. The Host header stays that of the proxy, so that locations lead back to it. Both directions stream.
 */
export async function startMeasuringProxy(
  targetOf: (path: string) => string,
  { conditions, log, check }: ProxyOptions,
): Promise<MeasuringProxy> {
  const agent = new Agent({ keepAlive: true });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const { method = '', url: path = '' } = request;
    const seen: { status: number; sent?: Counter; received?: Counter } = { status: 0 };
    response.once('finish', finish).once('close', finish);

    function finish(): void {
      response.off('finish', finish).off('close', finish);
      log.push({
        method,
        path,
        status: seen.status,
        requestBytes: seen.sent?.bytes ?? 0,
        responseBytes: seen.received?.bytes ?? 0,
        startedAt,
        endedAt: performance.now(),
        hasAuthorization: request.headers.authorization !== undefined,
      });
    }

    const { delay: wait, refusesMounts } = conditions();
    if (wait > 0) await delay(wait);
    const challenge = path.startsWith('/v2/') ? check?.()?.(request) : undefined;
    if (challenge !== undefined) {
      seen.status = 401;
      request.resume();
      const body = '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}';
      response.writeHead(401, { 'WWW-Authenticate': challenge, 'Content-Type': 'application/json' }).end(body);
      return;
    }
    if (refusesMounts) request.url = withoutMount(path);
    seen.sent = countBytes(request);
    const answer = await forwardRequest(request, { host: targetOf(path), agent });
    seen.status = answer.statusCode ?? 0;
    seen.received = countBytes(answer);
    response.writeHead(seen.status, answer.statusMessage, endToEndHeaders(answer));
    response.flushHeaders();
    await pipeline(answer, response);
  }

  const server = createServer({ maxHeaderSize: MAX_HEADERS }, (request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  // No tool shall meet a connection that ends while it is between two requests.
  server.keepAliveTimeout = 60_000;
  // A layer may take minutes.
  server.requestTimeout = 0;
  const host = await listen(server);
  return {
    host,
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await closeServer(server);
    },
  };
}
