import { isJsonObject, parseJsonObject, property, stringProperty } from '../oci/json.ts';
import { isForeignLayer } from '../oci/media-type.ts';
import type { ErrorEntry } from './error-document.ts';

/** The host of each layer, by digest, that its licence keeps elsewhere. */
export type LayersElsewhere = ReadonlyMap<string, string>;

export const CONTENT_UNKNOWN: ReadonlySet<string> = new Set([
  'BLOB_UNKNOWN',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_UNKNOWN',
]);

/** Finds the layers of a manifest that are kept elsewhere (`urls`). */
export function findLayersElsewhere(bytes: Uint8Array): LayersElsewhere {
  let layers: unknown;
  try {
    layers = property(parseJsonObject(bytes), 'layers');
  } catch {
    return new Map();
  }
  const found = new Map<string, string>();
  for (const layer of Array.isArray(layers) ? layers : []) {
    if (!isJsonObject(layer) || !isForeignLayer(stringProperty(layer, 'mediaType') ?? '')) continue;
    const urls = property(layer, 'urls');
    const first: unknown = Array.isArray(urls) ? urls[0] : undefined;
    const host = typeof first === 'string' ? (URL.parse(first)?.host ?? '') : '';
    found.set(stringProperty(layer, 'digest') ?? '', host);
  }
  return found;
}

/**
 * Finds the host of a layer kept elsewhere that a refusal is about: a registry that does not allow its address says
 * that it lacks the layer, whatever we try. Undefined for other refusals.
 */
export function findRefusedElsewhere(errors: readonly ErrorEntry[], elsewhere: LayersElsewhere): string | undefined {
  if (elsewhere.size === 0) return undefined;
  const named = errors.filter(({ code }) => CONTENT_UNKNOWN.has(code)).flatMap(({ digests }) => digests);
  const digest = named.find((each) => elsewhere.has(each));
  return digest === undefined ? undefined : elsewhere.get(digest);
}
