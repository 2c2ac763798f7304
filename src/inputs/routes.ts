import { InputError } from '../errors.ts';
import {
  formatReference,
  formatRepository,
  isSameRepository,
  parseReference,
  parseRepository,
  type Reference,
  type Repository,
} from '../oci/reference.ts';
import { knownName } from '../oci/registry-name.ts';
import { findEnvironments } from '../pipeline/environments.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { adviseWord } from '../util/nearest.ts';
import { mapNonEmpty, type NonEmpty } from '../util/non-empty.ts';
import { readWholeFile } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import { type GetInput, parseList, requireInput } from './parse.ts';

/** A file of images that is larger is not read (bytes): 100,000 names have some 10 MB. */
const MAX_IMAGE_FILE = 64 * 1024 * 1024;

/** What stands for an image's name in `from` and `to`. */
const PLACEHOLDER = '{image}';

/** A repository that an image goes to, and the name of the environment that was given in its place, if one was. */
export interface RouteEnd {
  readonly repository: Repository;
  readonly environment?: string | undefined;
}

/** One image of a run: where it is, and where it goes. */
export interface Route {
  readonly from: Reference;
  /** The environment that was named in place of a repository, if one was. */
  readonly fromEnvironment?: string | undefined;
  readonly destinations: NonEmpty<RouteEnd>;
}

/** A line of the input `image`: a name, and what picks the image under it. */
export interface ImageLine {
  readonly line: string;
  readonly name: string;
  /** `:tag`, `@digest` or both. */
  readonly pick: string;
}

/**
 * Parses a line of the input `image`.
 *
 * @param usualTag the tag where the line names none; without it a line must name one.
 * @throws {InputError} if it has no name, or nothing that picks the image.
 */
export function parseImageLine(line: string, usualTag: string | undefined): ImageLine {
  const end = /[:@]/.exec(line)?.index ?? line.length;
  const [name, given] = [line.slice(0, end), line.slice(end)];
  if (/^[^@]*\//.test(given)) {
    throw new InputError(
      `Cannot read image ${quote(line)}: it begins with a registry, and "from" says already where the image is; write its name alone, such as "shop/app:1.2.3", or the whole reference in "from"`,
    );
  }
  const pick = given === '' && usualTag !== undefined ? `:${usualTag}` : given;
  if (name === '' || pick === '') {
    throw new InputError(
      `Cannot read image ${quote(line)}: ${name === '' ? 'it has no name' : 'it has neither tag nor digest'}; write it as "shop/app:1.2.3"`,
    );
  }
  return { line, name, pick };
}

/** What a line of a file looks like: a name, a tag and a digest. */
const IMAGE_LINE = /^[a-z0-9][a-z0-9._/-]{0,254}(?::\w[\w.-]{0,127})?(?:@[a-z0-9]+:[a-f0-9]+)?$/;

/** Reads the lines of the input `image`, and of the file that `image-file` names. */
export function readImageLines(get: GetInput): readonly string[] {
  const path = get('image-file');
  if (path === '') return parseList(get('image'));
  return [...parseList(get('image')), ...parseImageFile(readImageFile(path), path)];
}

function readImageFile(path: string): string {
  try {
    return readWholeFile(path, MAX_IMAGE_FILE).toString('utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `Cannot read image-file ${quote(path)}: ${reason}; name a file that an earlier step of this job wrote`,
      { cause: error },
    );
  }
}

/** Reads the lines of a file. What is not an image is not repeated: the file may be another one than was meant. */
function parseImageFile(text: string, path: string): readonly string[] {
  return text.split(/\r?\n/).flatMap((each, index) => {
    const line = each.trim();
    if (line === '' || line.startsWith('#')) return [];
    if (IMAGE_LINE.test(line)) return [line];
    throw new InputError(
      `Cannot read image-file ${quote(path)}: line ${index + 1} is not an image; write it as "shop/app:1.2.3"`,
    );
  });
}

