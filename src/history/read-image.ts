import { RegistryError } from '../errors.ts';
import type { Graph } from '../image/graph.ts';
import { readGraph } from '../image/read-graph.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { readBlob } from '../registry/blobs/blobs-blobs.ts';
import type { RegistryClient } from '../registry/client.ts';
import { invalidAnswer } from '../registry/errors.ts';
import { getManifest } from '../registry/manifests.ts';
import { eachAtMost } from '../util/each-at-most.ts';
import { type Found, findManifests, namePlatforms } from './find-manifests.ts';
import type { ImageFacts, PlatformFacts } from './image-facts.ts';
import { isImageConfig, type ParsedConfig, parseConfig } from './parse-config.ts';

/** A config is a small JSON document; a larger one is not read (bytes). */
const MAX_CONFIG = 4 * 1024 * 1024;

/** All configs of an image together are never this large (bytes). */
const MAX_CONFIGS = 64 * 1024 * 1024;

/** Configs that are read at the same time. */
const AT_ONCE = 8;

async function readConfig(
  client: RegistryClient,
  repository: Repository,
  { manifest }: Found,
): Promise<ParsedConfig | undefined> {
  if (!isImageConfig(manifest.config.mediaType)) return undefined;
  const bytes = await readBlob(client, repository, { ...manifest.config, limit: MAX_CONFIG });
  try {
    return bytes === undefined ? undefined : parseConfig(bytes);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Reads the manifests of an image. */
async function readManifests(client: RegistryClient, repository: Repository, digest: Digest): Promise<Graph> {
  const fail = (reason: string, cause?: unknown): never => {
    throw new RegistryError(
      `Cannot compare ${formatRepository(repository)}@${digest}: ${reason}; promote it again, or compare one that is there`,
      { code: 'not-found', registry: client.registry, status: 404, cause },
    );
  };
  const root = (await getManifest(client, repository, digest)) ?? fail('the repository has no such image');
  try {
    return await readGraph(client, repository, root);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.code !== 'not-found') throw error;
    return fail('the repository has not all of its manifests', error);
  }
}

/**
 * Reads of an image what two of them are compared by: its manifests and configs, and no layer.
 *
 * @throws {RegistryError} where a manifest is missing or malformed, or a limit is passed.
 */
export async function readImageFacts(
  client: RegistryClient,
  repository: Repository,
  digest: Digest,
): Promise<ImageFacts> {
  const graph = await readManifests(client, repository, digest);
  const found = findManifests(graph);
  const bytes = found.reduce((sum, { manifest }) => sum + Math.min(manifest.config.size, MAX_CONFIG), 0);
  if (bytes > MAX_CONFIGS) {
    const attempt = { registry: client.registry, doing: `read ${formatRepository(repository)}@${digest}` };
    throw invalidAnswer(attempt, 'its configs are larger than 64 MiB together', 'too-large');
  }
  const all = await eachAtMost(
    AT_ONCE,
    found,
    async (each) => [each, await readConfig(client, repository, each)] as const,
  );
  const names = namePlatforms(all);
  const root = graph.nodes.get(graph.root)?.manifest;
  const indexAnnotations = root?.kind === 'index' ? root.annotations : new Map<string, string>();
  const platforms = all.map(
    ([{ manifest, ...each }, parsed], index): PlatformFacts => ({
      platform: names[index] ?? 'unknown',
      digest: each.digest,
      size: manifest.layers.reduce((sum, { size }) => sum + size, manifest.config.size),
      layers: manifest.layers.map((layer) => ({ digest: layer.digest, size: layer.size })),
      annotations: new Map([...manifest.annotations, ...indexAnnotations]),
      config: parsed?.config,
    }),
  );
  return { digest, platforms };
}
