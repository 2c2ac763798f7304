import { isJsonObject, objectProperty, parseJsonObject, property, stringMap, stringProperty } from '../oci/json.ts';
import type { ConfigFacts } from './image-facts.ts';

/** A config, and the platform that it names. */
export interface ParsedConfig {
  readonly config: ConfigFacts;
  /** `os/architecture[/variant]`, where it says so. */
  readonly platform: string | undefined;
  /** Windows' build, `10.0.20348`, without the number of its update. */
  readonly osBuild: string | undefined;
}

const IMAGE_CONFIG = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/;

/** Tells whether a media type is that of an image's config, OCI's or Docker's. */
export function isImageConfig(mediaType: string): boolean {
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
 * @throws {FormatError} where the bytes are no JSON object.
 */
export function parseConfig(bytes: Uint8Array): ParsedConfig {
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
