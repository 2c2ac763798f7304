import { parseJsonObject, property, stringMap } from '../../oci/json.ts';
import type { Repository } from '../../oci/repository.ts';
import { type ImageLabels, joinImageLabels } from '../../provenance/image-labels.ts';
import { readBlob } from '../../registry/blobs/blobs.ts';
import type { RegistryClient } from '../../registry/registry-client.ts';
import type { BlobLedger } from '../copy/blob-ledger.ts';
import { type Graph, representativeManifest } from '../graph/graph.ts';

/** A config is a small JSON document; a larger one is not read for its labels (bytes). */
const MAX_CONFIG = 4 * 1024 * 1024;

function parseConfigLabels(bytes: Uint8Array | undefined): ReadonlyMap<string, string> {
  if (bytes === undefined) return new Map();
  try {
    const config = property(parseJsonObject(bytes), 'config');
    return typeof config === 'object' && config !== null && 'Labels' in config ? stringMap(config.Labels) : new Map();
  } catch {
    // An artifact's config need not be JSON: it has no labels then.
    return new Map();
  }
}

/**
 * Reads what an image says of its origin: annotations of index and manifest, and the labels of one config.
 *
 * @param image the ledger is given the config, which is not read again where it has to be copied.
 */
export async function readImageLabels(
  client: RegistryClient,
  repository: Repository,
  image: { readonly graph: Graph; readonly ledger?: BlobLedger | undefined },
): Promise<ImageLabels> {
  const { graph, ledger } = image;
  const root = graph.nodes.get(graph.root);
  const manifest = representativeManifest(graph)?.manifest;
  const platform = manifest?.kind === 'manifest' ? manifest : undefined;
  const isImageConfig =
    platform !== undefined &&
    /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/.test(platform.config.mediaType);
  const config = isImageConfig
    ? await readBlob(client, repository, { ...platform.config, limit: MAX_CONFIG })
    : undefined;
  if (config !== undefined && platform !== undefined) ledger?.give(platform.config.digest, config);
  return joinImageLabels(root?.manifest.annotations ?? new Map(), platform, parseConfigLabels(config));
}
