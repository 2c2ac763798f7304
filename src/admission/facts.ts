import { type Place, readPlatformConfig } from '../evidence/configs.ts';
import type { EvidenceRun } from '../evidence/run.ts';
import { childManifests, type Graph, type GraphNode } from '../image/graph.ts';
import { shortDigest } from '../oci/digest.ts';
import type { ImageManifest } from '../oci/manifest.ts';
import type { ImageFacts, PlatformFacts } from '../policy/gates/gate.ts';
import { configOf } from '../policy/gates/image-config.ts';

/** The length of `{}`, the config of an artifact that has none (bytes). */
const EMPTY_SIZE = 2;

/** The media types of the configs of images. */
const IMAGE_CONFIG = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/;

/** The media types of what runtimes unpack. */
const IMAGE_LAYER = /^application\/vnd\.(?:oci\.image\.layer|docker\.image\.rootfs)\./;

/**
 * Whether a runtime may run a manifest: containerd looks at the types of layers, and takes any config that names them.
 * Without a word about its type, the empty config of an artifact runs nowhere.
 */
export function mayRun({ manifest }: Pick<GraphNode, 'manifest'>): boolean {
  if (manifest.kind !== 'manifest') return false;
  const { config } = manifest;
  return IMAGE_CONFIG.test(config.mediaType) || (config.size > EMPTY_SIZE && hasImageLayers(manifest));
}

function hasImageLayers({ layers }: ImageManifest): boolean {
  return layers.some(({ mediaType }) => IMAGE_LAYER.test(mediaType));
}

/** What BuildKit attests is no platform; what has layers to unpack is one, whatever the index calls it. */
function isNoPlatform(platform: string | undefined, { manifest }: GraphNode): boolean {
  return platform === 'unknown/unknown' && manifest.kind === 'manifest' && !hasImageLayers(manifest);
}

/** A manifest of an image that a runtime may choose. */
interface PlatformNode {
  readonly node: GraphNode;
  /** What the index says; undefined if it says nothing. */
  readonly platform: string | undefined;
}

/**
 * Lists what a runtime may choose of an image: all but what its index calls `unknown/unknown` and has no layers of an image.
 * What annotations say counts for nothing here: no runtime looks at them, and what is called an attestation there would not
 * be judged.
 */
export function listPlatformNodes({ root, nodes }: Graph): readonly PlatformNode[] {
  const top = nodes.get(root);
  if (top !== undefined && top.manifest.kind !== 'index') return [{ node: top, platform: undefined }];
  const found = new Map<string, PlatformNode>();
  for (const { manifest } of nodes.values()) {
    for (const { digest, platform } of childManifests(manifest)) {
      const node = nodes.get(digest);
      if (node === undefined || node.manifest.kind === 'index' || isNoPlatform(platform, node)) continue;
      found.set(`${platform} ${digest}`, { node, platform });
    }
  }
  return [...found.values()];
}

function isNamed(platform: string | undefined): platform is string {
  return platform !== undefined && !platform.startsWith('unknown/');
}

/** Names a platform as its config does, where the index does not; never so that it would not be judged. */
function nameOf({ node, platform }: PlatformNode, config: PlatformFacts['config']): string {
  if (isNamed(platform)) return platform;
  const fallback = `manifest ${shortDigest(node.descriptor.digest)}`;
  if (config?.kind !== 'read') return fallback;
  const { digest } = node.descriptor;
  const read = configOf({
    platform: fallback,
    digest,
    configDigest: digest,
    config,
    layers: [],
    annotations: new Map(),
  });
  if (read.kind !== 'read' || read.value.os === '' || read.value.os === 'unknown') return fallback;
  const { os, architecture, variant } = read.value;
  return [os, architecture, variant].filter((part) => part !== '').join('/');
}

/** An image to be judged. */
export interface FactsSource extends Place {
  /** Without registry and environment, such as `shop/app`. */
  readonly name: string;
  /** With its tag or digest, as people know it. */
  readonly reference: string;
  /** All of its manifests: what was not read would not be judged. */
  readonly graph: Graph;
}

/**
 * Gathers what gates see of an image.
 *
 * @param withConfigs whether a gate needs them; a name that the index does not tell is in them too.
 */
export async function readFacts(
  run: EvidenceRun,
  image: FactsSource,
  { environment, withConfigs }: { readonly environment: string; readonly withConfigs: boolean },
): Promise<ImageFacts> {
  const { graph } = image;
  const root = graph.nodes.get(graph.root);
  const nodes = listPlatformNodes(graph);
  const platforms = await Promise.all(
    nodes.map(async (each): Promise<PlatformFacts | undefined> => {
      const { manifest, descriptor } = each.node;
      if (manifest.kind !== 'manifest') return undefined;
      const isNeeded = withConfigs || !isNamed(each.platform);
      const isImage = mayRun(each.node);
      const config = isNeeded && isImage ? await readPlatformConfig(run, image, manifest.config) : undefined;
      return {
        platform: nameOf(each, config),
        digest: descriptor.digest,
        configDigest: manifest.config.digest,
        config: isImage ? config : { kind: 'unreadable', reason: 'it is not the config of an image' },
        layers: manifest.layers.map(({ digest, size }) => ({ digest, size })),
        annotations: manifest.annotations,
      };
    }),
  );
  return {
    name: image.name,
    environment,
    digest: graph.root,
    kind: nodes.some(({ node }) => mayRun(node)) ? 'image' : 'artifact',
    platforms: platforms.filter((each) => each !== undefined),
    annotations: root?.manifest.annotations ?? new Map(),
  };
}
