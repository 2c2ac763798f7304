import { type JsonObject, objectProperty, parseJsonObject, property, stringMap, stringProperty } from '../oci/json.ts';
import type { ImageManifest } from '../oci/manifest.ts';
import type { Repository } from '../oci/reference.ts';
import { readBlob } from '../registry/blobs/blobs.ts';
import type { BlobTracker } from '../registry/blobs/tracker.ts';
import type { RegistryClient } from '../registry/client.ts';
import { type Graph, graphPlatforms, representativeManifest } from './graph.ts';
import { type ImageLabels, joinImageLabels } from './labels.ts';

/** A config is a small JSON document; a larger one is not read for what it says (bytes). */
const MAX_CONFIG = 4 * 1024 * 1024;

/** The config that speaks for an image, and the manifest that has it. */
export interface RepresentativeConfig {
  /** Undefined if the image has no manifest of a platform. */
  readonly manifest: ImageManifest | undefined;
  /** Undefined if there is no config of an image, or none that can be read. */
  readonly config: JsonObject | undefined;
}

interface ReadableImage {
  readonly graph: Graph;
  /** Is given the config, which is not read again where it has to be copied. */
  readonly tracker?: BlobTracker | undefined;
}

function parse(bytes: Uint8Array | undefined): JsonObject | undefined {
  if (bytes === undefined) return undefined;
  try {
    return parseJsonObject(bytes);
  } catch {
    // An artifact's config need not be JSON: it says nothing then.
    return undefined;
  }
}

/**
 * Reads the config of one platform, which speaks for all.
 */
export async function readConfig(
  client: RegistryClient,
  repository: Repository,
  image: ReadableImage,
): Promise<RepresentativeConfig> {
  const manifest = representativeManifest(image.graph)?.manifest;
  if (manifest?.kind !== 'manifest') return { manifest: undefined, config: undefined };
  const isImageConfig = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/.test(
    manifest.config.mediaType,
  );
  const bytes = isImageConfig
    ? await readBlob(client, repository, { ...manifest.config, limit: MAX_CONFIG })
    : undefined;
  if (bytes !== undefined) image.tracker?.give(manifest.config.digest, bytes);
  return { manifest, config: parse(bytes) };
}

/** Finds what an image says of its origin: annotations of index and manifest, and the labels of one config. */
export function findLabels({ nodes, root }: Graph, { manifest, config }: RepresentativeConfig): ImageLabels {
  const inner = config && objectProperty(config, 'config');
  const labels = stringMap(inner && property(inner, 'Labels'));
  return joinImageLabels(nodes.get(root)?.manifest.annotations ?? new Map(), manifest, labels);
}

/** Reads what an image says of its origin, in its config too. */
export async function readImageLabels(
  client: RegistryClient,
  repository: Repository,
  image: ReadableImage,
): Promise<ImageLabels> {
  return findLabels(image.graph, await readConfig(client, repository, image));
}

/**
 * Finds the platforms of an image, such as `linux/amd64`: those that its index lists, or that of the config where there is
 * no index (image-spec, config.md).
 */
export function findPlatforms(graph: Graph, { config }: RepresentativeConfig): readonly string[] {
  const listed = graphPlatforms(graph).map(({ platform }) => platform);
  if (listed.length > 0 || config === undefined) return listed;
  const parts = ['os', 'architecture', 'variant'].map((name) => stringProperty(config, name) ?? '');
  const [os, architecture] = parts;
  return os === '' || architecture === '' ? [] : [parts.filter((part) => part !== '').join('/')];
}
