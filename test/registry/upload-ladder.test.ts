import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../src/errors.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/repository.ts';
import { startUpload, uploadBlob } from '../../src/registry/uploads.ts';
import { seededBytes } from '../support/image/random-bytes.ts';
import { connect, errorBody, startServer } from './support.ts';

const MIB = 1024 * 1024;
const OPEN = 'POST /v2/d/app/blobs/uploads/';

/** A request as the script of a test sees it: its body was read, unless the script does not want it. */
interface Call {
  readonly method: string;
  /** How often this method was used, this time included. */
  readonly count: number;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A registry that opens sessions and keeps what comes, but for what a script answers otherwise. */
async function startScripted(script: (call: Call) => boolean | Promise<boolean>) {
  const counts = new Map<string, number>();
  const blobs = new Map<string, Buffer>();
  const sessions = new Map<string, Buffer>();
  let opened = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '' } = request;
    const count = (counts.get(method) ?? 0) + 1;
    counts.set(method, count);
    if (await script({ method, count, request, response })) return;
    const [path = '', query] = (request.url ?? '').split('?');
    if (method === 'HEAD') {
      const digest = path.slice(path.lastIndexOf('/') + 1);
      response.writeHead(blobs.has(digest) ? 200 : 404).end();
    } else if (method === 'POST') {
      response.writeHead(202, { Location: `/v2/d/app/blobs/uploads/${++opened}` }).end();
    } else if (method === 'PATCH') {
      sessions.set(path, await readAll(request));
      response.writeHead(202, { Location: path }).end();
    } else {
      const bytes = Buffer.concat([sessions.get(path) ?? Buffer.alloc(0), await readAll(request)]);
      blobs.set(new URLSearchParams(query).get('digest') ?? '', bytes);
      response.writeHead(201).end();
    }
  }
  const server = await startServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  return { ...server, blobs };
}

