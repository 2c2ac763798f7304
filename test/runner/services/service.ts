import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { closeServer, listen } from '../../support/loopback.ts';

/** A request that a stand-in got. */
export interface ServiceCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What stands in for a host that workflows name. */
export type Service = (call: ServiceCall) => ServiceAnswer | Promise<ServiceAnswer>;

export function answerJson(status: number, body: unknown): ServiceAnswer {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

/** The JSON of a request; undefined if it is none. */
export function parseBody({ body }: ServiceCall): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Services on one loopback address, told apart by the host that a request names. */
export interface Services extends AsyncDisposable {
  /** The address behind each host, for `startInternet`. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** Starts what stands in for hosts, by their names. */
export async function startServices(services: Readonly<Record<string, Service>>): Promise<Services> {
  const server = createServer((request, response) => {
    void buffer(request).then(async (body) => {
      const { method = 'GET', headers } = request;
      const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
      const answer = await services[headers.host ?? '']?.({ method, path, query, headers, body });
      response.writeHead(answer?.status ?? 404, answer?.headers).end(answer?.body);
    });
  });
  const address = await listen(server);
  return {
    hosts: Object.fromEntries(Object.keys(services).map((host) => [host, address])),
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}
