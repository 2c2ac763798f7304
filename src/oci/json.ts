import { quote } from '../util/safe-text.ts';

/** An object that came from outside: its values are unknown until a reader below has looked at them. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Says in a clause what is wrong with a document. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  /** Undefined if the caller knows better what to do about it. */
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** What a function makes of bytes from outside; undefined if they are malformed. */
export function tryParse<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Whether a value is a JSON object (no array, no null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws {FormatError} if the bytes are not UTF-8, not JSON or not an object. */
export function parseJsonObject(bytes: Uint8Array): JsonObject {
  return parseJsonText(decodeJson(bytes));
}

/** Keeps a byte order mark, which no JSON parser takes. @throws {FormatError} with the reason for what is not UTF-8. */
export function decodeJson(bytes: Uint8Array, reason = 'it is not valid JSON'): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FormatError(reason);
  }
}

/** @throws {FormatError} if a text is not JSON, or not an object. */
export function parseJsonText(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FormatError('it is not valid JSON');
  }
  if (!isJsonObject(value)) throw new FormatError('it is not a JSON object');
  return value;
}

/** Never a property of the prototype. */
export function property(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Undefined if it is missing or of another type. */
export function stringProperty(object: JsonObject, key: string): string | undefined {
  const value = property(object, key);
  return typeof value === 'string' ? value : undefined;
}

/** Undefined also if it is empty: Go's writers leave a text out, or write it as null or empty, and mean the same. */
export function optionalText(object: JsonObject, key: string): string | undefined {
  return stringProperty(object, key) || undefined;
}

/** Whether an object has a property that says something: null is as good as none. */
export function hasProperty(object: JsonObject, key: string): boolean {
  const value = property(object, key);
  return value !== undefined && value !== null;
}

/** Undefined if it is missing or of another type. */
export function objectProperty(object: JsonObject, key: string): JsonObject | undefined {
  const value = property(object, key);
  return isJsonObject(value) ? value : undefined;
}

/** Entries of other types are left out. */
export function stringMap(value: unknown): ReadonlyMap<string, string> {
  if (!isJsonObject(value)) return new Map();
  return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Manifests are some six levels deep; a document that goes deeper than this is built to do harm. */
const MAX_DEPTH = 100;

/** What a document is and refers to (image-spec, manifest.md, image-index.md, descriptor.md). */
const MEANINGFUL: ReadonlySet<string> = new Set([
  ...['schemaVersion', 'mediaType', 'artifactType', 'config', 'layers', 'manifests', 'subject', 'annotations'],
  ...['digest', 'size', 'platform', 'urls', 'data', 'fsLayers', 'history', 'signatures', 'blobs'],
]);

/** Those properties by the form that a reader takes for the same: Go's matches keys in any case, "ſ" for "s" too. */
const FOLDED = new Map([...MEANINGFUL].map((name) => [fold(name), name]));

function fold(key: string): string {
  return key.toUpperCase().toLowerCase();
}

/** The position of the closing quote of a string, in a valid document. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

/**
 * Refuses a document in which an object has a key twice: one reader takes the first value, another the last, and the
 * same bytes are two images (CVE-2021-41190 is of that kind).
 *
 * @param text a document that `JSON.parse` takes.
 * @throws {FormatError} at the first key that comes again, at whatever depth, or if a document is nested too deep.
 */
export function requireUniqueKeys(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let isKey = false;
  for (let position = 0; position < text.length; position++) {
    if (open.length > MAX_DEPTH) throw new FormatError(`it is nested more than ${MAX_DEPTH} levels deep`);
    switch (text[position]) {
      case '{':
        open.push(new Set());
        isKey = true;
        break;
      case '[':
        open.push(undefined);
        isKey = false;
        break;
      case '}':
      case ']':
        open.pop();
        isKey = false;
        break;
      case ',':
        isKey = open.at(-1) !== undefined;
        break;
      case '"': {
        const start = position;
        position = endOfString(text, start);
        if (!isKey) break;
        isKey = false;
        const literal = text.slice(start, position + 1);
        const keys = open.at(-1);
        const key = literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
        if (keys?.has(key)) throw new FormatError(`it has the key ${quote(key)} twice in one object`);
        keys?.add(key);
        break;
      }
    }
  }
}

/**
 * Refuses an object that spells a property of the specification in another way, such as `Manifests`: it means nothing
 * here, but readers that ignore the case, as Go's do, would see another image.
 */
export function requireExactKeys(object: JsonObject): void {
  for (const key of Object.keys(object)) {
    const meant = FOLDED.get(fold(key));
    if (meant !== undefined && meant !== key) {
      throw new FormatError(`it has the key ${quote(key)}, which some readers take for "${meant}"`);
    }
  }
}
