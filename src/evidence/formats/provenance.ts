import {
  FormatError,
  type JsonObject,
  objectProperty,
  optionalText,
  property,
  stringMap,
  stringProperty,
} from '../../oci/json.ts';
import { objectList, present, timeProperty } from './document.ts';

/** The predicate types of SLSA provenance that are read. */
export const PROVENANCE_TYPES = ['https://slsa.dev/provenance/v1', 'https://slsa.dev/provenance/v0.2'] as const;

/** Something that a build used. */
interface Material {
  readonly uri: string;
  /** By algorithm, as it is written. */
  readonly digest: ReadonlyMap<string, string>;
}

/** How an image was built, as its builder says; believed only as far as its signature goes. */
export interface Provenance {
  readonly version: 'v1' | 'v0.2';
  readonly buildType: string;
  readonly builderId: string;
  /** The run that built it, as the builder names it. */
  readonly invocationId: string | undefined;
  /** The address of the source repository. */
  readonly repository: string | undefined;
  readonly ref: string | undefined;
  /** The commit, in hexadecimal digits. */
  readonly revision: string | undefined;
  readonly finished: Date | undefined;
  /** The build arguments, which BuildKit's `mode=max` holds. */
  readonly buildArguments: ReadonlyMap<string, string>;
  readonly materials: readonly Material[];
}

/** More materials are not read. */
const MAX_MATERIALS = 10_000;

function readMaterials(parent: JsonObject, key: string): readonly Material[] {
  const list = objectList(parent, key);
  if (list.length > MAX_MATERIALS) throw new FormatError('it has more than 10,000 materials');
  return list.map((each) => ({
    uri: stringProperty(each, 'uri') ?? '',
    digest: stringMap(property(each, 'digest')),
  }));
}

/** Each is looked through for secrets: more are not read (characters). */
const MAX_ARGUMENTS = 1_000_000;

/** Build arguments among the arguments of BuildKit's frontend. */
function readArguments(request: JsonObject | undefined): ReadonlyMap<string, string> {
  const all = stringMap(request && property(request, 'args'));
  const prefix = 'build-arg:';
  const own = [...all].filter(([key]) => key.startsWith(prefix));
  if (own.reduce((sum, [key, value]) => sum + key.length + value.length, 0) > MAX_ARGUMENTS) {
    throw new FormatError('it has more than 1,000,000 characters of build arguments');
  }
  return new Map(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

interface Source {
  readonly repository: string | undefined;
  readonly ref: string | undefined;
  readonly revision: string | undefined;
}

/** A git source as SLSA writes it: `git+https://HOST/OWNER/NAME@REF`. */
function readGitUri(uri: string | undefined): { repository: string | undefined; ref: string | undefined } {
  const [, repository, ref] = /^(?:git\+)?(https?:\/\/[^@#\s]{1,500})(?:[@#](\S{1,500}))?$/.exec(uri ?? '') ?? [];
  return { repository: repository?.replace(/\.git$/, ''), ref };
}

/** What BuildKit says of the checkout that it was given. */
function readVcs(metadata: JsonObject | undefined): Source {
  const vcs = (metadata && objectProperty(metadata, 'vcs')) ?? {};
  const { repository, ref } = readGitUri(optionalText(vcs, 'source'));
  return { repository, ref, revision: optionalText(vcs, 'revision') };
}

function joinSources(...sources: readonly Source[]): Source {
  const first = (key: keyof Source): string | undefined => sources.map((each) => each[key]).find(Boolean);
  return { repository: first('repository'), ref: first('ref'), revision: first('revision') };
}

function commitOf(material: Material | undefined): string | undefined {
  return material?.digest.get('gitCommit') ?? material?.digest.get('sha1');
}

function parseV1(predicate: JsonObject, definition: JsonObject): Provenance {
  const external = objectProperty(definition, 'externalParameters') ?? {};
  const workflow = objectProperty(external, 'workflow') ?? {};
  const details = objectProperty(predicate, 'runDetails') ?? {};
  const metadata = objectProperty(details, 'metadata') ?? {};
  const materials = readMaterials(definition, 'resolvedDependencies');
  const git = materials.find((each) => each.uri.startsWith('git+'));
  const builder = objectProperty(details, 'builder');
  if (builder === undefined) throw new FormatError('it does not say who built it');
  const source = joinSources(
    { repository: optionalText(workflow, 'repository'), ref: optionalText(workflow, 'ref'), revision: undefined },
    { ...readGitUri(git?.uri), revision: commitOf(git) },
    readVcs(objectProperty(metadata, 'buildkit_metadata')),
  );
  return {
    version: 'v1',
    buildType: stringProperty(definition, 'buildType') ?? '',
    builderId: stringProperty(builder, 'id') ?? '',
    invocationId: optionalText(metadata, 'invocationId') ?? optionalText(metadata, 'invocationID'),
    ...source,
    finished: timeProperty(metadata, 'finishedOn'),
    buildArguments: readArguments(objectProperty(external, 'request')),
    materials,
  };
}

function parseV02(predicate: JsonObject): Provenance {
  const invocation = objectProperty(predicate, 'invocation') ?? {};
  const configSource = objectProperty(invocation, 'configSource') ?? {};
  const metadata = objectProperty(predicate, 'metadata') ?? {};
  const builder = objectProperty(predicate, 'builder');
  if (builder === undefined) throw new FormatError('it does not say who built it');
  const configured: Material = {
    uri: stringProperty(configSource, 'uri') ?? '',
    digest: stringMap(property(configSource, 'digest')),
  };
  const source = joinSources(
    { ...readGitUri(configured.uri), revision: commitOf(configured) },
    readVcs(objectProperty(metadata, 'https://mobyproject.org/buildkit@v1#metadata')),
  );
  return {
    version: 'v0.2',
    buildType: stringProperty(predicate, 'buildType') ?? '',
    builderId: stringProperty(builder, 'id') ?? '',
    invocationId: present(optionalText(metadata, 'buildInvocationID'), optionalText(metadata, 'buildInvocationId'))[0],
    ...source,
    finished: timeProperty(metadata, 'buildFinishedOn'),
    buildArguments: readArguments(objectProperty(invocation, 'parameters')),
    materials: readMaterials(predicate, 'materials'),
  };
}

/**
 * Reads the predicate of SLSA provenance, v1 or v0.2, as GitHub and BuildKit write it.
 *
 * @throws {FormatError} if it is malformed.
 */
export function parseProvenance(predicate: JsonObject): Provenance {
  const definition = objectProperty(predicate, 'buildDefinition');
  return definition === undefined ? parseV02(predicate) : parseV1(predicate, definition);
}
