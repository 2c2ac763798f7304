const [QUOTE, BACKSLASH] = [0x22, 0x5c];

const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);

const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * Tells whether a JSON document is nested deeper than a limit, before it is parsed.
 *
 * @param bytes UTF-8: none of the signs that count is part of another character.
 */
export function isDeeperThan(bytes: Uint8Array, limit: number): boolean {
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  for (const byte of bytes) {
    if (isEscaped) isEscaped = false;
    else if (isText) {
      if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (OPENING.has(byte) && ++depth > limit) return true;
    else if (CLOSING.has(byte)) depth--;
  }
  return false;
}
