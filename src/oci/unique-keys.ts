import { quote } from '../util/text-safe-text.ts';
import { FormatError, type JsonObject } from './json.ts';

/** Manifests are some six levels deep; a document that goes deeper than this is built to do harm. */
const MAX_DEPTH = 100;

/** The properties that say what a document is and what it refers to (image-spec, manifest.md, image-index.md, descriptor.md). */
const MEANINGFUL: ReadonlySet<string> = new Set([
  ...['schemaVersion', 'mediaType', 'artifactType', 'config', 'layers', 'manifests', 'subject', 'annotations'],
  ...['digest', 'size', 'platform', 'urls', 'data', 'fsLayers', 'history', 'signatures', 'blobs'],
]);

/** Those properties by the form that a reader takes for the same: Go's matches keys in any case, "ſ" for "s" too. */
const FOLDED = new Map([...MEANINGFUL].map((name) => [fold(name), name]));

function fold(key: string): string {
  return key.toUpperCase().toLowerCase();
}

/** Finds where the string ends that begins at a position of a valid document: the position of its closing quote. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

/**
 * Refuses a document in which an object has a key twice: one reader takes the first value, another the last, and the
 * same bytes are two images (CVE-2021-41190 is of that kind).
 *
 * @param text a document that `JSON.parse` takes; it is read once from left to right.
 * @throws {FormatError} at the first key that comes again, at whatever depth, and where there is no end of depth.
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
 *
 * @throws {FormatError} at the first such key.
 */
export function requireExactKeys(object: JsonObject): void {
  for (const key of Object.keys(object)) {
    const meant = FOLDED.get(fold(key));
    if (meant !== undefined && meant !== key) {
      throw new FormatError(`it has the key ${quote(key)}, which some readers take for "${meant}"`);
    }
  }
}
