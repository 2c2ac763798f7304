import { objectProperty, property, stringMap } from '../oci/json.ts';
import type { Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { type ReadableImage, type RepresentativeConfig, readConfig } from './config.ts';
import type { Graph } from './graph.ts';
import { type ImageLabels, joinImageLabels } from './labels.ts';

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
