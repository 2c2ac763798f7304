import { type Digest, tryParseDigest } from '../../oci/digest.ts';
import { FormatError, isJsonObject, type JsonObject, property } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { decodeDigestSet } from '../statement.ts';

/** RFC 3339 in UTC, as `Date.toISOString` writes it. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** Reads a property that may be missing or null, but never of another type. */
export function optional<T>(object: JsonObject, key: string, is: (value: unknown) => value is T): T | undefined {
  const value = property(object, key) ?? undefined;
  if (value === undefined || is(value)) return value;
  throw new FormatError(`its ${quote(key)} is of the wrong type`);
}

/** @throws {FormatError} if it is missing, null, or of another type. */
export function required<T>(object: JsonObject, key: string, is: (value: unknown) => value is T): T {
  const value = optional(object, key, is);
  if (value === undefined) throw new FormatError(`it lacks ${quote(key)}`);
  return value;
}

/** For `optional` and `required`. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** For `optional` and `required`. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** For `optional` and `required`. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

/** For `optional` and `required`. */
export function isOneOf<const Text>(...allowed: readonly Text[]) {
  return (value: unknown): value is Text => allowed.some((each) => each === value);
}

function isObjects(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isJsonObject);
}

/** Reads the objects of a list. */
export function objects(object: JsonObject, key: string): readonly JsonObject[] | undefined {
  return optional(object, key, isObjects);
}

/** Reads the texts of an object that it has, under the same keys. */
export function texts<K extends string>(object: JsonObject, keys: readonly K[]): { readonly [each in K]?: string } {
  const found: { [each in K]?: string } = {};
  for (const key of keys) {
    const value = optional(object, key, isText);
    if (value !== undefined) found[key] = value;
  }
  return found;
}

/** @throws {FormatError} if it is missing, or is not a time in UTC. */
export function readTime(object: JsonObject, key: string): Date {
  const text = required(object, key, isText);
  const time = new Date(TIME.test(text) ? text : Number.NaN);
  if (Number.isNaN(time.getTime())) throw new FormatError(`its ${key} ${quote(text)} is not a time in UTC`);
  return time;
}

/** Reads the digest of `{"digest": {…}}`: exactly one, so that no two readers use different ones. */
export function readDigest(object: JsonObject): Digest {
  const [digest, ...others] = decodeDigestSet(required(object, 'digest', isJsonObject));
  if (digest === undefined || others.length > 0) throw new FormatError('a reference in it does not have one digest');
  return digest;
}

/** Reads what each tag pointed at before. */
export function readReplaced(object: JsonObject): ReadonlyMap<string, Digest> {
  const replaced = optional(object, 'replaced', isJsonObject) ?? {};
  return new Map(
    Object.entries(replaced).map(([tag, value]) => {
      const digest = isText(value) ? tryParseDigest(value) : undefined;
      if (digest === undefined) throw new FormatError(`it has no digest of what the tag ${quote(tag)} was before`);
      return [tag, digest];
    }),
  );
}

/**
 * Reads what gates said, each with `id` and `result`; undefined if there is none. What another version writes in another
 * way proves nothing, and does not make the rest of the record unreadable.
 */
export function decodeGateChecks(predicate: JsonObject): readonly JsonObject[] | undefined {
  const checks = (objects(predicate, 'checks') ?? []).filter((each) =>
    ['id', 'result'].every((key) => isText(property(each, key))),
  );
  return checks.length === 0 ? undefined : checks;
}
