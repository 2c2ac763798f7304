import { InputError } from '../../errors.ts';
import { isJsonObject, type JsonObject } from '../../oci/json.ts';
import type { Field } from '../../pipeline/field.ts';
import { refuseFindings } from '../../pipeline/findings.ts';
import { compilePattern, type Pattern } from '../../pipeline/gates/pattern.ts';
import type { Path } from '../../pipeline/yaml.ts';
import { adviseWord } from '../../util/nearest.ts';
import { quote } from '../../util/safe-text.ts';
import { type ImageConfig, splitVariable } from './image-config.ts';
import { foreign, listFew } from './words.ts';
import { openYaml } from './yaml-file.ts';

/** A name with the value that it must have, whole or by a pattern. */
interface ExpectedValue {
  readonly key: string;
  readonly value: string;
  /** Undefined if the value is meant as it is. */
  readonly pattern: Pattern | undefined;
}

/**
 * The metadata tests of container-structure-test, schema 2.0.0 (GoogleContainerTools/container-structure-test,
 * pkg/types/v2/metadata.go). What is undefined is not tested.
 */
export interface StructureTest {
  readonly path: string;
  readonly envVars: readonly ExpectedValue[];
  readonly unboundEnvVars: readonly string[];
  readonly labels: readonly ExpectedValue[];
  readonly exposedPorts: readonly string[];
  readonly unexposedPorts: readonly string[];
  readonly entrypoint: readonly string[] | undefined;
  readonly cmd: readonly string[] | undefined;
  readonly workdir: string;
  readonly user: string;
  readonly volumes: readonly string[];
  readonly unmountedVolumes: readonly string[];
}

/** Other tests need a container: to pass over them would be to say that they passed. */
const OTHER_TESTS: ReadonlySet<string> = new Set([
  ...['commandTests', 'fileExistenceTests', 'fileContentTests', 'licenseTests', 'globalEnvVars', 'containerRunOptions'],
]);

const METADATA_KEYS: readonly string[] = [
  ...['envVars', 'unboundEnvVars', 'labels', 'exposedPorts', 'unexposedPorts', 'entrypoint', 'cmd', 'workdir', 'user'],
  ...['volumes', 'unmountedVolumes'],
];

class Reader {
  readonly #root: Field;
  readonly #metadata: JsonObject;

  constructor(root: Field, metadata: JsonObject) {
    this.#root = root;
    this.#metadata = metadata;
  }

  text(key: string): string {
    const value = this.#metadata[key] ?? '';
    if (typeof value === 'string') return value;
    // Ports and users may be written as numbers.
    if (typeof value === 'number') return String(value);
    this.#root.at('metadataTest', key).refuse('this is not a text; write it in quotes');
    return '';
  }

  list(key: string): readonly string[] | undefined {
    const value = this.#metadata[key];
    if (value === undefined || value === null) return undefined;
    if (Array.isArray(value) && value.every((each) => typeof each === 'string' || typeof each === 'number')) {
      return value.map(String);
    }
    this.#root.at('metadataTest', key).refuse('this is not a list of texts; write ["a", "b"]');
    return undefined;
  }

  pairs(key: string): readonly ExpectedValue[] {
    return this.#objects(key).flatMap(({ entry, path }) => {
      const { key: name, value, isRegex = false } = entry;
      if (typeof name === 'string' && isText(value) && typeof isRegex === 'boolean') {
        return { key: name, value: String(value), pattern: isRegex ? this.#compile(String(value), path) : undefined };
      }
      this.#root.at(...path).refuse('this is not a key with its value; write { key: …, value: … }');
      return [];
    });
  }

  names(key: string): readonly string[] {
    return this.#objects(key).flatMap(({ entry, path }) => {
      if (typeof entry['key'] === 'string') return entry['key'];
      this.#root.at(...path).refuse('this has no key; write { key: … }');
      return [];
    });
  }

  #compile(source: string, path: Path): Pattern | undefined {
    try {
      return compilePattern(source);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#root.at(...path, 'value').refuse('this is not a pattern of RE2; leave out look-around and back-references');
      return undefined;
    }
  }

  #objects(key: string): readonly { readonly entry: JsonObject; readonly path: Path }[] {
    const value = this.#metadata[key] ?? [];
    if (!Array.isArray(value)) {
      this.#root.at('metadataTest', key).refuse('this is not a list; begin each entry with "- key:"');
      return [];
    }
    return value.flatMap((entry: unknown, index) => {
      const path = ['metadataTest', key, index];
      if (isJsonObject(entry)) return { entry, path };
      this.#root.at(...path).refuse('this is not an entry; write { key: …, value: … }');
      return [];
    });
  }
}

