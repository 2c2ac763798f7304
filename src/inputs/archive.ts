import type { BoundCredential } from '../clients/by-credential.ts';
import type { PoolInputs } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { type HistoryQuery, type Location, locationsOf } from '../history/image-history.ts';
import { parseRepository, type Repository } from '../oci/reference.ts';
import { type Environment, IMAGE_PLACEHOLDER, type Pipeline } from '../pipeline/pipeline.ts';
import type { RecordInput } from '../records/signing.ts';
import { isBlank } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { bindCredential } from './credentials.ts';
import { parseQuery } from './history.ts';
import { type GetInput, optional, parseChoice, parseDryRun, parseList, requireInput } from './parse.ts';
import { type PromoteInputs, readCredential, readPoolInputs, readSigning } from './promote.ts';
import { findNamedEnvironment, readImageLines } from './routes.ts';
import { requirePipeline } from './verify.ts';

/** What both commands read. */
interface ArchivingInputs extends PoolInputs, Pick<PromoteInputs, 'signing' | 'githubToken' | 'dryRun'> {
  readonly pipeline: Pipeline;
  readonly environment: Environment;
  readonly record: RecordInput;
  readonly reason: string | undefined;
  readonly destinationCredential: BoundCredential | undefined;
}

/** Where an image is, and where its archive is. */
export interface ArchivedTarget {
  /** As it was written. */
  readonly line: string;
  readonly query: HistoryQuery;
  /** The repositories of the environment. */
  readonly locations: readonly [Location, ...Location[]];
  readonly archive: { readonly repository: Repository } | { readonly layout: string };
}

export interface ArchiveInputs extends ArchivingInputs {
  readonly command: 'archive';
  readonly targets: readonly [ArchivedTarget, ...ArchivedTarget[]];
}

export interface RestoreInputs extends ArchivingInputs {
  readonly command: 'restore';
  readonly targets: readonly [ArchivedTarget, ...ArchivedTarget[]];
}

type Command = 'archive' | 'restore';

const SIDE = { archive: 'from', restore: 'to' } as const;

function readEnvironment(get: GetInput, command: Command, pipeline: Pipeline): Environment {
  const side = SIDE[command];
  const name = requireInput(side, get(side).trim(), pipeline.environments.at(-1)?.name ?? 'p');
  const environment = findNamedEnvironment(side, name, pipeline);
  if (environment !== undefined) return environment;
  throw new InputError(
    `Cannot ${command} ${command === 'archive' ? 'from' : 'to'} ${quote(name)}: it is not the name of an environment; write one of ${pipeline.path}`,
  );
}

/** A path for each image: one file of several images could not be put back by any other tool. */
function layoutFor(path: string, environment: string, { name, digest, tag }: HistoryQuery): string {
  const which = digest?.slice('sha256:'.length, 'sha256:'.length + 12) ?? tag ?? 'image';
  return `${path.replace(/\/$/, '')}/${environment}/${name}/${which}.tar`;
}

function expand(text: string, environment: string, image: string): Repository {
  return parseRepository(text.replaceAll('{environment}', environment).replaceAll(IMAGE_PLACEHOLDER, image));
}

/** Finds where a pipeline file has images archived. */
export function archiveOf(
  { retention: { archive } }: Pick<Pipeline, 'retention'>,
  environment: string,
  query: HistoryQuery,
): ArchivedTarget['archive'] | undefined {
  if (archive === undefined) return undefined;
  if ('to' in archive) return { repository: expand(archive.to, environment, query.name) };
  return { layout: layoutFor(archive.layout, environment, query) };
}

/** Where the archive is: what the inputs say, else what the file says. */
function readArchive(
  get: GetInput,
  command: Command,
  {
    pipeline,
    environment,
    query,
  }: { readonly pipeline: Pipeline; readonly environment: Environment; readonly query: HistoryQuery },
): ArchivedTarget['archive'] {
  const other = command === 'archive' ? 'to' : 'from';
  const [layout, named, ...more] = [get('layout').trim(), ...parseList(get(other))];
  if (more.length > 0 || (layout !== '' && named !== undefined)) {
    throw new InputError(
      `Cannot ${command} ${quote(query.name)}: the inputs "layout" and "${other}" name more than one archive; leave one`,
    );
  }
  if (layout !== '') return { layout };
  if (named !== undefined) return { repository: expand(named, environment.name, query.name) };
  const ofFile = archiveOf(pipeline, environment.name, query);
  if (ofFile !== undefined) return ofFile;
  throw new InputError(
    `Cannot ${command} ${quote(query.name)}: nothing says where its archive is; name a repository in "${other}", or the path of a layout in "layout", or write "retention: { archive: … }" into ${pipeline.path}`,
  );
}

function readTargets(get: GetInput, command: Command, pipeline: Pipeline, environment: Environment) {
  const lines = readImageLines(get);
  if (lines.length > 1 && get('layout') !== '') {
    throw new InputError(
      `Cannot ${command} ${lines.length} images with one "layout": each has one of its own; name one image`,
    );
  }
  const targets = lines.map((line): ArchivedTarget => {
    const query = parseQuery(line, pipeline, command);
    if (query.digest === undefined && query.tag === undefined) {
      throw new InputError(
        `Cannot ${command} ${quote(line)}: it has neither tag nor digest; write it as "${query.name}:1.3.0" or "${query.name}@sha256:…"`,
      );
    }
    const [first, ...others] = locationsOf(pipeline, query.name).filter((each) => each.environment === environment);
    if (first === undefined) throw new Error('an environment has no repository');
    const archive = readArchive(get, command, { pipeline, environment, query });
    return { line, query, locations: [first, ...others], archive };
  });
  const [first, ...others] = targets;
  if (first !== undefined) return [first, ...others] as const;
  throw new InputError(
    `Cannot run command "${command}": the input "image" is missing; name the image with its digest or tag, for example "image: shop/app:1.3.0"`,
  );
}

function readBoth(get: GetInput, command: Command, given: Pipeline | undefined) {
  const pipeline = requirePipeline(given, command);
  const environment = readEnvironment(get, command, pipeline);
  const targets = readTargets(get, command, pipeline, environment);
  const used = targets.flatMap(({ locations, archive }) => [
    ...locations.map(({ repository }) => repository.registry),
    ...('repository' in archive ? [archive.repository.registry] : []),
  ]);
  const other = parseList(get(command === 'archive' ? 'to' : 'from'));
  return {
    ...{ pipeline, environment, targets },
    record: parseChoice('record', get('record'), ['auto', 'signed', 'unsigned', 'off']),
    reason: isBlank(get('reason')) ? undefined : get('reason'),
    signing: readSigning(get),
    githubToken: optional(get('github-token')),
    dryRun: parseDryRun(get('dry-run')),
    ...readPoolInputs(get),
    destinationCredential: bindCredential(get, readCredential(get, 'destination'), {
      ...{ side: 'destination', used },
      named:
        other.length === 0
          ? []
          : targets.flatMap(({ archive }) => ('repository' in archive ? [archive.repository.registry] : [])),
    }),
  } as const;
}

/** @throws {InputError} if there is no pipeline file, or image, environment or archive are missing. */
export function readArchiveInputs(get: GetInput, given: Pipeline | undefined): ArchiveInputs {
  return { command: 'archive', ...readBoth(get, 'archive', given) };
}

/** @throws {InputError} if there is no pipeline file, or image, environment or archive are missing. */
export function readRestoreInputs(get: GetInput, given: Pipeline | undefined): RestoreInputs {
  return { command: 'restore', ...readBoth(get, 'restore', given) };
}
