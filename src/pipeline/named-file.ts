import type { ReferredFiles } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import type { Field } from './field.ts';

/** The bytes of a file that the pipeline file names; undefined if it cannot be read, which is noted. */
export function bytesOf(
  { what, path, kind = 'file' }: Readonly<{ what: string; path: string; kind?: string }>,
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
