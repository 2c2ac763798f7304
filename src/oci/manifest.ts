import { quote } from '../util/safe-text.ts';
import { type Digest, explainDigest, tryParseDigest } from './digest.ts';
import {
  decodeJson,
  FormatError,
  hasProperty,
  isJsonObject,
  type JsonObject,
  objectProperty,
  optionalText,
  parseJsonText,
  property,
  requireExactKeys,
  requireUniqueKeys,
  stringMap,
  stringProperty,
} from './json.ts';
import { bareMediaType, contentKind, isSchema1, OCI_INDEX, OCI_MANIFEST } from './media-type.ts';

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

/** An artifact manifest, as registries took it before image-spec 1.1: blobs, and neither config nor layers. */
interface ArtifactManifest extends ManifestFields {
  readonly kind: 'artifact';
  readonly blobs: readonly Descriptor[];
}

/** A parsed manifest. The bytes that it came from, not this view, are what is promoted. */
export type Manifest = IndexManifest | ImageManifest | ArtifactManifest;

/** Thrown for a manifest of a type that is not known here: nobody can say what it refers to. */
export class UnknownTypeError extends FormatError {
  /** As it is written; foreign text. */
  readonly mediaType: string;

  constructor(message: string, mediaType: string, remedy?: string) {
    super(message, remedy);
    this.mediaType = mediaType;
  }
}

function parseList(object: JsonObject, key: string): readonly Descriptor[] {
  if (!hasProperty(object, key)) return [];
  const value = property(object, key);
  if (!Array.isArray(value)) throw new FormatError(`its ${key} are not an array`);
  return value.map(parseDescriptor);
}

/** Finds what a document is by its content alone; undefined if it has nothing that tells, or two things that do. */
function findShape(object: JsonObject, declared: string): Manifest['kind'] | undefined {
  const has = (key: string): boolean => hasProperty(object, key);
  const isManifest = has('layers') || has('config');
  const shapes = [
    ...(has('manifests') ? ['index' as const] : []),
    ...(isManifest ? ['manifest' as const] : []),
    ...(has('blobs') && contentKind(declared) === 'artifact' ? ['artifact' as const] : []),
  ];
  if (shapes.length > 0) return shapes.length === 1 ? shapes[0] : undefined;
  // An empty list may be left out, or null; then only the type tells.
  const kind = contentKind(declared);
  return kind === 'artifact' || (kind === 'index' && hasListNamed(object, 'manifests')) ? kind : undefined;
}

/** Whether a document names its own type, or has an empty list as Go writes it: then that is what it is. */
function hasListNamed(object: JsonObject, key: string): boolean {
  return Object.hasOwn(object, key) || optionalText(object, 'mediaType') !== undefined;
}

/** The types under which a manifest was handed over. */
interface ManifestTypes {
  /** The answer's Content-Type, or the media type of the descriptor that led here. */
  readonly contentType: string;
  /** What it is taken for if neither the document nor the Content-Type says: what the index calls it. */
  readonly assumed?: string;
}

/** Finds the media type that header and body agree on; a document that two readers could take for two things is refused (CVE-2021-41190). */
function agreedMediaType(object: JsonObject, { contentType, assumed }: ManifestTypes): string {
  const header = bareMediaType(contentType);
  const own = optionalText(object, 'mediaType');
  if (own === undefined && hasProperty(object, 'mediaType') && property(object, 'mediaType') !== '')
    throw new FormatError('its mediaType is not a string');
  const isKnown = contentKind(header) !== 'blob';
  const declared = own !== undefined ? bareMediaType(own) : isKnown ? header : bareMediaType(assumed ?? '');
  if (isSchema1(header) || hasProperty(object, 'fsLayers')) {
    const reason = 'it is of Docker schema 1, which registries no longer take';
    const remedy = 'build the image again with a current BuildKit, Buildah or Kaniko, and push that';
    throw new UnknownTypeError(reason, isSchema1(header) ? header : declared, remedy);
  }
  const shape = findShape(object, declared);
  if (shape === undefined) {
    const reason = 'it is neither an index nor a manifest';
    const named = declared === '' ? header : declared;
    if (contentKind(named) !== 'blob' || !named.includes('manifest')) throw new FormatError(reason);
    throw new UnknownTypeError(`${reason}, but of the type ${quote(named)}`, named);
  }
  if (own !== undefined && isKnown && declared !== header) {
    throw new FormatError(`its mediaType differs from the Content-Type ${quote(header)}`);
  }
  const mediaType = declared !== '' ? declared : shape === 'index' ? OCI_INDEX : OCI_MANIFEST;
  if (contentKind(mediaType) !== shape) {
    const reason = `its content does not fit its media type ${quote(mediaType)}`;
    throw contentKind(mediaType) === 'blob' ? new UnknownTypeError(reason, mediaType) : new FormatError(reason);
  }
  return mediaType;
}

