import { type Digest, explainDigest, tryParseDigest } from './digest.ts';
import {
  FormatError,
  isJsonObject,
  objectProperty,
  optionalText,
  property,
  stringMap,
  stringProperty,
} from './json.ts';
import { requireExactKeys } from './unique-keys.ts';

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
 * @throws {FormatError} where a required property is missing or malformed.
 */
export function parseDescriptor(value: unknown): Descriptor {
  if (!isJsonObject(value)) throw new FormatError('a descriptor in it is no object');
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
