// A registry that needs neither disk nor memory: `d/memory-MEGABYTES:v1` is made while it is read, and what is pushed to
// other repositories is hashed and thrown away. Usage: node stream-registry.ts HOST:PORT
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { listen } from '../../test/support/loopback.ts';
import { parseRoute } from '../../test/support/registry/router.ts';
import { DiscardingUploads } from './discarding-uploads.ts';
import { layerBytes } from './made-image.ts';
import { type StoredManifest, StreamRepository } from './stream-repository.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const repositories = new Map<string, StreamRepository>();
const uploads = new DiscardingUploads();

function open(name: string): StreamRepository {
  const found = repositories.get(name) ?? new StreamRepository(name);
  repositories.set(name, found);
  return found;
}

function answer(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(content));
}

function refuse(response: ServerResponse, status: number, code: string): void {
  answer(response, status, { errors: [{ code, message: code.toLowerCase() }] });
}

async function sendBlob(repository: StreamRepository, digest: string, { request, response }: Exchange): Promise<void> {
  const size = repository.blobs.get(digest);
  const content = repository.readable.get(digest);
  const isHead = request.method === 'HEAD';
  if (size === undefined || (content === undefined && !isHead)) return refuse(response, 404, 'BLOB_UNKNOWN');
  const type = 'application/octet-stream';
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': size, 'Docker-Content-Digest': digest });
  if (isHead || content === undefined) response.end();
  else if (content instanceof Uint8Array) response.end(content);
  else await pipeline(Readable.from(layerBytes(content), { objectMode: false }), response);
}

function sendManifest({ mediaType, bytes, digest }: StoredManifest, { request, response }: Exchange): void {
  response.writeHead(200, {
    'Content-Type': mediaType,
    'Content-Length': bytes.length,
    'Docker-Content-Digest': digest,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

async function takeManifest(repository: StreamRepository, reference: string, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const mediaType = request.headers['content-type'] ?? '';
  const stored = repository.put(reference, { mediaType, bytes: await buffer(request) });
  if (stored === undefined) return refuse(response, 400, 'MANIFEST_BLOB_UNKNOWN');
  const location = `/v2/${repository.name}/manifests/${stored.digest}`;
  response.writeHead(201, { Location: location, 'Docker-Content-Digest': stored.digest, 'Content-Length': 0 }).end();
}

async function serve(exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const route = parseRoute(pathname);
  if (route?.kind === 'ping') return answer(response, 200, {});
  if (route === undefined || route.kind === 'token' || route.kind === 'referrers')
    return refuse(response, 404, 'UNSUPPORTED');
  const repository = open(route.name);
  if (route.kind === 'tags') return answer(response, 200, { name: route.name, tags: [] });
  if (route.kind === 'blob') return sendBlob(repository, route.digest, exchange);
  if (route.kind === 'uploads') return uploads.open(repository, response);
  if (route.kind === 'upload') {
    return uploads.receive(repository, { id: route.session, digest: searchParams.get('digest') }, exchange);
  }
  if (request.method === 'PUT') return takeManifest(repository, route.reference, exchange);
  const found = repository.find(route.reference);
  if (found === undefined) return refuse(response, 404, 'MANIFEST_UNKNOWN');
  sendManifest(found, exchange);
}

const [, , host = ''] = process.argv;
const server = createServer((request, response) => {
  serve({ request, response }).catch(() => request.socket.destroy());
});
server.keepAliveTimeout = 60_000;
server.requestTimeout = 0;
await listen(server, Number(host.split(':')[1]));