/** Uploads a blob of a size and tells what was sent for it. */
async function upload(size: number, script: (call: Call) => boolean | Promise<boolean>) {
  const bytes = seededBytes('ladder', size);
  const digest = digestOf(bytes);
  await using server = await startScripted(script);
  await using connection = await connect(server.host);
  const repository = parseRepository(`${server.host}/d/app`);
  let sources = 0;
  async function* source() {
    sources++;
    for (let at = 0; at < size; at += MIB) yield bytes.subarray(at, at + MIB);
  }
  const location = await startUpload(connection.client, repository, digest);
  const failure = await uploadBlob(connection.client, repository, { digest, size, location, source }).then(
    () => undefined,
    (error: unknown) => error,
  );
  const lines = server.seen.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '?')}`);
  const isWhole = Buffer.from(server.blobs.get(digest) ?? 'missing').equals(bytes);
  return { failure, lines, sources, isWhole, digest, blobs: server.blobs };
}

/** Refuses a method with a status, before or after its body was read. */
function refusing(method: string, status: number, code = '', times = 1) {
  return async (call: Call): Promise<boolean> => {
    if (call.method !== method || call.count > times) return false;
    await readAll(call.request);
    call.response.writeHead(status, { 'Content-Type': 'application/json' }).end(errorBody(code));
    return true;
  };
}

const PUT_1 = 'PUT /v2/d/app/blobs/uploads/1?';
const HEAD = /^HEAD \/v2\/d\/app\/blobs\/sha256:/;

describe('a small blob', () => {
  it.each([
    [404, 'BLOB_UPLOAD_UNKNOWN'],
    [405, 'UNSUPPORTED'],
    [411, ''],
    [413, ''],
    [416, ''],
    [501, ''],
    [400, 'BLOB_UPLOAD_INVALID'],
    [400, 'CONTENT_LENGTH_INVALID'],
  ])('whose PUT is answered %d %s goes as PATCH and PUT in a new session', async (status, code) => {
    const { failure, lines, sources, isWhole } = await upload(1000, refusing('PUT', status, code));
    expect(failure).toBeUndefined();
    expect(lines).toEqual([
      OPEN,
      PUT_1,
      expect.stringMatching(HEAD),
      OPEN,
      'PATCH /v2/d/app/blobs/uploads/2',
      'PUT /v2/d/app/blobs/uploads/2?',
    ]);
    expect(sources).toBe(2);
    expect(isWhole).toBe(true);
  });

  it.each([500, 502, 503, 429])('whose PUT is answered %d goes as PUT once more', async (status) => {
    const { failure, lines, isWhole } = await upload(1000, refusing('PUT', status));
    expect(failure).toBeUndefined();
    expect(lines).toEqual([OPEN, PUT_1, expect.stringMatching(HEAD), OPEN, 'PUT /v2/d/app/blobs/uploads/2?']);
    expect(isWhole).toBe(true);
  });

  it('that someone else uploaded meanwhile is done', async () => {
    const { failure, lines } = await upload(1000, async (call) => {
      if (call.method === 'HEAD') call.response.writeHead(200).end();
      return call.method === 'HEAD' || refusing('PUT', 400, 'BLOB_UPLOAD_INVALID')(call);
    });
    expect(failure).toBeUndefined();
    expect(lines).toEqual([OPEN, PUT_1, expect.stringMatching(HEAD)]);
  });

  it('whose answer was lost is done', async () => {
    const { failure, lines, isWhole } = await upload(1000, async ({ method, request, response }) => {
      if (method === 'HEAD') response.writeHead(200).end();
      if (method === 'PUT') {
        await readAll(request);
        request.socket.destroy();
      }
      return method === 'HEAD' || method === 'PUT';
    });
    expect(failure).toBeUndefined();
    expect(lines).toEqual([OPEN, PUT_1, expect.stringMatching(HEAD)]);
    expect(isWhole).toBe(false);
  });
});

describe('a large blob', () => {
  const SIZE = 6 * MIB;

  it.each([404, 405, 413, 416])('whose PATCH is answered %d goes as one PUT in a new session', async (status) => {
    const { failure, lines, isWhole } = await upload(SIZE, refusing('PATCH', status));
    expect(failure).toBeUndefined();
    expect(lines).toEqual([
      OPEN,
      'PATCH /v2/d/app/blobs/uploads/1',
      expect.stringMatching(HEAD),
      OPEN,
      'PUT /v2/d/app/blobs/uploads/2?',
    ]);
    expect(isWhole).toBe(true);
  });

  it('whose session is lost before the closing PUT is sent anew', async () => {
    const { failure, sources, isWhole } = await upload(SIZE, refusing('PUT', 404, 'BLOB_UPLOAD_UNKNOWN'));
    expect(failure).toBeUndefined();
    expect(sources).toBe(2);
    expect(isWhole).toBe(true);
  });

  it('that is refused early by a proxy goes as one PUT', async () => {
    const { failure, isWhole } = await upload(SIZE, ({ method, count, response }) => {
      if (method !== 'PATCH' || count > 1) return false;
      response.writeHead(413, { Connection: 'close' }).end('too large');
      return true;
    });
    expect(failure).toBeUndefined();
    expect(isWhole).toBe(true);
  });

  it('whose connection breaks in the middle is sent anew', async () => {
    const { failure, sources, isWhole } = await upload(SIZE, ({ method, count, request }) => {
      if (method !== 'PATCH' || count > 1) return false;
      request.once('data', () => request.socket.destroy());
      return true;
    });
    expect(failure).toBeUndefined();
    expect(sources).toBe(2);
    expect(isWhole).toBe(true);
  });
});

describe('a ladder', () => {
  it('ends after four tries with what the registry said at last', async () => {
    const { failure, lines } = await upload(1000, async ({ method, request, response, count }) => {
      if (method !== 'PUT' && method !== 'PATCH') return false;
      await readAll(request);
      response.writeHead(413).end(errorBody('SIZE_INVALID', `${method} ${count}`));
      return true;
    });
    expect(failure).toMatchObject({ code: 'too-large', status: 413 });
    expect(String(failure)).toContain('SIZE_INVALID "PATCH 2"');
    expect(lines.filter((line) => /^P(?:UT|ATCH)/.test(line)).map((line) => line.split(' ')[0])).toEqual([
      'PUT',
      'PATCH',
      'PUT',
      'PATCH',
    ]);
  });

  it('ends with the refusal of the upload where no further session can be had', async () => {
    const { failure } = await upload(1000, async (call) => {
      if (call.method === 'POST' && call.count > 1) call.response.writeHead(403).end();
      return (call.method === 'POST' && call.count > 1) || refusing('PUT', 416)(call);
    });
    expect(failure).toMatchObject({ code: 'refused', status: 416 });
  });

  it('is not climbed where the bytes of the source are wrong', async () => {
    const broken = new RegistryError('Cannot read blob', { code: 'digest-mismatch', registry: 'source' });
    await using server = await startScripted(() => false);
    await using connection = await connect(server.host);
    const repository = parseRepository(`${server.host}/d/app`);
    const digest = digestOf('0123456789');
    async function* source() {
      yield Buffer.from('01234');
      throw broken;
    }
    const location = await startUpload(connection.client, repository, digest);
    await expect(uploadBlob(connection.client, repository, { digest, size: 10, location, source })).rejects.toBe(
      broken,
    );
    expect(server.seen.filter(({ method }) => method === 'HEAD')).toEqual([]);
    expect(server.blobs.size).toBe(0);
  });

  it('is climbed where the connection to the source breaks', async () => {
    const bytes = Buffer.from('0123456789');
    await using server = await startScripted(() => false);
    await using connection = await connect(server.host);
    const repository = parseRepository(`${server.host}/d/app`);
    let count = 0;
    async function* source() {
      yield bytes.subarray(0, 5);
      if (count++ === 0) throw new RegistryError('Cannot reach', { code: 'unreachable', registry: 'source' });
      yield bytes.subarray(5);
    }
    const digest = digestOf(bytes);
    const location = await startUpload(connection.client, repository, digest);
    await uploadBlob(connection.client, repository, { digest, size: 10, location, source });
    expect(server.blobs.get(digest)?.equals(bytes)).toBe(true);
  });
});
