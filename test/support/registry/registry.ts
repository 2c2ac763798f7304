import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listen } from '../loopback.ts';
import type { RecordedRequest } from '../requests.ts';
import { answerRequest } from './answer.ts';
import { createAuthenticator } from './auth.ts';
import type { Context } from './context.ts';
import { RegistryFault, renderFault } from './errors.ts';
import { type Answer, type AnswerHeaders, sendAnswer } from './exchange.ts';
import { type Loadable, loadContent } from './load.ts';
import type { RegistryOptions } from './options.ts';
import { RateLimit } from './rate-limit.ts';
import { recordExchange } from './recorder.ts';
import { RequestBody } from './request-body.ts';
import { startSatellite } from './satellite.ts';
import { SerialWrites } from './serial-writes.ts';
import { Store, type StoredManifest } from './store.ts';

/** A registry in this process: small, strict, and open to inspection. */
export interface EmbeddedRegistry extends AsyncDisposable {
  /** The host to put before a repository's name: `127.0.0.1:PORT`. */
  readonly host: string;
  /** The requests that are over, in the order in which they ended. */
  readonly log: readonly RecordedRequest[];
  /** The requests to the registry's other host, its storage or token server; empty where it has none. */
  readonly otherLog: readonly RecordedRequest[];
  clearLog(): void;
  /** Returns the digest of each tag. */
  tags(repository: string): ReadonlyMap<string, string>;
  /** Returns the manifest that a tag or a digest names. */
  manifest(repository: string, reference: string): StoredManifest | undefined;
  /** Returns the manifests by digest. */
  manifests(repository: string): ReadonlyMap<string, StoredManifest>;
  /** Returns the repository's blobs by digest. */
  blobs(repository: string): ReadonlyMap<string, Uint8Array>;
  /** Puts content into a repository past the API, as if it had been there always. */
  load(repository: string, content: Loadable, tags: readonly string[]): void;
  /** Ends the registry and every connection to it. */
  close(): Promise<void>;
}

function headersOf({ warning }: RegistryOptions): AnswerHeaders {
  return warning === undefined ? {} : { Warning: `299 - "${warning}"` };
}

/**
 * Starts an OCI registry on a loopback port, in memory.
 *
 * It follows distribution-spec 1.1 to the letter, so that a client that is lax fails here and not in production.
 * Options make it answer as the registries of this world do; `profiles.ts` has those by name.
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<EmbeddedRegistry> {
  const store = new Store({ fallbackLag: options.fallbackLag ?? 0 });
  const now = options.now ?? Date.now;
  const tokensElsewhere = options.auth?.kind === 'bearer' && options.auth.host === 'other';
  const storageElsewhere = options.blobs?.redirect !== undefined && options.blobs.redirect !== false;
  const signs = { head: options.blobs?.redirect !== 'get-only' };
  const satellite = tokensElsewhere || storageElsewhere ? await startSatellite(store, () => auth, signs) : undefined;
  const auth = createAuthenticator(options.auth, {
    now,
    ...(tokensElsewhere && satellite !== undefined ? { tokenOrigin: () => satellite.origin } : {}),
  });
  const limit = new RateLimit(options.rateLimit ?? {}, now);
  const writes = new SerialWrites(options.serialWrites);
  const log: RecordedRequest[] = [];
  const fixed = {
    store,
    options,
    tokensElsewhere,
    ...(storageElsewhere && satellite !== undefined ? { presign: satellite.presign } : {}),
  };

  async function answer(context: Context, path: string): Promise<Answer> {
    await writes.wait(context.exchange);
    const request = { method: context.exchange.method, path };
    const result = limit.judge(request) ?? (await answerRequest(context, { path, auth }));
    return { ...result, headers: { ...result.headers, ...limit.headers(request), ...headersOf(options) } };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = new RequestBody(request);
    recordExchange({ request, response, body }, { log, isDistribution: options.multiTag !== true });
    const url = request.url ?? '/';
    if ((await options.intercept?.(request, response, url)) === true) return;
    if (request.socket.destroyed || response.writableEnded) return;
    const { method = 'GET', headers } = request;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
    const exchange = { method, query, headers, origin: `http://${headers.host ?? host}`, body };
    const result = await answer({ ...fixed, exchange }, path);
    await body.drain();
    sendAnswer(response, result);
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
  async function close(): Promise<void> {
    await Promise.all([closeServer(server), satellite?.[Symbol.asyncDispose]()]);
  }
  return {
    host,
    log,
    otherLog: satellite?.log ?? [],
    clearLog: () => void log.splice(0),
    tags: (repository) => new Map(store.find(repository)?.tags),
    manifest: (repository, reference) => store.find(repository)?.resolve(reference),
    manifests: (repository) => new Map(store.find(repository)?.manifests),
    blobs: (repository) => new Map(store.find(repository)?.blobs),
    load: (repository, content, tags) => loadContent(store.open(repository), content, tags),
    close,
    [Symbol.asyncDispose]: close,
  };
}
