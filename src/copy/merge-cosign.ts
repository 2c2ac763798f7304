import { type Digest, digestOf } from '../oci/digest.ts';
import { isJsonObject, type JsonObject, objectProperty, parseJsonObject, property } from '../oci/json.ts';
import type { StoredManifest } from '../registry/manifests.ts';

/** Tells layers of cosign's manifests apart: several signatures have the same payload, and differ in their annotations. */
function identify(layer: unknown): string {
  if (!isJsonObject(layer)) return JSON.stringify(layer);
  const annotations = property(layer, 'annotations');
  const entries = isJsonObject(annotations) ? Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
  return JSON.stringify([property(layer, 'digest'), entries]);
}

function layersOf(document: JsonObject): readonly unknown[] {
  const layers = property(document, 'layers');
  return Array.isArray(layers) ? layers : [];
}

/**
 * Joins what stands under one of cosign's tags in source and destination: each keeps its signatures.
 *
 * Where one holds all that the other does, it is taken as it is. Otherwise the destination's manifest gets the layers
 * that it lacks, as cosign itself adds a signature; nothing refers to these manifests by digest.
 *
 * @param dead blobs that the destination no longer has: what refers to them is left out.
 * @returns the manifest to be written under the tag; undefined where the destination has all of it.
 * @throws {FormatError} where one of them is no manifest.
 */
export function mergeCosign(
  source: StoredManifest,
  destination: StoredManifest,
  dead: ReadonlySet<Digest> = new Set(),
): StoredManifest | undefined {
  const theirs = parseJsonObject(destination.bytes);
  const document = parseJsonObject(source.bytes);
  const isDead = (descriptor: unknown): boolean =>
    isJsonObject(descriptor) && (dead as ReadonlySet<unknown>).has(property(descriptor, 'digest'));
  const ours = layersOf(document);
  const living = layersOf(theirs).filter((layer) => !isDead(layer));
  const known = new Set(living.map(identify));
  const added = ours.filter((layer) => !known.has(identify(layer)));
  if (added.length === 0 && dead.size === 0) return undefined;
  const brought = new Set(ours.map(identify));
  if (living.every((layer) => brought.has(identify(layer)))) return source;
  const base = isDead(objectProperty(theirs, 'config')) ? document : theirs;
  const bytes = Buffer.from(JSON.stringify({ ...base, layers: [...living, ...added] }));
  return { mediaType: destination.mediaType, digest: digestOf(bytes), bytes };
}
