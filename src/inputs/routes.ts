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
import { type Environment, IMAGE_PLACEHOLDER, type Pipeline } from '../pipeline/pipeline.ts';
import { adviseWord } from '../util/nearest.ts';
import { mapNonEmpty, type NonEmpty } from '../util/non-empty.ts';
import { readWholeFile } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import { type GetInput, parseList, requireInput } from './parse.ts';

/** The largest file of images (bytes): 100,000 names take some 10 MB. */
const MAX_IMAGE_FILE = 64 * 1024 * 1024;

/** A repository that an image goes to, and the environment that was named in its place. */
export interface RouteEnd {
  readonly repository: Repository;
  readonly environment?: string | undefined;
}

export interface Route {
  readonly from: Reference;
  /** The environment named in place of a repository. */
  readonly fromEnvironment?: string | undefined;
  readonly destinations: NonEmpty<RouteEnd>;
}

export interface ImageLine {
  readonly line: string;
  readonly name: string;
  /** `:tag`, `@digest` or both. */
  readonly pick: string;
}

/**
 * Parses a line of the input `image`.
 *
 * @param usualTag the tag if the line names none; without it a line must name one.
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

const IMAGE_LINE = /^[a-z0-9][a-z0-9._/-]{0,254}(?::\w[\w.-]{0,127})?(?:@[a-z0-9]+:[a-f0-9]+)?$/;

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

/** Errors do not quote lines: the file may be a wrong one with secrets in it. */
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

function findDouble<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item | undefined {
  const seen = new Set<string>();
  return items.find((item) => seen.size === seen.add(nameOf(item)).size);
}

function fill(text: string, { name }: ImageLine): string {
  return text.replaceAll(IMAGE_PLACEHOLDER, () => name);
}

/**
 * Refuses to promote an image to where it is, which is a mistake in the route.
 *
 * More tags for an image in place are requested by its digest, as a build knows it.
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

function toRoute(from: Reference, ends: Endpoints, image?: ImageLine): Route {
  const destinations = mapNonEmpty(ends.to, ({ text, environment }) => ({
    repository: parseRepository(image === undefined ? text : fill(text, image)),
    environment: environment?.name,
  }));
  const double = findDouble(destinations, ({ repository }) => knownName(formatRepository(repository)));
  if (double !== undefined) {
    const name = formatRepository(double.repository);
    throw new InputError(`Cannot promote to ${quote(name)} twice: "to" lists it more than once; remove a line`);
  }
  const route = { from, fromEnvironment: ends.from.environment?.name, destinations };
  requireAnotherLocation(route);
  return route;
}

/**
 * Finds the pipeline's name of an image that is named in full, so that it can go to an environment by name.
 *
 * @returns undefined if no destination is named so, or the image is in no environment.
 */
function nameOfLone({ from, to }: Endpoints, pipeline: Pipeline | undefined): ImageLine | undefined {
  const isNamed = ({ text, environment }: Endpoint) => environment !== undefined || !text.includes(IMAGE_PLACEHOLDER);
  if (pipeline === undefined || !to.every(isNamed)) return undefined;
  const [placement] = findEnvironments(pipeline, parseReference(from.text).repository);
  return placement && { line: from.text, name: placement.image, pick: '' };
}

function readLoneRoute(ends: Endpoints, hasImages: boolean, pipeline: Pipeline | undefined): Route {
  const { from, to } = ends;
  const image = hasImages ? undefined : nameOfLone(ends, pipeline);
  if (image === undefined && (hasImages || to.some(({ text }) => text.includes(IMAGE_PLACEHOLDER)))) {
    throw new InputError(
      `Cannot promote from ${quote(from.text)}: images are listed or named by ${IMAGE_PLACEHOLDER}, but "from" has no ${IMAGE_PLACEHOLDER}; write it as "registry.example.com/d/${IMAGE_PLACEHOLDER}"`,
    );
  }
  return toRoute(parseReference(from.text), ends, image);
}

/** An environment without a placeholder has only one image. */
function requireOwnName({ from }: Endpoints, { line, name }: ImageLine): void {
  if (from.text.includes(IMAGE_PLACEHOLDER) || from.text.endsWith(`/${name}`)) return;
  throw new InputError(
    `Cannot promote image ${quote(line)}: ${from.environment?.name} has only one image, ${quote(from.text)}; name that one, or write its repository with ${IMAGE_PLACEHOLDER} in the pipeline file`,
  );
}

/**
 * Reads the inputs `from`, `to`, `image` and `image-file`.
 *
 * @param pipeline has the environments that may be named in place of repositories.
 * @returns one route for each line of `image`; a single one if there is no placeholder.
 * @throws {InputError} if a part is malformed, a destination is the source, or placeholder and images do not match.
 */
export function readRoutes(get: GetInput, pipeline?: Pipeline): NonEmpty<Route> {
  const from = requireInput('from', get('from'), 'registry.example.com/d/app:1.2.3');
  const to = parseList(requireInput('to', get('to'), 'registry.example.com/t/app'));
  const ends = findEndpoints(from, to, pipeline);
  const { environment } = ends.from;
  const lines = readImageLines(get);
  if (environment === undefined && !ends.from.text.includes(IMAGE_PLACEHOLDER)) {
    return [readLoneRoute(ends, lines.length > 0, pipeline)];
  }
  const images = lines.map((line) => parseImageLine(line, environment?.tag));
  const double = findDouble(images, ({ name }) => name);
  if (double !== undefined) {
    throw new InputError(`Cannot promote ${quote(double.name)} twice: "image" lists it more than once; remove a line`);
  }
  const [first, ...rest] = images.map((image): Route => {
    requireOwnName(ends, image);
    return toRoute(parseReference(fill(ends.from.text, image) + image.pick), ends, image);
  });
  if (first === undefined) {
    const wanted = environment === undefined ? `for ${IMAGE_PLACEHOLDER}` : 'to take from there';
    throw new InputError(
      `Cannot promote from ${quote(from)}: the input "image" lists nothing ${wanted}; name an image, such as "shop/app:1.2.3"`,
    );
  }
  return [first, ...rest];
}

/** The text of a repository, and the environment that was named in its place. */
interface Endpoint {
  readonly text: string;
  readonly environment: Environment | undefined;
}

interface Endpoints {
  readonly from: Endpoint;
  readonly to: NonEmpty<Endpoint>;
}

/**
 * @returns undefined if the text is not a name but a repository or reference.
 * @throws {InputError} if no environment has the name, with the nearest name, or all that there are.
 */
export function findNamedEnvironment(
  input: string,
  text: string,
  pipeline: Pipeline | undefined,
): Environment | undefined {
  // A name without "/" cannot be a repository with its registry.
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
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

/** Replaces environments' names by repositories. An image is taken from the first repository of its environment. */
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
