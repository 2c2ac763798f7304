import { stringProperty } from '../oci/json.ts';
import type { RepresentativeConfig } from './config.ts';
import { type Graph, graphPlatforms } from './graph.ts';

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
