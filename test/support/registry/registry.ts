import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listen } from '../loopback.ts';
import type { RecordedRequest } from '../requests.ts';
import { answerRequest } from './answer.ts';
import { createAuthenticator } from './auth.ts';
import { RegistryFault, renderFault } from './errors.ts';
import { sendAnswer } from './exchange.ts';
import type { RegistryOptions } from './options.ts';
import { recordExchange } from './recorder.ts';
import { RequestBody } from './request-body.ts';
import { Store, type StoredManifest } from './store.ts';

/** A registry in this process: small, strict, and open to inspection. */
export interface EmbeddedRegistry extends AsyncDisposable {
  /** The host to put before a repository's name: `127.0.0.1:PORT`. */
  readonly host: string;
  /** The requests that are over, in the order in which they ended. */
  readonly log: readonly RecordedRequest[];
  clearLog(): void;
  /** Returns the digest of each tag. */
  tags(repository: string): ReadonlyMap<string, string>;
  /** Returns the manifest that a tag or a digest names. */
  manifest(repository: string, reference: string): StoredManifest | undefined;
  /** Returns the repository's blobs by digest. */
  blobs(repository: string): ReadonlyMap<string, Uint8Array>;
  /** Ends the registry and every connection to it. */
  close(): Promise<void>;
}

/**
 * Starts an OCI registry on a loopback port, in memory.
 *
 * It follows distribution-spec 1.1 to the letter, so that a client that is lax fails here and not in production.
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<EmbeddedRegistry> {
  const store = new Store();
  const auth = createAuthenticator(options.auth);
  const log: RecordedRequest[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = new RequestBody(request);
    recordExchange({ request, response, body }, log);
    const url = request.url ?? '/';
    if ((await options.intercept?.(request, response, url)) === true) return;
    if (request.socket.destroyed || response.writableEnded) return;
    const { method = 'GET', headers } = request;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
    const exchange = { method, query, headers, origin: `http://${headers.host ?? host}`, body };
    const answer = await answerRequest({ store, options, exchange }, { path, auth });
    await body.drain();
    sendAnswer(response, answer);
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    serve(request, response).catch((error: unknown) => {
      // A client that went away gets no answer; anything else is a fault of a test's intercept or of the registry.
      if (request.socket.destroyed || response.headersSent) response.destroy();
      else sendAnswer(response, renderFault(new RegistryFault('UNKNOWN', String(error))));
    });
  }

  const server = createServer(handle);
  const host = await listen(server, options.port);
  const close = () => closeServer(server);
  return {
    host,
    log,
    clearLog: () => void log.splice(0),
    tags: (repository) => new Map(store.find(repository)?.tags),
    manifest: (repository, reference) => store.find(repository)?.resolve(reference),
    blobs: (repository) => new Map(store.find(repository)?.blobs),
    close,
    [Symbol.asyncDispose]: close,
  };
}