/**
 * Parses the bytes of a manifest or index.
 *
 * @param types the Content-Type, or more of what is known of its type.
 * @throws {FormatError} if the document is malformed, or where it could be read as two different images.
 */
export function parseManifest(bytes: Uint8Array, types: string | ManifestTypes): Manifest {
  const text = decodeJson(bytes, 'it is not UTF-8 text, as JSON has to be');
  const object = parseJsonText(text);
  requireUniqueKeys(text);
  requireExactKeys(object);
  const mediaType = agreedMediaType(object, typeof types === 'string' ? { contentType: types } : types);
  const kind = contentKind(mediaType);
  if (kind !== 'artifact' && property(object, 'schemaVersion') !== 2) {
    throw new FormatError('its schemaVersion is not 2');
  }
  const artifactType = optionalText(object, 'artifactType');
  const fields = {
    mediaType,
    annotations: stringMap(property(object, 'annotations')),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(hasProperty(object, 'subject') ? { subject: parseDescriptor(property(object, 'subject')) } : {}),
  };
  if (kind === 'index') return { kind, manifests: parseList(object, 'manifests'), ...fields };
  if (kind === 'artifact') return { kind, blobs: parseList(object, 'blobs'), ...fields };
  const config = parseDescriptor(property(object, 'config'));
  return { kind: 'manifest', config, layers: parseList(object, 'layers'), ...fields };
}

/** What points at content: its type, digest and size (image-spec, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations: ReadonlyMap<string, string>;
  /** The content itself, in base64, where it is embedded; nothing of it was checked. */
  readonly data?: string;
  /** `os/architecture[/variant]`, where the descriptor names a platform. */
  readonly platform?: string;
}

function parsePlatform(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const parts = ['os', 'architecture', 'variant'].map((key) => stringProperty(value, key));
  return parts.filter((part) => part !== undefined && part !== '').join('/') || undefined;
}

/**
 * Parses a descriptor.
 *
 * @throws {FormatError} if a required property is missing or malformed.
 */
export function parseDescriptor(value: unknown): Descriptor {
  if (!isJsonObject(value)) throw new FormatError('a descriptor in it is not an object');
  const mediaType = stringProperty(value, 'mediaType');
  requireExactKeys(value);
  const written = stringProperty(value, 'digest') ?? '';
  const digest = tryParseDigest(written);
  const size = property(value, 'size');
  if (mediaType === undefined) throw new FormatError('a descriptor in it has no mediaType');
  if (digest === undefined) throw new FormatError(`a descriptor in it has a digest that ${explainDigest(written)}`);
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw new FormatError('a descriptor in it has no valid size');
  }
  const artifactType = optionalText(value, 'artifactType');
  const data = stringProperty(value, 'data');
  const platform = parsePlatform(objectProperty(value, 'platform'));
  return {
    mediaType,
    digest,
    size,
    annotations: stringMap(property(value, 'annotations')),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(data === undefined || data === '' ? {} : { data }),
    ...(platform === undefined ? {} : { platform }),
  };
}
