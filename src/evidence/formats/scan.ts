/** What a document holds, as far as its bytes tell before it is parsed. */
export interface Scan {
  /** Values, or some more: a comma in a broken document counts too. */
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

/** The start of the hash FNV-1a, and what it multiplies by. */
const [BASIS, PRIME] = [0x811c9dc5, 0x01000193];

function hashOf(text: string): number {
  let hash = BASIS;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, PRIME);
  return hash;
}

const PROTOTYPE = hashOf('__proto__');

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * Scans the bytes of a JSON document once, from left to right, without making anything of them.
 *
 * `JSON.parse` takes seconds and hundreds of megabytes for millions of empty lists or different keys, and cannot be
 * stopped; and to hold every key of every object against the others takes longer than to parse them. Keys are told apart
 * by their hashes: those that may be the same are for others to look at.
 */
export function scanJson(bytes: Uint8Array, limits: ScanLimits): Scan {
  // The number of a key by its hash; and by depth, in which object each key was seen last.
  const numbers = new Map<number, number>();
  const seen: Int32Array[] = [];
  const objects: number[] = [0];
  let [values, depth, deepest, serial] = [1, 0, 0, 0];
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
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth = Math.max(0, depth - 1);
    } else if (byte === QUOTE) {
      let hash = BASIS;
      let hasEscape = false;
      for (at++; at < bytes.length && bytes[at] !== QUOTE; at++) {
        if (bytes[at] === BACKSLASH) {
          hasEscape = true;
          at++;
        }
        hash = Math.imul(hash ^ (bytes[at] ?? 0), PRIME);
      }
      let next = at + 1;
      while (isSpace(bytes[next])) next++;
      if (bytes[next] === COLON) {
        const known = numbers.get(hash);
        const key = known ?? numbers.size;
        if (known === undefined) numbers.set(hash, key);
        if (numbers.size > limits.keys) break;
        seen[depth] ??= new Int32Array(limits.keys + 1);
        const last = seen[depth];
        if (hasEscape || hash === PROTOTYPE || last?.[key] === objects[depth]) isSuspicious = true;
        if (last !== undefined) last[key] = objects[depth] ?? 0;
      }
    }
    if (values > limits.values || deepest > limits.depth) break;
  }
  return { values, depth: deepest, keys: numbers.size, isSuspicious };
}
