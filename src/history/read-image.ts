import { RegistryError } from '../errors.ts';
import { childManifests, childrenFirst, type Graph, graphPlatforms, isAttestation } from '../image/graph.ts';
import { readGraph } from '../image/read-graph.ts';
import type { Digest } from '../oci/digest.ts';
import {
  FormatError,
  isJsonObject,
  objectProperty,
  parseJsonObject,
  property,
  stringMap,
  stringProperty,
} from '../oci/json.ts';
import type { ImageManifest } from '../oci/manifest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { readBlob } from '../registry/blobs/blobs.ts';
import type { RegistryClient } from '../registry/client.ts';
import { invalidAnswer } from '../registry/errors.ts';
import { getManifest } from '../registry/manifests.ts';
import { eachAtMost } from '../util/concurrency.ts';
import type { ConfigFacts, ImageFacts, PlatformFacts } from './image-diff.ts';

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
    throw new RegistryError({
      what: `compare ${formatRepository(repository)}@${digest}`,
      reason,
      remedy: 'promote it again, or compare one that is there',
      code: 'not-found',
      status: 404,
      cause,
    });
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
 * @throws {RegistryError} if a manifest is missing or malformed, or a limit is passed.
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
    const attempt = { registry: client.registry, what: `read ${formatRepository(repository)}@${digest}` };
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

/** A manifest of one platform, and what the index calls that. */
interface Found {
  readonly digest: Digest;
  readonly platform: string | undefined;
  readonly manifest: ImageManifest;
}

/** Finds what is compared: platforms where the index names any, else whatever is no attestation. */
export function findManifests(graph: Graph): readonly Found[] {
  // A manifest that is listed for several platforms is one of each.
  const named = Map.groupBy(graphPlatforms(graph), ({ digest }) => digest);
  const nodes = childrenFirst(graph);
  const attestations = new Set(
    nodes.flatMap(({ manifest }) => childManifests(manifest).filter(isAttestation)).map(({ digest }) => digest),
  );
  return nodes.flatMap(({ descriptor: { digest }, manifest }) => {
    if (manifest.kind !== 'manifest' || attestations.has(digest)) return [];
    const platforms = named.size === 0 ? [undefined] : (named.get(digest) ?? []).map(({ platform }) => platform);
    return platforms.map((platform) => ({ digest, platform, manifest }));
  });
}

/** Writes a platform in one way: `arm64` is `v8`, and `amd64` is `v1`, whether that is written or not. */
function canonicalPlatform(platform: string): string {
  return platform.replace(/\/arm64\/v8$/, '/arm64').replace(/\/amd64\/v1$/, '/amd64');
}

/** Gives each platform a name of its own: Windows has several images a platform, one for each of its builds. */
function namePlatforms(all: readonly (readonly [Found, ParsedConfig | undefined])[]): readonly string[] {
  const plain = all.map(([found, parsed]) => canonicalPlatform(found.platform ?? parsed?.platform ?? 'unknown'));
  const taken = new Map<string, number>();
  return plain.map((platform, index) => {
    const build = all[index]?.[1]?.osBuild;
    const isOnly = plain.indexOf(platform) === plain.lastIndexOf(platform);
    const name = isOnly || build === undefined ? platform : `${platform} (${build})`;
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** A config, and the platform that it names. */
interface ParsedConfig {
  readonly config: ConfigFacts;
  /** `os/architecture[/variant]`, where it says so. */
  readonly platform: string | undefined;
  /** Windows' build, `10.0.20348`, without the number of its update. */
  readonly osBuild: string | undefined;
}

const IMAGE_CONFIG = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/;

/** Whether a media type is that of an image's config, OCI's or Docker's. */
function isImageConfig(mediaType: string): boolean {
  return IMAGE_CONFIG.test(mediaType);
}

function strings(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === 'string');
}

function parseEnv(value: unknown): ReadonlyMap<string, string> {
  return new Map(
    (strings(value) ?? []).map((entry) => {
      const equals = entry.indexOf('=');
      return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

/** Empty and missing say the same in a config. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/**
 * Parses an image's config; what is missing or of another type counts as not set.
 *
 * @throws {FormatError} if the bytes are no JSON object.
 */
function parseConfig(bytes: Uint8Array): ParsedConfig {
  const document = parseJsonObject(bytes);
  const config = objectProperty(document, 'config') ?? {};
  const rootfs = property(document, 'rootfs');
  const lists = { entrypoint: strings(property(config, 'Entrypoint')), cmd: strings(property(config, 'Cmd')) };
  const parts = ['os', 'architecture', 'variant'].map((key) => nonEmpty(stringProperty(document, key)));
  const platform = parts.filter((part) => part !== undefined).join('/');
  return {
    platform: nonEmpty(platform),
    osBuild: /^[0-9]+\.[0-9]+\.[0-9]+/.exec(stringProperty(document, 'os.version') ?? '')?.[0],
    config: {
      labels: stringMap(property(config, 'Labels')),
      created: nonEmpty(stringProperty(document, 'created')),
      user: nonEmpty(stringProperty(config, 'User')),
      workingDir: nonEmpty(stringProperty(config, 'WorkingDir')),
      entrypoint: lists.entrypoint?.length === 0 ? undefined : lists.entrypoint,
      cmd: lists.cmd?.length === 0 ? undefined : lists.cmd,
      env: parseEnv(property(config, 'Env')),
      diffIds: isJsonObject(rootfs) ? (strings(property(rootfs, 'diff_ids')) ?? []) : [],
    },
  };
}
