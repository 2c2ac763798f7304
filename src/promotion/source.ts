import { PolicyError, RegistryError } from '../errors.ts';
import { type Digest, digestAlgorithm } from '../oci/digest.ts';
import { parseJsonObject, property, stringMap } from '../oci/json.ts';
import { formatReference, type Reference } from '../oci/reference.ts';
import type { Repository } from '../oci/repository.ts';
import { type ImageLabels, joinImageLabels } from '../provenance/image-labels.ts';
import { readBlob } from '../registry/blobs/blobs.ts';
import { getManifest, type StoredManifest } from '../registry/manifests.ts';
import type { RegistryClient } from '../registry/registry-client.ts';
import type { BlobLedger } from './copy/blob-ledger.ts';
import { type Graph, representativeManifest } from './graph/graph.ts';

/** A config is a small JSON document; a larger one is not read for its labels (bytes). */
const MAX_CONFIG = 4 * 1024 * 1024;

/**
 * Resolves the source once: everything after goes by its digest.
 *
 * @throws {RegistryError} where the source does not exist.
 * @throws {PolicyError} where it is not the image that was expected.
 */
export async function resolveSource(
  client: RegistryClient,
  from: Reference,
  expected: Digest | undefined,
): Promise<StoredManifest> {
  const reference = from.kind === 'tag' ? from.tag : (from.tag ?? from.digest);
  const wanted = [from.kind === 'digest' ? from.digest : undefined, expected].filter((digest) => digest !== undefined);
  const root = await getManifest(client, from.repository, reference, wanted[0] && digestAlgorithm(wanted[0]));
  if (root === undefined) {
    throw new RegistryError(
      `Cannot promote ${formatReference(from)}: there is no such image; check the name and tag, and that the credentials may read it`,
      { code: 'not-found', registry: client.registry, status: 404 },
    );
  }
  const other = wanted.find((digest) => digest !== root.digest);
  if (other !== undefined) {
    throw new PolicyError(
      `Cannot promote ${formatReference(from)}: it has the digest ${root.digest} and not ${other}; promote by the digest that was tested, or correct what is expected`,
    );
  }
  return root;
}

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
