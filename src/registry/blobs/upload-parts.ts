/** Reads a blob from one of its bytes on. */
export type SeekableSource = (from: number) => AsyncIterable<Uint8Array>;

/** Reads a part of a blob, from one byte on and so many of them. */
export type PartReader = (first: number, length: number) => AsyncGenerator<Uint8Array>;

/** A reading of the source, and where it stands; nowhere while a part is being read from it, or after that broke off. */
interface Reading {
  readonly iterator: AsyncIterator<Uint8Array>;
  at: number | undefined;
  rest: Uint8Array | undefined;
}

async function* readPart(reading: Reading, first: number, length: number): AsyncGenerator<Uint8Array> {
  reading.at = undefined;
  let left = length;
  while (left > 0) {
    const next = reading.rest === undefined ? await reading.iterator.next() : { done: false, value: reading.rest };
    reading.rest = undefined;
    if (next.done === true) return;
    const chunk: Uint8Array = next.value;
    if (chunk.byteLength > left) reading.rest = chunk.subarray(left);
    const part = chunk.subarray(0, left);
    left -= part.byteLength;
    if (left === 0) reading.at = first + length;
    yield part;
  }
}

/**
 * Makes a reader of the parts of a blob that goes on with the stream that is open where a part follows the one before,
 * and begins another one where it does not: where a part is sent again, or goes on in its middle.
 */
export function createPartReader(source: SeekableSource): PartReader {
  let open: Reading | undefined;
  return async function* read(first, length) {
    let reading = open;
    if (reading?.at !== first) {
      // What is given up may be waiting for bytes that never come: nobody waits for it.
      reading?.iterator.return?.().catch(() => undefined);
      reading = { iterator: source(first)[Symbol.asyncIterator](), at: first, rest: undefined };
      open = reading;
    }
    yield* readPart(reading, first, length);
  };
}
