import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { uploadBlob } from '../../../src/registry/blobs/upload.ts';
import type { HttpRequest } from '../../../src/registry/transport/http.ts';
import { APP, createClock, createFakeClient, type FakeAnswer, linesOf, REGISTRY } from '../support.ts';

const MIB = 1024 * 1024;
const SESSION = `https://${REGISTRY}/v2/d/app/blobs/uploads/1`;

async function readBody({ body }: HttpRequest): Promise<void> {
  if (body === undefined || body instanceof Uint8Array) return;
  for await (const chunk of body.source()) expect(chunk.byteLength).toBeGreaterThan(0);
}

/** How a registry that is slow to commit a blob behaves. */
interface Slowness {
  readonly size?: number;
  /** How long the answer to the closing PUT is waited for, in ms, and what comes of it. */
  readonly waited: number;
  readonly answer: () => FakeAnswer;
  /** When the blob is there, in ms after its bytes were sent; never by default. */
  readonly doneAfter?: number;
}

/** Uploads a blob to a registry that is slow to commit it. */
async function upload({ size = 6 * MIB, waited, answer, doneAfter = Number.POSITIVE_INFINITY }: Slowness) {
  const clock = createClock();
  const bytes = Buffer.alloc(size, 'x');
  let sentAt: number | undefined;
  const { client, requests } = createFakeClient(async (request) => {
    await readBody(request);
    if (request.method === 'POST') return { status: 202, headers: { location: SESSION } };
    if (request.method === 'PATCH') return { status: 202, headers: { location: SESSION } };
    if (request.method === 'HEAD') {
      return { status: sentAt !== undefined && clock.now() - sentAt >= doneAfter ? 200 : 404 };
    }
    if (request.method === 'GET') return { status: 404 };
    sentAt ??= clock.now();
    clock.advance(waited);
    return answer();
  }, clock);
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  const done = await uploadBlob(client, APP, { digest: digestOf(bytes), size, source }).then(
    () => 'done',
    (error: unknown) => String(error),
  );
  const count = (method: string) => requests.filter((request) => request.method === method).length;
  return { done, count, lines: linesOf(requests), took: clock.now() - (sentAt ?? clock.now()) };
}

const broken = (): FakeAnswer => {
  throw new RegistryError('Cannot reach', { code: 'timeout' });
};

describe('a blob whose commit takes long', () => {
  it.each([
    ['a proxy gives up after a minute', { waited: 60_000, answer: () => ({ status: 504 }), doneAfter: 70_000 }],
    ['a proxy ends the connection', { waited: 60_000, answer: broken, doneAfter: 100_000 }],
    ['the registry is said to be down', { waited: 30_000, answer: () => ({ status: 502 }), doneAfter: 31_000 }],
    ['it is small', { size: 1000, waited: 60_000, answer: () => ({ status: 504 }), doneAfter: 70_000 }],
    ['it is large', { size: 400 * MIB, waited: 60_000, answer: broken, doneAfter: 200_000 }],
  ] satisfies [string, Slowness][])('is sent once where %s', async (_, slowness) => {
    const { done, count } = await upload(slowness);
    expect(done).toBe('done');
    expect([count('POST'), count('PUT')]).toEqual([1, 1]);
  });

  it('is sent again where it does not come in a minute and a little more for its size', async () => {
    const { done, count, took } = await upload({ waited: 60_000, answer: () => ({ status: 504 }) });
    expect(done).toContain('the registry answers 504');
    expect(count('PATCH')).toBe(4);
    expect(took / count('PUT')).toBeGreaterThan(120_000);
    expect(took / count('PUT')).toBeLessThan(150_000);
  });

  it('is not waited for where the answer came at once', async () => {
    const { count, took } = await upload({ waited: 100, answer: () => ({ status: 502 }) });
    expect(took).toBeLessThan(10_000);
    expect(count('HEAD')).toBe(4);
  });

  it('is not waited for where it was refused', async () => {
    const { done, count } = await upload({ waited: 60_000, answer: () => ({ status: 403 }) });
    expect(done).toContain('the registry answers 403');
    expect([count('HEAD'), count('PUT')]).toEqual([0, 1]);
  });
});
