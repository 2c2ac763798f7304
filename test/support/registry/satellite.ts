import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listen } from '../loopback.ts';
import type { RecordedRequest } from '../requests.ts';
import type { Authenticator } from './auth.ts';
import { serveBlob } from './blobs.ts';
import { RegistryFault, renderFault } from './errors.ts';
import { type Answer, type Exchange, sendAnswer } from './exchange.ts';
import { recordExchange } from './recorder.ts';
import { RequestBody } from './request-body.ts';
import type { Store } from './store.ts';

/** The other host of a registry: its storage, whose addresses are presigned, and its token server. */
export interface Satellite extends AsyncDisposable {
  readonly origin: string;
  readonly log: readonly RecordedRequest[];
  /** Makes an address that lets whoever has it read a blob. */
  presign(name: string, digest: string): string;
}

/** Answers of S3 to what it does not like: a request must prove itself in one way alone. */
function refuse(status: 400 | 403, code: string, message: string): Answer {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'Content-Type': 'application/xml' }, body: Buffer.from(body) };
}

/** Starts the other host of a registry on a loopback port. */
export async function startSatellite(
  store: Store,
  auth: () => Authenticator,
  signs: { readonly head: boolean } = { head: true },
): Promise<Satellite> {
  const log: RecordedRequest[] = [];
  const signed = new Map<string, { readonly name: string; readonly digest: string }>();

  function readStorage({ method, query, headers }: Exchange): Answer {
    if (headers.authorization !== undefined) {
      return refuse(400, 'InvalidArgument', 'Only one auth mechanism allowed');
    }
    const target = signed.get(query.get('X-Amz-Signature') ?? '');
    const bytes = target === undefined ? undefined : store.find(target.name)?.blobs.get(target.digest);
    const isRead = method === 'GET' || (method === 'HEAD' && signs.head);
    if (bytes === undefined || !isRead) return refuse(403, 'SignatureDoesNotMatch', 'The signature does not match');
    return serveBlob(bytes, { range: headers.range });
  }

  async function answer(path: string, exchange: Exchange): Promise<Answer> {
    const { token, tokenPath } = { token: auth().token?.bind(auth()), tokenPath: auth().tokenPath };
    if (path !== tokenPath || token === undefined) return readStorage(exchange);
    try {
      return await token(exchange);
    } catch (error) {
      if (error instanceof RegistryFault) return renderFault(error);
      throw error;
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = new RequestBody(request);
    recordExchange({ request, response, body }, { log, isDistribution: false });
    const url = new URL(request.url ?? '/', origin);
    const { method = 'GET', headers } = request;
    const result = await answer(url.pathname, { method, query: url.searchParams, headers, origin, body });
    await body.drain();
    sendAnswer(response, result);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  const origin = `http://${await listen(server)}`;
  return {
    origin,
    log,
    presign(name, digest) {
      const signature = randomBytes(16).toString('hex');
      signed.set(signature, { name, digest });
      return `${origin}/storage/${encodeURIComponent(digest)}?X-Amz-Expires=600&X-Amz-Signature=${signature}`;
    },
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}
