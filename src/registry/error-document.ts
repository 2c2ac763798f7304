import { isJsonObject, type JsonObject, parseJsonObject, property, stringProperty } from '../oci/json.ts';
import { secrets } from '../util/safe-text.ts';

/** Per document: an image has fewer layers that could be missing. */
const MAX_ERRORS = 500;

/** In characters, of a registry's message. */
export const MAX_WORDS = 2000;

const DIGESTS = /sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})(?![0-9a-f])/g;

/** One error of a document that lists them (distribution-spec, "Error Codes"). */
export interface ErrorEntry {
  /** A code of the specification or the vendor's own, or empty. */
  readonly code: string;
  readonly message: string;
  /** From some vendors, instead of a message or beside it; empty if it says nothing new. */
  readonly detail: string;
  readonly digests: readonly string[];
}

/** Text (Nexus), or an object with a message (Quay); other details are for programs. */
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

/** Drops repetitions: CNCF Distribution lists one per missing layer, after one that says nothing. */
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
