import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { seededBytes } from '../support/image/random-bytes.ts';
import { startServer } from './support.ts';

const MIB = 1024 * 1024;
const CHILD = fileURLToPath(new URL('stream-child.ts', import.meta.url));
const BLOCK = seededBytes('stream-memory', MIB);

function* blocks(count: number): Generator<Uint8Array> {
  for (let at = 0; at < count; at++) yield BLOCK;
}

/** Copies a blob of so many MiB in a process of its own; returns the memory that it took, and how far the source was ahead. */
async function copy(count: number) {
  const hash = createHash('sha256');
  for (const block of blocks(count)) hash.update(block);
  const digest = `sha256:${hash.digest('hex')}`;
  let given = 0;
  let taken = 0;
  let ahead = 0;

  async function giveAll(response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'Content-Length': count * MIB });
    async function* counted() {
      for (const block of blocks(count)) {
        yield block;
        given += block.length;
      }
    }
    await pipeline(Readable.from(counted(), { objectMode: false, highWaterMark: MIB }), response);
  }
  await using source = await startServer((_, response) => {
    giveAll(response).catch(() => response.destroy());
  });
  await using destination = await startServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    async function take(): Promise<void> {
      for await (const chunk of request) {
        taken += chunk.length;
        ahead = Math.max(ahead, given - taken);
        // A destination that is slower than the source: what it does not take yet must stay there.
        if (taken % (4 * MIB) < chunk.length) await delay(1);
      }
      const status = request.method === 'PUT' ? 201 : 202;
      response.writeHead(status, status === 201 ? {} : { Location: `${path}1` }).end();
    }
    take().catch(() => response.destroy());
  });
  const args = [CHILD, source.host, destination.host, digest, String(count * MIB)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(taken).toBe(count * MIB);
  return { memory: Number(stdout) * 1024, ahead };
}

describe('a large blob', () => {
  it('takes no more memory than a small one, and is read as fast as it is written', async () => {
    const small = await copy(8);
    const large = await copy(256);
    // Buffers that wait to be collected are part of this; a blob held in memory would be 248 MiB more.
    expect((large.memory - small.memory) / MIB).toBeLessThan(64);
    // The kernel's buffers on both ways and those of both processes.
    expect(large.ahead / MIB).toBeLessThan(32);
  }, 120_000);
});
