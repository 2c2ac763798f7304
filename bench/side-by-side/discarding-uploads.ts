import { createHash, type Hash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** An upload that goes on; of its bytes only the hash and the number are kept. */
interface Session {
  readonly hash: Hash;
  size: number;
}

/** A repository to push blobs to. */
export interface BlobSink {
  readonly name: string;
  /** The sizes of blobs by digest (bytes). */
  readonly blobs: Map<string, number>;
}

/** Takes uploads as distribution-spec has them ("Pushing blobs"), hashes them and throws their bytes away. */
export class DiscardingUploads {
  readonly #sessions = new Map<string, Session>();

  /** Opens an upload; mounts are refused, since nothing is here to mount. */
  open({ name }: BlobSink, response: ServerResponse): void {
    const id = randomUUID();
    this.#sessions.set(id, { hash: createHash('sha256'), size: 0 });
    response.writeHead(202, { Location: `/v2/${name}/blobs/uploads/${id}`, Range: '0-0', 'Content-Length': 0 }).end();
  }

  /** Goes on with an upload, or ends it. */
  async receive(
    { name, blobs }: BlobSink,
    { id, digest }: { readonly id: string; readonly digest: string | null },
    { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  ): Promise<void> {
    const session = this.#sessions.get(id);
    if (session === undefined) {
      response
        .writeHead(404, { 'Content-Type': 'application/json' })
        .end('{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}');
      return;
    }
    for await (const chunk of request) {
      session.hash.update(chunk);
      session.size += chunk.length;
    }
    const place = { Location: `/v2/${name}/blobs/uploads/${id}`, Range: `0-${Math.max(0, session.size - 1)}` };
    if (request.method !== 'PUT') {
      response.writeHead(request.method === 'GET' ? 204 : 202, { ...place, 'Content-Length': 0 }).end();
      return;
    }
    this.#sessions.delete(id);
    const found = `sha256:${session.hash.digest('hex')}`;
    if (found !== digest) {
      response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"errors":[{"code":"DIGEST_INVALID"}]}');
      return;
    }
    blobs.set(digest, session.size);
    const headers = { Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest, 'Content-Length': 0 };
    response.writeHead(201, headers).end();
  }
}
