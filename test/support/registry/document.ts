import { RegistryFault } from './errors.ts';
import { isDigest } from './grammar.ts';

/** What a manifest says about content it refers to (image-spec, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** A manifest or an index, as far as the registry looks into it. */
export interface ManifestDocument {
  readonly mediaType: string | undefined;
  readonly artifactType: string | undefined;
  readonly config: Descriptor | undefined;
  readonly layers: readonly Descriptor[] | undefined;
  readonly manifests: readonly Descriptor[] | undefined;
  readonly subject: Descriptor | undefined;
  readonly annotations: Readonly<Record<string, unknown>> | undefined;
}

function invalid(reason: string): never {
  throw new RegistryFault('MANIFEST_INVALID', reason);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return invalid('the manifest is not JSON');
  }
}

function readText(value: unknown, where: string): string | undefined {
  return value === undefined || typeof value === 'string' ? value : invalid(`${where} is not a text`);
}

function readDescriptor(value: unknown, where: string): Descriptor {
  if (!isObject(value)) return invalid(`${where} is not a descriptor`);
  const { mediaType, digest, size } = value;
  if (typeof mediaType !== 'string' || mediaType === '') return invalid(`${where} has no media type`);
  if (typeof digest !== 'string' || !isDigest(digest)) return invalid(`${where} has no valid digest`);
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return invalid(`${where} has no valid size`);
  return { mediaType, digest, size };
}

function readList(value: unknown, where: string): readonly Descriptor[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return invalid(`${where} is not a list`);
  return value.map((item, position) => readDescriptor(item, `${where}[${position}]`));
}

/**
 * Reads a manifest or an index.
 *
 * @throws {RegistryFault} where it is not JSON, is not of schema version 2, or a descriptor is malformed.
 */
export function readDocument(bytes: Uint8Array): ManifestDocument {
  const json = parseJson(bytes);
  if (!isObject(json)) return invalid('the manifest is not a JSON object');
  if (json['schemaVersion'] !== 2) return invalid('the schema version is not 2');
  const { config, subject, annotations } = json;
  return {
    mediaType: readText(json['mediaType'], 'mediaType'),
    artifactType: readText(json['artifactType'], 'artifactType'),
    config: config === undefined ? undefined : readDescriptor(config, 'config'),
    layers: readList(json['layers'], 'layers'),
    manifests: readList(json['manifests'], 'manifests'),
    subject: subject === undefined ? undefined : readDescriptor(subject, 'subject'),
    annotations:
      annotations === undefined || isObject(annotations) ? annotations : invalid('annotations are no object'),
  };
}
