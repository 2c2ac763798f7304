import { type Digest, tryParseDigest } from '../../oci/digest.ts';
import {
  decodeJson,
  FormatError,
  isJsonObject,
  type JsonObject,
  parseJsonText,
  property,
  requireUniqueKeys,
  stringProperty,
} from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { scanJson } from './scan.ts';

/** The largest piece of evidence that is read (bytes). */
export const MAX_EVIDENCE = 32 * 1024 * 1024;

/** What is not parsed, as it would take more time and memory than a run may have. */
const LIMITS = { values: 1_250_000, depth: 100, keys: 20_000 } as const;

/** A piece of evidence after an attempt to read it. */
export type Reading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  /** It is not there, such as a scan that the registry did not make. */
  | { readonly kind: 'absent'; readonly reason: string }
  /** It cannot be fetched or understood: nothing follows from it. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads evidence by a parser: what it refuses is unreadable, and the gate says so. */
export function readBy<Source, Value>(parse: (source: Source) => Value, source: Source): Reading<Value> {
  try {
    return { kind: 'read', value: parse(source) };
  } catch (error) {
    if (error instanceof FormatError) return { kind: 'unreadable', reason: error.message };
    throw error;
  }
}

/**
 * Parses a piece of evidence as a JSON object, within limits of size, depth and number, every key once.
 *
 * @param isLast whether nobody needs the bytes any more: then their memory is given back before the text is parsed.
 * @throws {FormatError} if it cannot be read so.
 */
export function parseEvidence(bytes: Uint8Array, isLast = false): JsonObject {
  if (bytes.byteLength > MAX_EVIDENCE) {
    const size = (bytes.byteLength / 1024 / 1024).toFixed(0);
    throw new FormatError(`it has ${size} MiB and may have 32`, 'attach one without descriptions');
  }
  const { values, depth, keys, isSuspicious } = scanJson(bytes, LIMITS);
  if (values > LIMITS.values)
    throw new FormatError('it has more than 1,250,000 values, where short texts and long numbers count as several');
  if (depth > LIMITS.depth) throw new FormatError('it is nested more than 100 levels deep');
  if (keys > LIMITS.keys) throw new FormatError('it has more than 20,000 different keys');
  const text = decodeJson(bytes);
  if (isLast) giveBack(bytes);
  const document = parseJsonText(text);
  if (!isSuspicious) return document;
  requireUniqueKeys(text);
  if (hasPrototypeKey(document)) throw new FormatError('it has the key "__proto__"');
  return document;
}

/** What others still refer to is collected too late: it is taken away from all of them. */
function giveBack({ buffer, byteOffset }: Uint8Array): void {
  // A small buffer may be a part of one that is shared.
  if (byteOffset === 0 && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

function hasPrototypeKey(document: JsonObject): boolean {
  const open: unknown[] = [document];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value) && Object.hasOwn(value, '__proto__')) return true;
    for (const each of Object.values(value)) if (typeof each === 'object' && each !== null) open.push(each);
  }
  return false;
}

/** Why something that is listed cannot be read: it may be there in a moment. */
export const LACKING = 'the registry lacks it';

/** What to do about something that cannot be read, of which the registry may only lack a part for now. */
export function cureFor(reason: string, cure: string): string {
  return reason === LACKING ? `try again; if it stays away, ${cure}` : cure;
}

/** An instant as RFC 3339 writes it, whose fraction may have any number of digits. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,12})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a time; undefined if there is none, or Go's zero time, which means the same.
 *
 * @throws {FormatError} if it is another text.
 */
export function timeProperty(object: JsonObject, key: string): Date | undefined {
  const value = property(object, key);
  if (value === undefined || value === null || value === '') return undefined;
  const time = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new FormatError(`its ${key} is not a time`);
  return typeof value === 'string' && value.startsWith('0001-01-01T') ? undefined : new Date(time);
}

/** Returns what is there of several values. */
export function present<Value>(...values: readonly (Value | undefined)[]): readonly Value[] {
  return values.filter((value) => value !== undefined);
}

/**
 * Reads a list of objects; null and a missing one are empty, as Go writes empty lists.
 *
 * @throws {FormatError} if it is something else, or holds something else.
 */
export function objectList(object: JsonObject, key: string): readonly JsonObject[] {
  return listOf(object, key, isJsonObject, 'objects');
}

/** Reads a list of texts, as {@link objectList} does. */
export function textList(object: JsonObject, key: string): readonly string[] {
  return listOf(object, key, (value) => typeof value === 'string', 'texts');
}

function listOf<Item>(
  object: JsonObject,
  key: string,
  isItem: (value: unknown) => value is Item,
  kind: string,
): readonly Item[] {
  const value = property(object, key) ?? [];
  if (!Array.isArray(value) || !value.every(isItem)) throw new FormatError(`its ${key} is not a list of ${kind}`);
  return value;
}

/**
 * Reads a text that has to be there.
 *
 * @param owner what lacks it, such as "a finding".
 * @throws {FormatError} if it is missing, empty or longer than any name.
 */
export function requiredText(object: JsonObject, key: string, owner: string): string {
  const text = stringProperty(object, key) ?? '';
  if (text === '') throw new FormatError(`it has ${owner} without ${key}`);
  if (text.length > 2000) throw new FormatError(`it has ${owner} whose ${key} has more than 2,000 characters`);
  return text;
}

/**
 * Reads a digest; undefined if there is none.
 *
 * @throws {FormatError} if it is another text.
 */
export function digestProperty(object: JsonObject, key: string): Digest | undefined {
  const text = stringProperty(object, key) ?? '';
  if (text === '') return undefined;
  const digest = tryParseDigest(text);
  if (digest === undefined) throw new FormatError(`its ${key} is ${quote(text, 80)}, which is not a digest`);
  return digest;
}

/** Reads a list of digests; anything else among them is an error. */
export function digestList(texts: readonly string[], key: string): readonly Digest[] {
  return texts.map((text) => {
    const digest = tryParseDigest(text);
    if (digest === undefined) throw new FormatError(`its ${key} has ${quote(text, 80)}, which is not a digest`);
    return digest;
  });
}
