import { quote } from '../text/safe-text.ts';
import { type Descriptor, parseDescriptor } from './descriptor.ts';
import {
  decodeJson,
  FormatError,
  type JsonObject,
  parseJsonText,
  property,
  stringMap,
  stringProperty,
} from './json.ts';
import { bareMediaType, contentKind, isSchema1, OCI_INDEX, OCI_MANIFEST } from './media-type.ts';
import { requireExactKeys, requireUniqueKeys } from './unique-keys.ts';

interface ManifestFields {
  readonly mediaType: string;
  readonly annotations: ReadonlyMap<string, string>;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
}

/** An index: manifests of several platforms, attestations, or further indexes. */
export interface IndexManifest extends ManifestFields {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
}

/** A manifest of one platform or of an artifact: a config and layers. */
export interface ImageManifest extends ManifestFields {
  readonly kind: 'manifest';
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** A parsed manifest. The bytes that it came from, not this view, are what is promoted. */
export type Manifest = IndexManifest | ImageManifest;

function parseList(object: JsonObject, key: string): readonly Descriptor[] {
  const value = property(object, key);
  if (!Array.isArray(value)) throw new FormatError(`its ${key} are no list`);
  return value.map(parseDescriptor);
}

/** Finds the media type that header and body agree on; a document that two readers could take for two things is refused (CVE-2021-41190). */
function agreedMediaType(object: JsonObject, contentType: string): string {
  const header = bareMediaType(contentType);
  const own = stringProperty(object, 'mediaType');
  if (own === undefined && property(object, 'mediaType') !== undefined)
    throw new FormatError('its mediaType is no text');
  if (isSchema1(header) || property(object, 'fsLayers') !== undefined) {
    throw new FormatError(
      'it is of Docker schema 1, which registries no longer take',
      'build the image again with a current BuildKit, Buildah or Kaniko, and push that',
    );
  }
  const isIndex = property(object, 'manifests') !== undefined;
  const isManifest = property(object, 'layers') !== undefined || property(object, 'config') !== undefined;
  if (isIndex === isManifest) throw new FormatError('it is neither an index nor a manifest');
  const known = contentKind(header) !== 'blob';
  if (own !== undefined && known && bareMediaType(own) !== header) {
    throw new FormatError(`its mediaType differs from the Content-Type ${quote(header)}`);
  }
  const mediaType = own !== undefined ? bareMediaType(own) : known ? header : isIndex ? OCI_INDEX : OCI_MANIFEST;
  if (contentKind(mediaType) !== (isIndex ? 'index' : 'manifest')) {
    throw new FormatError(`its content does not fit its media type ${quote(mediaType)}`);
  }
  return mediaType;
}

/**
 * Parses the bytes of a manifest or index.
 *
 * @param contentType the answer's Content-Type, or the media type of the descriptor that led here.
 * @throws {FormatError} where the document is malformed, or where it could be read as two different images.
 */
export function parseManifest(bytes: Uint8Array, contentType: string): Manifest {
  const text = decodeJson(bytes);
  const object = parseJsonText(text);
  requireUniqueKeys(text);
  requireExactKeys(object);
  const mediaType = agreedMediaType(object, contentType);
  if (property(object, 'schemaVersion') !== 2) throw new FormatError('its schemaVersion is not 2');
  const artifactType = stringProperty(object, 'artifactType');
  const subject = property(object, 'subject');
  const fields = {
    mediaType,
    annotations: stringMap(property(object, 'annotations')),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(subject === undefined || subject === null ? {} : { subject: parseDescriptor(subject) }),
  };
  if (contentKind(mediaType) === 'index')
    return { kind: 'index', manifests: parseList(object, 'manifests'), ...fields };
  const config = parseDescriptor(property(object, 'config'));
  return { kind: 'manifest', config, layers: parseList(object, 'layers'), ...fields };
}
