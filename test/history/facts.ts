import type { ConfigFacts, ImageFacts, LayerFacts, PlatformFacts } from '../../src/history/image-diff.ts';
import { type Digest, digestOf } from '../../src/oci/digest.ts';

/** The digest of something that a test names. */
export function digest(name: string): Digest {
  return digestOf(name);
}

/** Layers of 1000 bytes, by their names. */
export function layers(names: string): readonly LayerFacts[] {
  return names.split(' ').flatMap((name) => (name === '' ? [] : [{ digest: digest(name), size: 1000 }]));
}

/** A config with nothing set, and what a test changes about it. */
export function config(changes: Partial<ConfigFacts> = {}): ConfigFacts {
  return {
    labels: new Map(),
    env: new Map(),
    diffIds: [],
    ...{ created: undefined, user: undefined, workingDir: undefined, entrypoint: undefined, cmd: undefined },
    ...changes,
  };
}

/** A platform whose layers are named, and hold what their names say. */
export function platform(name: string, layerNames: string, changes: Partial<PlatformFacts> = {}): PlatformFacts {
  const list = layers(layerNames);
  const facts = {
    platform: name,
    size: 100 + 1000 * list.length,
    layers: list,
    annotations: new Map(),
    config: config({ diffIds: list.map((layer) => layer.digest) }),
    ...changes,
  };
  return { digest: digest(JSON.stringify([facts, ...facts.annotations, ...(facts.config?.labels ?? [])])), ...facts };
}

/** An image of one platform, or of several. */
export function image(...platforms: readonly PlatformFacts[]): ImageFacts {
  return { digest: digest(platforms.map((each) => each.digest).join()), platforms };
}
