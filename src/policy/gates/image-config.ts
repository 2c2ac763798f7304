import { cureFor, objectList, type Reading, readBy, textList } from '../../evidence/formats/document.ts';
import { FormatError, type JsonObject, objectProperty, property, stringMap, stringProperty } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { type ConfigText, listConfigTexts } from './config-texts.ts';
import type { Fault, PlatformFacts } from './gate.ts';

/** A step of the history of an image. */
export interface HistoryEntry {
  readonly createdBy: string;
  readonly comment: string;
  readonly isEmptyLayer: boolean;
}

/** The config of one platform, as gates see it (image-spec, config.md). */
export interface ImageConfig {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
  /** As it is written. */
  readonly created: string | undefined;
  readonly user: string;
  /** Undefined if there is none, which is not the same as an empty one. */
  readonly entrypoint: readonly string[] | undefined;
  readonly command: readonly string[] | undefined;
  /** `NAME=value`, in order. */
  readonly environment: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly workingDirectory: string;
  readonly healthCheck: readonly string[] | undefined;
  readonly onBuild: readonly string[];
  readonly diffIds: readonly string[];
  readonly history: readonly HistoryEntry[];
  /** All that stands in it, wherever. */
  readonly texts: readonly ConfigText[];
}

/** No image has more of anything: each of them would be looked at by each rule. */
const MOST_ENTRIES = 10_000;

function requireFew<Items extends { readonly length: number }>(items: Items, key: string): Items {
  if (items.length > MOST_ENTRIES) throw new FormatError(`its ${key} has more than 10,000 entries`);
  return items;
}

/** A list that may be missing, which says something else than an empty one. */
function optionalList(object: JsonObject, key: string): readonly string[] | undefined {
  const value = property(object, key);
  return value === undefined || value === null ? undefined : requireFew(textList(object, key), key);
}

function keysOf(object: JsonObject, key: string): readonly string[] {
  const value = property(object, key);
  if (value === undefined || value === null) return [];
  const map = objectProperty(object, key);
  if (map === undefined) throw new FormatError(`its ${key} is not a map`);
  return requireFew(Object.keys(map), key);
}

/** Reads a text that may be missing; another type is an error, because runtimes would refuse it or guess. */
function text(object: JsonObject, key: string): string {
  const value = property(object, key) ?? '';
  if (typeof value !== 'string') throw new FormatError(`its ${key} is not a text`);
  return value;
}

/** The keys that mean something, by the form that Go takes for the same: it matches keys in any case. */
const KEYS: ReadonlyMap<string, string> = new Map(
  [
    ...['os', 'architecture', 'variant', 'created', 'config', 'rootfs', 'history', 'diff_ids', 'created_by', 'comment'],
    ...['empty_layer', 'User', 'Entrypoint', 'Cmd', 'Env', 'Labels', 'ExposedPorts', 'Volumes', 'WorkingDir'],
    ...['Healthcheck', 'OnBuild', 'Test'],
  ].map((key) => [fold(key), key]),
);

function fold(key: string): string {
  return key.toUpperCase().toLowerCase();
}

/** Refuses a key that runtimes read and that we would not, such as `user` beside `User`. */
function requireSpelling(object: JsonObject): JsonObject {
  for (const key of Object.keys(object)) {
    const meant = KEYS.get(fold(key));
    if (meant !== undefined && meant !== key) {
      throw new FormatError(`it has the key ${quote(key, 40)}, which runtimes take for "${meant}"`);
    }
  }
  return object;
}

/** Reads the config of a platform, or says why that cannot be. */
export function configOf({ config }: PlatformFacts): Reading<ImageConfig> {
  if (config === undefined) return { kind: 'unreadable', reason: 'it was not fetched' };
  return config.kind === 'read' ? readBy(readImageConfig, config.value) : config;
}

/** The fault of a config that cannot be read. */
export function unreadableConfig({ platform }: PlatformFacts, reason: string): Fault {
  return {
    verdict: 'error',
    platform,
    reason: `its config cannot be read: ${reason}`,
    remedy: cureFor(reason, 'build it again'),
  };
}

/**
 * Reads the config of an image.
 *
 * @throws {FormatError} if it is malformed.
 */
export function readImageConfig(document: JsonObject): ImageConfig {
  const config = requireSpelling(objectProperty(document, 'config') ?? {});
  const health = objectProperty(config, 'Healthcheck');
  requireSpelling(document);
  return {
    os: text(document, 'os'),
    architecture: text(document, 'architecture'),
    variant: text(document, 'variant'),
    created: stringProperty(document, 'created'),
    user: text(config, 'User'),
    entrypoint: optionalList(config, 'Entrypoint'),
    command: optionalList(config, 'Cmd'),
    environment: requireFew(textList(config, 'Env'), 'Env'),
    labels: new Map(requireFew([...stringMap(property(config, 'Labels'))], 'Labels')),
    ports: keysOf(config, 'ExposedPorts'),
    volumes: keysOf(config, 'Volumes'),
    workingDirectory: text(config, 'WorkingDir'),
    healthCheck: health && optionalList(requireSpelling(health), 'Test'),
    onBuild: requireFew(textList(config, 'OnBuild'), 'OnBuild'),
    diffIds: textList(requireSpelling(objectProperty(document, 'rootfs') ?? {}), 'diff_ids'),
    history: requireFew(objectList(document, 'history'), 'history').map((entry) => ({
      createdBy: text(entry, 'created_by'),
      comment: text(entry, 'comment'),
      isEmptyLayer: property(entry, 'empty_layer') === true,
    })),
    texts: listConfigTexts(document),
  };
}

/** Splits an entry of the environment at its first `=`. */
export function splitVariable(entry: string): { readonly name: string; readonly value: string } {
  const at = entry.indexOf('=');
  return at < 0 ? { name: entry, value: '' } : { name: entry.slice(0, at), value: entry.slice(at + 1) };
}
