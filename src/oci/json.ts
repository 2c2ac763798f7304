/** An object that came from outside: its values are unknown until a reader below has looked at them. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Thrown by the readers of this folder: says in a clause what is wrong with a document. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  /** What to do about it, where that is known better than from where the document came. */
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** Tells whether a value is a JSON object (no array, no null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses UTF-8 bytes as a JSON object.
 *
 * @throws {FormatError} where the bytes are no UTF-8, no JSON or no object.
 */
export function parseJsonObject(bytes: Uint8Array): JsonObject {
  return parseJsonText(decodeJson(bytes));
}

/**
 * Decodes the bytes of a JSON document; a byte order mark stays, which no JSON parser takes.
 *
 * @param reason what the error says of bytes that are no UTF-8.
 * @throws {FormatError} where they are no UTF-8.
 */
export function decodeJson(bytes: Uint8Array, reason = 'it is not valid JSON'): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FormatError(reason);
  }
}

/**
 * Parses a text as a JSON object.
 *
 * @throws {FormatError} where it is no JSON or no object.
 */
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

/** Reads a property by its own name: never one that the prototype has. */
export function property(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Reads a string property; undefined where it is missing or of another type. */
export function stringProperty(object: JsonObject, key: string): string | undefined {
  const value = property(object, key);
  return typeof value === 'string' ? value : undefined;
}

/**
 * Reads an optional text: Go's writers leave it out, or write it as null or empty, and mean the same.
 *
 * @returns undefined if it says nothing, or is of another type.
 */
export function optionalText(object: JsonObject, key: string): string | undefined {
  return stringProperty(object, key) || undefined;
}

/** Tells whether an object has a property that says something: null is as good as none. */
export function hasProperty(object: JsonObject, key: string): boolean {
  const value = property(object, key);
  return value !== undefined && value !== null;
}

/** Reads an object property; undefined where it is missing or of another type. */
export function objectProperty(object: JsonObject, key: string): JsonObject | undefined {
  const value = property(object, key);
  return isJsonObject(value) ? value : undefined;
}

/** Reads a map of strings, such as annotations; entries of other types are left out. */
export function stringMap(value: unknown): ReadonlyMap<string, string> {
  if (!isJsonObject(value)) return new Map();
  return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