/** Finds a name that two lines have. */
function findDouble(images: readonly ImageLine[]): string | undefined {
  const seen = new Set<string>();
  for (const { name } of images) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

function fill(text: string, { name }: ImageLine): string {
  return text.replaceAll(PLACEHOLDER, () => name);
}

function requireNoDouble(repositories: NonEmpty<RouteEnd>): void {
  const seen = new Set<string>();
  for (const { repository } of repositories) {
    const name = formatRepository(repository);
    const known = knownName(name);
    if (seen.has(known)) {
      throw new InputError(`Cannot promote to ${quote(name)} twice: "to" lists it more than once; remove a line`);
    }
    seen.add(known);
  }
}

/**
 * Refuses to promote an image to where it is: a route that leads nowhere is a mistake in it.
 *
 * To give further tags to an image is no promotion; it is asked for by the image's digest, as a build knows it.
 */
function requireAnotherLocation({ from, fromEnvironment, destinations }: Route): void {
  // Two environments that were named may share a repository.
  const isOther = ({ environment }: RouteEnd) =>
    fromEnvironment !== undefined && environment !== undefined && environment !== fromEnvironment;
  const same = destinations.find((end) => isSameRepository(end.repository, from.repository) && !isOther(end));
  if (from.kind === 'digest' || same === undefined) return;
  const name = formatRepository(same.repository);
  throw new InputError(
    `Cannot promote ${formatReference(from)} to ${name}: the destination is the source; name another repository in "to", or, to give an image more tags where it is, name it by its digest in "from"`,
  );
}

/** Makes the route of one image, which leads somewhere: to another repository, or to another environment in the same. */
function toRoute(from: Reference, ends: Endpoints, image?: ImageLine): Route {
  const destinations = mapNonEmpty(ends.to, ({ text, environment }) => ({
    repository: parseRepository(image === undefined ? text : fill(text, image)),
    environment: environment?.name,
  }));
  requireNoDouble(destinations);
  const route = { from, fromEnvironment: ends.from.environment?.name, destinations };
  requireAnotherLocation(route);
  return route;
}

/**
 * Finds what an image that is named in full is called in the pipeline, so that it can go to an environment by name.
 *
 * @returns undefined if no destination is named so, or the image is in no environment.
 */
function nameOfLone({ from, to }: Endpoints, pipeline: Pipeline | undefined): ImageLine | undefined {
  const isNamed = ({ text, environment }: Endpoint) => environment !== undefined || !text.includes(PLACEHOLDER);
  if (pipeline === undefined || !to.every(isNamed)) return undefined;
  const [placement] = findEnvironments(pipeline, parseReference(from.text).repository);
  return placement && { line: from.text, name: placement.image, pick: '' };
}

/** Reads a source that is named in full: there is nothing to fill in but an image's name for environments. */
function readLoneRoute(ends: Endpoints, hasImages: boolean, pipeline: Pipeline | undefined): Route {
  const { from, to } = ends;
  const image = hasImages ? undefined : nameOfLone(ends, pipeline);
  if (image !== undefined) return toRoute(parseReference(from.text), ends, image);
  if (hasImages || to.some(({ text }) => text.includes(PLACEHOLDER))) {
    throw new InputError(
      `Cannot promote from ${quote(from.text)}: images are listed or named by ${PLACEHOLDER}, but "from" has no ${PLACEHOLDER}; write it as "registry.example.com/d/${PLACEHOLDER}"`,
    );
  }
  return toRoute(parseReference(from.text), ends);
}

/** Refuses a name that is not that of the one image that an environment has. */
function requireOwnName({ from }: Endpoints, { line, name }: ImageLine): void {
  if (from.text.includes(PLACEHOLDER) || from.text.endsWith(`/${name}`)) return;
  throw new InputError(
    `Cannot promote image ${quote(line)}: ${from.environment?.name} has only one image, ${quote(from.text)}; name that one, or write its repository with ${PLACEHOLDER} in the pipeline file`,
  );
}

/**
 * Reads what is promoted and where it goes from the inputs `from`, `to`, `image` and `image-file`.
 *
 * @param pipeline knows the environments that may be named in place of repositories.
 * @returns one route for each line of `image`; a single one where there is no placeholder.
 * @throws {InputError} if a part is malformed, a destination is the source, or placeholder and images do not fit each other.
 */
export function readRoutes(get: GetInput, pipeline?: Pipeline): NonEmpty<Route> {
  const from = requireInput('from', get('from'), 'registry.example.com/d/app:1.2.3');
  const to = parseList(requireInput('to', get('to'), 'registry.example.com/t/app'));
  const ends = findEndpoints(from, to, pipeline);
  const { environment } = ends.from;
  const lines = readImageLines(get);
  if (environment === undefined && !ends.from.text.includes(PLACEHOLDER)) {
    return [readLoneRoute(ends, lines.length > 0, pipeline)];
  }
  const images = lines.map((line) => parseImageLine(line, environment?.tag));
  const double = findDouble(images);
  if (double !== undefined) {
    throw new InputError(`Cannot promote ${quote(double)} twice: "image" lists it more than once; remove a line`);
  }
  const [first, ...rest] = images.map((image): Route => {
    requireOwnName(ends, image);
    return toRoute(parseReference(fill(ends.from.text, image) + image.pick), ends, image);
  });
  if (first === undefined) {
    const wanted = environment === undefined ? `for ${PLACEHOLDER}` : 'to take from there';
    throw new InputError(
      `Cannot promote from ${quote(from)}: the input "image" lists nothing ${wanted}; name an image, such as "shop/app:1.2.3"`,
    );
  }
  return [first, ...rest];
}

/** What the inputs `from` or `to` name: the text of a repository, and the environment that it was found by. */
interface Endpoint {
  readonly text: string;
  readonly environment: Environment | undefined;
}

/** Both ends of a promotion. */
interface Endpoints {
  readonly from: Endpoint;
  readonly to: NonEmpty<Endpoint>;
}

/** A name without "/" cannot be a repository with its registry. */
function looksLikeName(text: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(text);
}

/**
 * Finds an environment by its name.
 *
 * @returns undefined if the text is no name but a repository or reference.
 * @throws {InputError} if no environment has the name, with the name that is meant, or all that there are.
 */
export function findNamedEnvironment(
  input: string,
  text: string,
  pipeline: Pipeline | undefined,
): Environment | undefined {
  if (!looksLikeName(text)) return undefined;
  if (pipeline === undefined) {
    throw new InputError(
      `Cannot use ${input} ${quote(text)}: it names an environment, and there is no pipeline file; write .github/sealift.yml and check out the repository before this step, or write registry/repository`,
    );
  }
  const names = pipeline.environments.map(({ name }) => name);
  const environment = pipeline.environments.find(({ name }) => name === text);
  if (environment !== undefined) return environment;
  throw new InputError(
    `Cannot use ${input} ${quote(text)}: ${pipeline.path} has no such environment; ${adviseWord(text, names)}`,
  );
}

/** Puts repositories in the place of environments' names. An image is taken from the first repository of its environment. */
export function findEndpoints(from: string, to: readonly string[], pipeline: Pipeline | undefined): Endpoints {
  const source = findNamedEnvironment('from', from, pipeline);
  const [first, ...rest] = to.flatMap((line): readonly Endpoint[] => {
    const environment = findNamedEnvironment('to', line, pipeline);
    if (environment === undefined) return [{ text: line, environment }];
    return environment.repositories.map(({ text }) => ({ text, environment }));
  });
  if (first === undefined) {
    throw new InputError('Cannot run: the input "to" lists nothing; name a destination repository');
  }
  return { from: { text: source?.repositories[0].text ?? from, environment: source }, to: [first, ...rest] };
}
