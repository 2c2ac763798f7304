/** What a document holds, as far as its bytes tell before it is parsed. */
export interface Scan {
  /**
   * What it costs to parse, in values: some cost as much as several. A comma in a broken document counts too.
   */
  readonly values: number;
  readonly depth: number;
  /** Keys that differ from each other. */
  readonly keys: number;
  /** Whether a key may be there twice, or be one that JavaScript has another use for: then it has to be looked at whole. */
  readonly isSuspicious: boolean;
}

/** Where a scan ends early, because the document is refused anyway. */
export interface ScanLimits {
  readonly values: number;
  readonly depth: number;
  readonly keys: number;
}

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Texts of so many bytes or fewer are kept once each by V8, which takes it longer than to copy them. */
const SHORT_TEXT = 10;

/** From so many keys on, V8 keeps an object as a table of hashes. */
const MANY_KEYS = 1000;

/** What costs more than others, in values; of numbers, the digits of so many bytes. */
const COST = { shortText: 2, keyOfMany: 3, digits: 8 } as const;

/** The hash of a text is made of so many bytes: longer ones are mostly no keys (bytes). */
const HASHED = 64;

/** The start of the hash FNV-1a, and what it multiplies by. */
const [BASIS, PRIME] = [0x811c9dc5, 0x01000193];

function addToHash(hash: number, byte: number | undefined): number {
  return Math.imul(hash ^ (byte ?? 0), PRIME);
}

const PROTOTYPE = new TextEncoder().encode('__proto__').reduce(addToHash, BASIS);

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Reads texts within quotes, and knows of the last of them. */
class TextReader {
  readonly #bytes: Uint8Array;
  #hash = BASIS;
  /** How far the hash goes. */
  #hashed = 0;
  hasEscape = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Returns where the text that starts at a byte has its closing quote; the number of bytes if it has none. */
  findEnd(start: number): number {
    const bytes = this.#bytes;
    const most = Math.min(bytes.length, start + HASHED);
    let at = start;
    this.hasEscape = false;
    this.#hash = BASIS;
    for (; at < most && bytes[at] !== QUOTE; at++) {
      if (bytes[at] === BACKSLASH) {
        this.hasEscape = true;
        at++;
      }
      this.#hash = addToHash(this.#hash, bytes[at]);
    }
    this.#hashed = at;
    return at < most ? at : this.#findQuote(at);
  }

  /** Finds the next quote that no backslash stands before. */
  #findQuote(start: number): number {
    const bytes = this.#bytes;
    for (let from = start; from < bytes.length; ) {
      const quote = bytes.indexOf(QUOTE, from);
      if (quote < 0) break;
      let first = quote;
      while (first > from && bytes[first - 1] === BACKSLASH) first--;
      if ((quote - first) % 2 === 0) return quote;
      from = quote + 1;
    }
    return bytes.length;
  }

  /** The hash of the last text, which ends at a byte. */
  hashTo(end: number): number {
    for (let at = this.#hashed; at < end; at++) {
      if (this.#bytes[at] === BACKSLASH) {
        this.hasEscape = true;
        at++;
      }
      this.#hash = addToHash(this.#hash, this.#bytes[at]);
    }
    return this.#hash;
  }
}

/**
 * Scans the bytes of a JSON document once, from left to right, without making anything of them.
 *
 * `JSON.parse` takes seconds and hundreds of megabytes for millions of empty lists or different keys, and cannot be
 * stopped; and to hold every key of every object against the others takes longer than to parse them. Keys are told apart
 * by their hashes: those that may be the same are for others to look at.
 */
export function scanJson(bytes: Uint8Array, limits: ScanLimits): Scan {
  const texts = new TextReader(bytes);
  // The number of a key by its hash; by depth, in which object each key was seen last, and how many keys the object has.
  const numbers = new Map<number, number>();
  const seen: Int32Array[] = [];
  const objects: number[] = [0];
  const keyCounts: number[] = [0];
  let [values, digits, depth, deepest, serial] = [1, 0, 0, 0, 0];
  let isSuspicious = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === COMMA) {
      values++;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      values++;
      depth++;
      deepest = Math.max(deepest, depth);
      objects[depth] = ++serial;
      keyCounts[depth] = 0;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth = Math.max(0, depth - 1);
    } else if (byte === QUOTE) {
      const start = at + 1;
      at = texts.findEnd(start);
      let next = at + 1;
      while (isSpace(bytes[next])) next++;
      if (bytes[next] === COLON) {
        const hash = texts.hashTo(at);
        const known = numbers.get(hash);
        const key = known ?? numbers.size;
        if (known === undefined) numbers.set(hash, key);
        if (numbers.size > limits.keys) break;
        seen[depth] ??= new Int32Array(limits.keys + 1);
        const last = seen[depth];
        if (texts.hasEscape || hash === PROTOTYPE || last?.[key] === objects[depth]) isSuspicious = true;
        if (last !== undefined) last[key] = objects[depth] ?? 0;
        const count = (keyCounts[depth] ?? 0) + 1;
        keyCounts[depth] = count;
        if (count > MANY_KEYS) values += COST.keyOfMany - 1;
      } else if (at - start <= SHORT_TEXT) {
        values += COST.shortText - 1;
      }
      // Spaces were looked at.
      at = next - 1;
    } else if (byte !== COLON && !isSpace(byte) && ++digits % COST.digits === 0) {
      values++;
    }
    if (values > limits.values || deepest > limits.depth) break;
  }
  return { values, depth: deepest, keys: numbers.size, isSuspicious };
}
