import type { ReferredFiles } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import type { Field } from './field.ts';

/** A file that the pipeline file names, in words. */
interface NamedFile {
  /** Such as "key". */
  readonly what: string;
  readonly path: string;
  /** Which kind of file is to be named: "file" unless it says otherwise. */
  readonly kind?: string;
}

/** Returns the bytes of a file that the pipeline file names; undefined if it cannot be read, which is noted. */
export function bytesOf(
  { what, path, kind = 'file' }: NamedFile,
  field: Field,
  files: ReferredFiles,
): Uint8Array | undefined {
  const file = files.get(path);
  if (file?.kind === 'read') return file.bytes;
  const reason = file?.reason ?? 'it was not read';
  return field.refuse(`the ${what} ${quote(path)} cannot be read: ${reason}; name a ${kind} of the repository`);
}

/** Whether a text is a JSON object. */
export function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
