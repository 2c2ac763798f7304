import { digestAlgorithm, digestOf } from '../../oci/digest.ts';
import type { Descriptor } from '../../oci/manifest.ts';

/** The embedded content (image-spec, descriptor.md, "data"); undefined unless size and digest match. */
export function embeddedData({
  data,
  size,
  digest,
}: Pick<Descriptor, 'data' | 'size' | 'digest'>): Uint8Array | undefined {
  if (data === undefined) return undefined;
  const bytes = Buffer.from(data, 'base64');
  return bytes.byteLength === size && digestOf(bytes, digestAlgorithm(digest)) === digest ? bytes : undefined;
}
