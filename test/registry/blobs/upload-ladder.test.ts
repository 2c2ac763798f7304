import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { parseRepository } from '../../../src/oci/reference.ts';
import { startUpload, uploadBlob } from '../../../src/registry/blobs/upload.ts';
import { seededBytes } from '../../support/image/random-bytes.ts';
import { connect, errorBody, startServer } from '../support.ts';

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
    } else if (method === 'GET') {
      response.writeHead(404).end();
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

/** Uploads a blob of a size and tells what was sent for it, to a registry that may have a name. */
async function upload(size: number, script: (call: Call) => boolean | Promise<boolean>, name?: string) {
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
  const client = { ...connection.client, ...(name === undefined ? {} : { registry: name }) };
  const location = await startUpload(client, repository, digest);
  const failure = await uploadBlob(client, repository, { digest, size, location, source }).then(
    () => undefined,
    (error: unknown) => error,
  );
  const lines = server.seen.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '?')}`);
  const isWhole = Buffer.from(server.blobs.get(digest) ?? 'missing').equals(bytes);
  const sent = server.seen.flatMap(({ method, headers }) => {
    if (method === 'PUT') return ['PUT'];
    if (method !== 'PATCH') return [];
    return [headers['content-range'] === undefined ? 'PATCH' : `CHUNK ${headers['content-range']}`];
  });
  return { failure, lines, sent, sources, isWhole, digest, blobs: server.blobs };
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

  it.each([
    [400, 'DIGEST_INVALID'],
    [400, 'SIZE_INVALID'],
    [500, 'DIGEST_INVALID'],
  ])('whose bytes are blamed by %d %s, though they were right, goes as PATCH and PUT', async (status, code) => {
    const { failure, sent, isWhole } = await upload(1000, refusing('PUT', status, code));
    expect(failure).toBeUndefined();
    expect(sent).toEqual(['PUT', 'PATCH', 'PUT']);
    expect(isWhole).toBe(true);
  });

  it('whose bytes are blamed before all of them were given is refused for good', async () => {
    const bytes = 8 * MIB;
    const { failure, sent } = await upload(bytes, ({ method, response }) => {
      if (method !== 'PATCH') return false;
      response.writeHead(400, { Connection: 'close' }).end(errorBody('DIGEST_INVALID'));
      return true;
    });
    expect(failure).toBeInstanceOf(RegistryError);
    expect(sent).not.toContain('PUT');
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
  const refuseAll = async ({ method, count, request, response }: Call): Promise<boolean> => {
    if (method !== 'PUT' && method !== 'PATCH') return false;
    await readAll(request);
    response.writeHead(413).end(errorBody('SIZE_INVALID', `${method} ${count}`));
    return true;
  };

  it.each([
    ['registry.example.com', 'PUT 2', ['PUT', 'PATCH', 'CHUNK 0-999', 'PUT']],
    ['ghcr.io', 'PATCH 2', ['PUT', 'PATCH', 'PUT', 'PATCH']],
    ['europe-docker.pkg.dev', 'PATCH 2', ['PUT', 'PATCH', 'PUT', 'PATCH']],
    ['gcr.io', 'PATCH 2', ['PUT', 'PATCH', 'PUT', 'PATCH']],
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com', 'PATCH 3', ['PUT', 'PATCH', 'PUT', 'PATCH', 'CHUNK 0-999']],
    ['public.ecr.aws', 'PATCH 3', ['PUT', 'PATCH', 'PUT', 'PATCH', 'CHUNK 0-999']],
  ])('to %s ends with what the registry said at last, to %s', async (name, words, expected) => {
    const { failure, sent } = await upload(1000, refuseAll, name);
    expect(failure).toMatchObject({ code: 'too-large', status: 413 });
    expect(String(failure)).toContain(`SIZE_INVALID "${words}"`);
    expect(sent).toEqual(expected);
  });

  it('whose connection always breaks ends after four tries', async () => {
    const { failure, sent } = await upload(1000, ({ method, request }) => {
      if (method !== 'PUT' && method !== 'PATCH') return false;
      request.socket.destroy();
      return true;
    });
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(sent).toEqual(['PUT', 'PATCH', 'PUT', 'PATCH']);
  });

  it('goes on with the form that is not refused where the connection breaks', async () => {
    const { sent, isWhole } = await upload(1000, async (call) => {
      if (call.method === 'PUT' && call.count === 1) return refusing('PUT', 413)(call);
      if (call.method !== 'PATCH' || call.count > 1) return false;
      call.request.socket.destroy();
      return true;
    });
    expect(sent).toEqual(['PUT', 'PATCH', 'PATCH', 'PUT']);
    expect(isWhole).toBe(true);
  });

  it('ends with the refusal of the upload where no further session can be had', async () => {
    const { failure } = await upload(1000, async (call) => {
      if (call.method === 'POST' && call.count > 1) call.response.writeHead(403).end();
      return (call.method === 'POST' && call.count > 1) || refusing('PUT', 416)(call);
    });
    expect(failure).toMatchObject({ code: 'refused', status: 416 });
  });

  it('is climbed where the registry does not say whether the blob is there', async () => {
    const { failure, sent, isWhole } = await upload(1000, async (call) => {
      if (call.method === 'HEAD') call.response.writeHead(403).end();
      return call.method === 'HEAD' || refusing('PUT', 413)(call);
    });
    expect(failure).toBeUndefined();
    expect(sent).toEqual(['PUT', 'PATCH', 'PUT']);
    expect(isWhole).toBe(true);
  });

  it('ends well where the registry says of a new session that the blob is complete', async () => {
    const { failure, sent } = await upload(1000, async (call) => {
      if (call.method === 'POST' && call.count > 1) {
        call.response.writeHead(201).end();
        return true;
      }
      if (call.method === 'HEAD' && call.count > 1) {
        call.response.writeHead(200).end();
        return true;
      }
      return refusing('PUT', 416)(call);
    });
    expect(failure).toBeUndefined();
    expect(sent).toEqual(['PUT']);
  });

  it('is climbed no further where the blob is there with its length, and is where the length is another', async () => {
    const heads = (length: number) => async (call: Call) => {
      if (call.method !== 'HEAD') return refusing('PUT', 413)(call);
      call.response.writeHead(200, { 'Content-Length': length }).end();
      return true;
    };
    expect((await upload(1000, heads(1000))).sent).toEqual(['PUT']);
    expect((await upload(1000, heads(999))).sent).toEqual(['PUT', 'PATCH', 'PUT']);
  });

  it('is not climbed where the bytes of the source are wrong', async () => {
    const broken = new RegistryError('Cannot read blob', { code: 'digest-mismatch' });
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

  it.each([1, 5 * MIB])('is not climbed where the source of %d bytes fails for good', async (size) => {
    const broken = new RegistryError('Cannot reach', { code: 'unreachable' });
    await using server = await startScripted(() => false);
    await using connection = await connect(server.host);
    let count = 0;
    async function* source() {
      count++;
      yield Buffer.alloc(size - 1);
      throw broken;
    }
    const blob = { digest: digestOf('source'), size, source };
    await expect(uploadBlob(connection.client, parseRepository(`${server.host}/d/app`), blob)).rejects.toBe(broken);
    expect(count).toBe(1);
    expect(server.blobs.size).toBe(0);
  });
});

describe('a registry that refused a form', () => {
  /** Uploads several blobs with one client, one after the other. */
  async function uploadAll(sizes: readonly number[], script: (call: Call) => boolean | Promise<boolean>) {
    await using server = await startScripted(script);
    await using connection = await connect(server.host);
    const repository = parseRepository(`${server.host}/d/app`);
    for (const size of sizes) {
      const bytes = seededBytes(`memory ${size}`, size);
      async function* source() {
        yield bytes;
      }
      await uploadBlob(connection.client, repository, { digest: digestOf(bytes), size, source });
      expect(server.blobs.get(digestOf(bytes))?.equals(bytes)).toBe(true);
    }
    return server.seen.map(({ method }) => method).filter((method) => method === 'PUT' || method === 'PATCH');
  }

  const refuseBodies = async (call: Call): Promise<boolean> =>
    Number(call.request.headers['content-length']) > 0 && (await refusing('PUT', 413, '', 100)(call));

  it('is sent the next blob in the form that it took', async () => {
    expect(await uploadAll([1000, 2000, 3000], refuseBodies)).toEqual([
      'PUT',
      ...['PATCH', 'PUT'],
      ...['PATCH', 'PUT'],
      ...['PATCH', 'PUT'],
    ]);
  });

  it('is sent large blobs as before where it refused a small one, and the other way round', async () => {
    expect(await uploadAll([5 * MIB, 1000, 6 * MIB], refusing('PATCH', 405, '', 100))).toEqual([
      ...['PATCH', 'PUT'],
      'PUT',
      'PUT',
    ]);
  });

  it('for a moment only is sent the next blob as ever', async () => {
    expect(await uploadAll([1000, 2000], refusing('PUT', 503))).toEqual(['PUT', 'PUT', 'PUT']);
    expect(await uploadAll([1000, 2000], refusing('PUT', 404, 'BLOB_UPLOAD_UNKNOWN'))).toEqual([
      'PUT',
      ...['PATCH', 'PUT'],
      'PUT',
    ]);
  });
});
