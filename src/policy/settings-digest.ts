import { type Digest, digestOf } from '../oci/digest.ts';

/** Writes a value so that equal settings are equal texts: keys in order, maps as objects, patterns as they are written. */
function canonical(value: unknown): unknown {
  if (value instanceof Map) return canonical(Object.fromEntries(value));
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, canonical(each)]));
}

/**
 * The digest of what a gate judges by, which `verify` compares with the pipeline file. `since` is left out, because it
 * changes no verdict.
 */
export function digestOfSettings(settings: object): Digest {
  return digestOf(JSON.stringify(canonical({ ...settings, since: undefined })));
}
