import { digestOf } from '../oci/digest.ts';
import type { ReferredFile, ReferredFiles } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import { type Finding, refuseFile } from './findings.ts';
import type { Environment, GitHubIntegrations, Pipeline, PublishUse } from './pipeline.ts';
import { type EnvironmentDraft, readEnvironment } from './read-environment.ts';
import { findPrivateKey, isPem, PRIVATE_KEY_FOUND, readSigners, readSigning, trustedRootsOf } from './read-signing.ts';
import { MOST_ENVIRONMENTS, type PipelineFile } from './schema.ts';
import { checkShape } from './schema-errors.ts';
import { isImageName } from './templates.ts';
import { checkFormer, checkPlaceholders, checkRoutes, checkSharing, readHotfixRoutes } from './validate.ts';
import { checkCallers, checkSignatures } from './validate-signing.ts';
import { Checker, parseYaml, type YamlFile } from './yaml.ts';

/** What a pipeline file is parsed with. */
interface ParseOptions {
  /** Its path, as it was given. */
  readonly path: string;
  /** Reads a file that the pipeline file names, by a path from the root of the repository. */
  readonly read: (path: string) => Promise<ReferredFile>;
  /** The repository of the run, such as `https://github.com/acme/shop`; undefined if that is not known. */
  readonly repository?: string | undefined;
}

function refuseAny(path: string, findings: readonly Finding[]): void {
  const [first, ...rest] = findings;
  if (first !== undefined) refuseFile(path, [first, ...rest]);
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuseFile(path, [{ line: 1, column: 1, message: 'it is not UTF-8; save it as that' }]);
  }
}

/** A private key is found before anything else is: no other sentence may quote from it. */
function refusePrivateKey(text: string, path: string): void {
  const offset = findPrivateKey(text);
  if (offset === undefined) return;
  const before = text.slice(0, offset).split('\n');
  refuseFile(path, [{ line: before.length, column: (before.at(-1) ?? '').length + 1, message: PRIVATE_KEY_FOUND }]);
}

async function readReferred(file: PipelineFile, read: ParseOptions['read']): Promise<ReferredFiles> {
  const signers = [file.signing, ...Object.values(file.environments)].flatMap((each) => each?.signers ?? []);
  const keys = signers.flatMap(({ key }) => (key === undefined || isPem(key) ? [] : [key]));
  const config = file.signing?.['signing-config'];
  const named = config === undefined ? [] : [config];
  const paths = new Set([...keys, ...named, ...trustedRootsOf(file).map(({ path }) => path)]);
  return new Map(await Promise.all([...paths].map(async (path) => [path, await read(path)] as const)));
}

function checkImages(images: readonly string[], checker: Checker): void {
  images.forEach((image, index) => {
    const path = ['images', index];
    if (/[:@]/.test(image)) {
      checker.value(path, `the image ${quote(image)} has a tag or digest; write only its name`);
    } else if (!isImageName(image)) {
      checker.value(
        path,
        `${quote(image)} is no name of an image; use lower-case words joined by "/", ".", "_" or "-"`,
      );
    } else if (images.indexOf(image) < index)
      checker.value(path, `the image ${quote(image)} is there twice; leave one out`);
  });
}

/** Finds mappings of names that are longer than anybody's, before everything in them is compared with everything. */
function findTooMany(yaml: YamlFile): readonly Finding[] {
  return ['environments', 'hotfix-routes'].flatMap((key) => {
    const count = yaml.keysOf([key]).length;
    if (count <= MOST_ENVIRONMENTS) return [];
    const message = `"${key}" has ${count} names in it; write at most ${MOST_ENVIRONMENTS}`;
    return [{ ...yaml.positionOf([key], 'key'), message }];
  });
}

function integrationUse(given: PublishUse | boolean | undefined): PublishUse {
  if (typeof given === 'boolean') return given ? 'on' : 'off';
  return given ?? 'off';
}

function readGitHub({ github }: PipelineFile): GitHubIntegrations {
  return {
    deployments: integrationUse(github?.deployments),
    attestations: integrationUse(github?.attestations),
    storageRecords: integrationUse(github?.['storage-records']),
  };
}

/** Makes an environment of its draft; undefined if it has no repository that can be used, which was told. */
function finish({ templates, formerly: _, saysFrom: __, ...draft }: EnvironmentDraft): Environment | undefined {
  const [first, ...rest] = templates.map(({ template }) => template);
  return first === undefined ? undefined : { ...draft, repositories: [first, ...rest] };
}

/**
 * Parses and checks a pipeline file.
 *
 * @throws {InputError} with the places of what is wrong with it, the first as its own place.
 */
export async function parsePipeline(bytes: Uint8Array, { path, read, repository }: ParseOptions): Promise<Pipeline> {
  const text = decode(bytes, path);
  refusePrivateKey(text, path);
  const yaml = parseYaml(text);
  refuseAny(path, yaml.findings);
  const shape = checkShape(yaml);
  if ('findings' in shape) {
    refuseAny(path, shape.findings);
    throw new Error('a shape that does not fit has no finding');
  }
  const file = shape.data;
  refuseAny(path, findTooMany(yaml));
  const files = await readReferred(file, read);
  const checker = new Checker(yaml);
  const images = file.images ?? [];
  checkImages(images, checker);
  const signing = readSigning(file, { checker, files, name: path });
  const signers = readSigners(file.signing?.signers ?? [], { checker, path: ['signing', 'signers'], files });
  const record = file.record ?? 'auto';
  const drafts = yaml.keysOf(['environments']).flatMap((name) => {
    const environment = file.environments[name];
    return environment === undefined ? [] : [readEnvironment(environment, { name, checker, files, record, signers })];
  });
  checkSharing(drafts, checker);
  checkPlaceholders(drafts, { images, checker });
  checkFormer(drafts, checker);
  checkRoutes(drafts, checker);
  const hotfixRoutes = readHotfixRoutes(file, { environments: drafts, checker });
  checkSignatures({ file, environments: drafts, hotfixRoutes, checker });
  const [first, ...rest] = drafts.flatMap((draft) => finish(draft) ?? []);
  if (first === undefined && checker.findings.length === 0) {
    checker.value(['environments'], '"environments" has none in it; add the first, with its "repository"');
  }
  const warnings = checkCallers({ file, checker, repository });
  refuseAny(path, checker.findings);
  if (first === undefined) throw new Error('a file without environments has no finding');
  return {
    path,
    digest: digestOf(bytes),
    environments: [first, ...rest],
    hotfixRoutes,
    images,
    signing,
    gitHub: readGitHub(file),
    ...(warnings.length === 0 ? {} : { warnings }),
    ungoverned: file.ungoverned ?? 'warn',
  };
}
