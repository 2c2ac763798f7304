import { isJsonObject, type JsonObject, parseJsonObject, property, stringProperty } from '../oci/json.ts';
import { secrets } from '../util/safe-text.ts';

/** So many errors of a document are looked at: an image has fewer layers that could be missing. */
const MAX_ERRORS = 500;

/** Of a registry's words so much is kept: longer ones are no words (characters). */
export const MAX_WORDS = 2000;

/** What a digest looks like wherever it stands. */
const DIGESTS = /sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})(?![0-9a-f])/g;

/** One error of a document that lists them (distribution-spec, "Error Codes"). */
export interface ErrorEntry {
  /** A code of the specification or the vendor's own; empty if there is none. */
  readonly code: string;
  readonly message: string;
  /** What some vendors say in place of a message, or beside it; empty if it says nothing new. */
  readonly detail: string;
  /** The digests that message and detail name. */
  readonly digests: readonly string[];
}

/** Reads the detail of an error: text (Nexus), or an object with a message (Quay); other details are for programs. */
function readDetail(error: JsonObject): string {
  const detail = property(error, 'detail');
  if (typeof detail === 'string') return detail;
  return isJsonObject(detail) ? (stringProperty(detail, 'message') ?? '') : '';
}

function readEntry(error: JsonObject): ErrorEntry {
  const code = stringProperty(error, 'code') ?? '';
  const message = secrets.redact(stringProperty(error, 'message') ?? '', MAX_WORDS);
  const detail = secrets.redact(readDetail(error), MAX_WORDS);
  const everything = `${message} ${JSON.stringify(property(error, 'detail') ?? '')}`;
  return {
    code: /^[A-Z_]{1,64}$/.test(code) ? code : '',
    message,
    detail: detail === message ? '' : detail,
    digests: [...new Set(everything.match(DIGESTS) ?? [])],
  };
}

/**
 * Reads the errors of a document, each of them once: CNCF Distribution gives one for each layer that it misses, and one
 * that says nothing before them.
 *
 * @returns an empty list where the bytes are no such document.
 */
export function parseErrors(bytes: Uint8Array): readonly ErrorEntry[] {
  let errors: unknown;
  try {
    errors = property(parseJsonObject(bytes), 'errors');
  } catch {
    return [];
  }
  const list: readonly unknown[] = Array.isArray(errors) ? errors.slice(0, MAX_ERRORS) : [];
  const entries = list.filter((error): error is JsonObject => isJsonObject(error)).map(readEntry);
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}
