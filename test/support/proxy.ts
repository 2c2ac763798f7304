import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { finished, pipeline } from 'node:stream/promises';
import { closeServer, listen } from './loopback.ts';
import { type Counter, countBytes, endToEndHeaders, forwardRequest } from './proxy-forward.ts';
import type { RecordedRequest } from './requests.ts';

/** What an intercept sees of a request. */
export interface ProxiedRequest {
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  /** The number of requests that came before this one. */
  readonly index: number;
}

/** How a connection fails: before the request is passed on, or once all is done but before a byte of the answer. */
export type ProxyFault = 'drop' | 'drop-answer';

/** The switches of the proxy. */
export interface ProxyOptions {
  /** Sees a request before it is passed on; it may wait, or make the connection fail. */
  readonly intercept?: (info: ProxiedRequest) => ProxyFault | undefined | Promise<ProxyFault | undefined>;
}

/** A reverse proxy in this process that writes down what passes. */
export interface LoggingProxy extends AsyncDisposable {
  /** The host to use in place of the target's: `127.0.0.1:PORT`. */
  readonly host: string;
  /**
   * The requests that are over, in the order in which they ended.
   *
   * A dropped request has status 0; one whose answer was dropped has the status that the target gave it.
   */
  readonly log: readonly RecordedRequest[];
  clearLog(): void;
  close(): Promise<void>;
}

/**
 * Starts a proxy on a free loopback port that passes every request on to `targetHost`, over plain HTTP.
 *
 * Both directions stream. The Host header stays that of the proxy, so that the target's locations lead back to it.
 */
export async function startProxy(targetHost: string, options: ProxyOptions = {}): Promise<LoggingProxy> {
  const log: RecordedRequest[] = [];
  const agent = new Agent({ keepAlive: true });
  let count = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const { method = '', url: path = '' } = request;
    const progress: { status: number; sent?: Counter; received?: Counter } = { status: 0 };
    response.once('finish', finish).once('close', finish);

    function finish(): void {
      response.off('finish', finish).off('close', finish);
      log.push({
        method,
        path,
        status: progress.status,
        requestBytes: progress.sent?.bytes ?? 0,
        responseBytes: progress.received?.bytes ?? 0,
        startedAt,
        endedAt: performance.now(),
        hasAuthorization: request.headers.authorization !== undefined,
      });
    }

    const fault = await options.intercept?.({ method, path, index: count++ });
    if (fault === 'drop') return void request.socket.destroy();
    progress.sent = countBytes(request);
    const answer = await forwardRequest(request, { host: targetHost, agent });
    progress.status = answer.statusCode ?? 0;
    if (fault === 'drop-answer') {
      await finished(answer.resume());
      return void request.socket.destroy();
    }
    progress.received = countBytes(answer);
    response.writeHead(progress.status, answer.statusMessage, endToEndHeaders(answer));
    response.flushHeaders();
    await pipeline(answer, response);
  }

  const server = createServer((request, response) => {
    // Whatever breaks on the way breaks the client's connection too: a proxy that made up an answer would hide it.
    serve(request, response).catch(() => request.socket.destroy());
  });
  const host = await listen(server);

  async function close(): Promise<void> {
    agent.destroy();
    await closeServer(server);
  }

  return { host, log, clearLog: () => void log.splice(0), close, [Symbol.asyncDispose]: close };
}