function isText(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Notes the keys of a file that are not known, or need a container. */
function checkKeys(data: JsonObject, metadata: JsonObject, root: Field): void {
  for (const key of Object.keys(data)) {
    if (key === 'schemaVersion' || key === 'metadataTest') continue;
    if (OTHER_TESTS.has(key)) {
      root.at(key).refuseKey(`${key} needs a container, which is not run here; keep it in a file of its own`);
    } else {
      root
        .at(key)
        .refuseKey(`there is no key ${quote(key, 60)}; ${adviseWord(key, ['schemaVersion', 'metadataTest'])}`);
    }
  }
  for (const key of Object.keys(metadata)) {
    if (METADATA_KEYS.includes(key)) continue;
    root.at('metadataTest', key).refuseKey(`there is no key ${quote(key, 60)}; ${adviseWord(key, METADATA_KEYS)}`);
  }
}

/**
 * Reads a file of container-structure-test.
 *
 * @throws {InputError} with line and column of what is wrong, and where it has tests that need a container.
 */
export function parseStructureTest(text: string, path: string): StructureTest {
  const { data: content, root } = openYaml(text, path);
  const data = isJsonObject(content) ? content : {};
  if (data['schemaVersion'] !== '2.0.0') {
    const at = Object.hasOwn(data, 'schemaVersion') ? ['schemaVersion'] : [];
    root.at(...at).refuse('only files of schema version 2.0.0 are read; write schemaVersion: "2.0.0"');
  }
  const metadata = isJsonObject(data['metadataTest']) ? data['metadataTest'] : {};
  checkKeys(data, metadata, root);
  const reader = new Reader(root, metadata);
  const test: StructureTest = {
    path,
    envVars: reader.pairs('envVars'),
    unboundEnvVars: reader.names('unboundEnvVars'),
    labels: reader.pairs('labels'),
    exposedPorts: reader.list('exposedPorts') ?? [],
    unexposedPorts: reader.list('unexposedPorts') ?? [],
    entrypoint: reader.list('entrypoint'),
    cmd: reader.list('cmd'),
    workdir: reader.text('workdir'),
    user: reader.text('user'),
    volumes: reader.list('volumes') ?? [],
    unmountedVolumes: reader.list('unmountedVolumes') ?? [],
  };
  refuseFindings(path, root.findings);
  return test;
}

function checkValues(
  what: string,
  expected: readonly ExpectedValue[],
  actual: ReadonlyMap<string, string>,
): readonly string[] {
  return expected.flatMap(({ key, value, pattern }) => {
    const found = actual.get(key);
    if (found === undefined) return [`${what} ${foreign(key)} is not set`];
    const isRight = pattern === undefined ? found === value : pattern.isFoundIn(found);
    return isRight ? [] : [`${what} ${foreign(key)} is not ${foreign(value)}`];
  });
}

function checkLists(test: StructureTest, config: ImageConfig): readonly string[] {
  const same = (left: readonly string[], right: readonly string[] = []): boolean =>
    left.length === right.length && left.every((each, index) => each === right[index]);
  const show = (list: readonly string[] = []): string => foreign(JSON.stringify(list));
  return [
    ...(test.entrypoint === undefined || same(test.entrypoint, config.entrypoint)
      ? []
      : [`the entrypoint is ${show(config.entrypoint)}`]),
    ...(test.cmd === undefined || same(test.cmd, config.command) ? [] : [`the command is ${show(config.command)}`]),
  ];
}

/** Says what of a config is not as a file of container-structure-test has it; empty if all is. */
export function checkStructure(test: StructureTest, config: ImageConfig): readonly string[] {
  const environment = new Map(config.environment.map(splitVariable).map(({ name, value }) => [name, value]));
  // The tool compares ports without their protocol where that is TCP.
  const ports = new Set(config.ports.map((port) => port.replace(/\/tcp$/, '')));
  const bare = (port: string): string => port.replace(/\/tcp$/, '');
  const lacking = (list: readonly string[], has: ReadonlySet<string>) => list.filter((each) => !has.has(each));
  const excess = (list: readonly string[], has: ReadonlySet<string>) => list.filter((each) => has.has(each));
  const volumes = new Set(config.volumes);
  const list = (what: string, words: readonly string[]): readonly string[] =>
    words.length === 0 ? [] : [`${what} ${listFew(words, foreign)}`];
  return [
    ...checkValues('the environment variable', test.envVars, environment),
    ...list('it has the environment variable', excess(test.unboundEnvVars, new Set(environment.keys()))),
    ...checkValues('the label', test.labels, config.labels),
    ...list('it does not expose port', lacking(test.exposedPorts.map(bare), ports)),
    ...list('it exposes port', excess(test.unexposedPorts.map(bare), ports)),
    ...checkLists(test, config),
    ...(test.workdir === '' || test.workdir === config.workingDirectory
      ? []
      : [`the working directory is ${foreign(config.workingDirectory)}`]),
    ...(test.user === '' || test.user === config.user ? [] : [`the user is ${foreign(config.user)}`]),
    ...list('it has no volume', lacking(test.volumes, volumes)),
    ...list('it has the volume', excess(test.unmountedVolumes, volumes)),
  ];
}
