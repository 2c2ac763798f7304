import type { JsonObject } from '../../oci/json.ts';
import { parseEvidence, type Reading, readBy } from './document.ts';

/** A config has a few kilobytes; a larger one is not read (bytes). */
export const MAX_CONFIG = 4 * 1024 * 1024;

/** Parses the blob of a config: not too large, every key once. */
export function parseConfigBlob(bytes: Uint8Array): Reading<JsonObject> {
  if (bytes.byteLength > MAX_CONFIG) return { kind: 'unreadable', reason: 'it has more than 4 MiB' };
  return readBy(parseEvidence, bytes);
}
