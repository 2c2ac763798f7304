import { expect, it } from 'vitest';
import { SlowBodyError, withMinThroughput } from '../../../src/registry/transport/network.ts';

/** Reads a body that brings a chunk of a size every so often, by a clock that does not tick by itself. */
async function read(chunk: { size: number; every: number; count: number }, reader = 0) {
  let time = 1000;
  async function* body() {
    for (let index = 0; index < chunk.count; index++) {
      time += chunk.every;
      yield Buffer.alloc(chunk.size);
    }
  }
  let length = 0;
  for await (const bytes of withMinThroughput(body(), { within: 60_000, now: () => time })) {
    length += bytes.byteLength;
    time += reader;
  }
  return length;
}

it.each([
  ['in one piece', { size: 1000, every: 1, count: 1 }, 1000],
  ['of many chunks, slowly', { size: 16 * 1024, every: 59_000, count: 10 }, 160 * 1024],
  ['of small chunks, just fast enough', { size: 1024, every: 3500, count: 200 }, 200 * 1024],
  ['that is empty', { size: 1, every: 1, count: 0 }, 0],
])('passes on a body %s', async (_, chunk, length) => {
  expect(await read(chunk)).toBe(length);
});

it('gives up on a body that drips', async () => {
  const error = await read({ size: 1, every: 10_000, count: 1000 }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(SlowBodyError);
  expect(error).toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT', message: 'only 7 bytes came in 70000 ms' });
});

it('does not hold against a body that its reader is slow', async () => {
  expect(await read({ size: 1, every: 1, count: 50 }, 100_000)).toBe(50);
});
