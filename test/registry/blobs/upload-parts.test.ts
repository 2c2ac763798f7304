import { describe, expect, it } from 'vitest';
import { createPartReader } from '../../../src/registry/blobs/upload-session.ts';
import { collect } from '../support.ts';

/** A source of ten bytes in chunks of three, and where it was read from; it counts those that were given up. */
function startSource() {
  const froms: number[] = [];
  let ended = 0;
  const bytes = Buffer.from('0123456789');
  async function* source(from: number) {
    froms.push(from);
    try {
      for (let at = from; at < bytes.length; at += 3) yield bytes.subarray(at, Math.min(at + 3, bytes.length));
    } finally {
      ended++;
    }
  }
  return { read: createPartReader(source), froms, ended: () => ended };
}

async function text(part: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.from(await collect(part)).toString();
}

describe('parts of a blob', () => {
  it('that follow each other come of one reading, wherever its chunks end', async () => {
    const { read, froms } = startSource();
    expect(await text(read(0, 4))).toBe('0123');
    expect(await text(read(4, 2))).toBe('45');
    expect(await text(read(6, 3))).toBe('678');
    expect(await text(read(9, 1))).toBe('9');
    expect(froms).toEqual([0]);
  });

  it('that do not follow begin another reading, and end the one before', async () => {
    const { read, froms, ended } = startSource();
    expect(await text(read(0, 4))).toBe('0123');
    expect(await text(read(2, 4))).toBe('2345');
    expect(ended()).toBe(1);
    expect(await text(read(8, 2))).toBe('89');
    expect(froms).toEqual([0, 2, 8]);
  });

  it('that broke off are read again from their beginning', async () => {
    const { read, froms } = startSource();
    for await (const chunk of read(0, 8)) {
      expect(Buffer.from(chunk).toString()).toBe('012');
      break;
    }
    expect(await text(read(0, 8))).toBe('01234567');
    expect(await text(read(8, 2))).toBe('89');
    expect(froms).toEqual([0, 0]);
  });

  it('end with the source', async () => {
    const { read } = startSource();
    expect(await text(read(8, 100))).toBe('89');
  });

  it('do not wait for a reading that hangs', async () => {
    const hang = new Promise<never>(() => undefined);
    async function* source(from: number) {
      yield Buffer.from('01');
      if (from === 0) await hang;
      yield Buffer.from('23');
    }
    const read = createPartReader(source);
    const first = read(0, 4);
    await first.next();
    first.next().catch(() => undefined);
    expect(await text(read(1, 4))).toBe('0123');
  });

  it('do not mind a reading that fails when it is given up', async () => {
    function source(from: number): AsyncIterable<Uint8Array> {
      const iterator: AsyncIterator<Uint8Array> = {
        next: async () => ({ done: false, value: Buffer.from('ab') }),
        ...(from === 0 ? { return: () => Promise.reject(new Error('it is broken')) } : {}),
      };
      return { [Symbol.asyncIterator]: () => iterator };
    }
    const read = createPartReader(source);
    expect(await text(read(0, 2))).toBe('ab');
    expect(await text(read(7, 1))).toBe('a');
    expect(await text(read(1, 2))).toBe('ab');
  });
});
