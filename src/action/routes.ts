import { InputError } from '../errors.ts';
import { formatReference, parseReference, type Reference } from '../oci/reference.ts';
import { formatRepository, parseRepository, type Repository } from '../oci/repository.ts';
import { quote } from '../text/safe-text.ts';
import { type GetInput, parseList, requireInput } from './input-reader.ts';
import { readWholeFile } from './read-file.ts';

/** A file of images that is larger is not read (bytes): 100,000 names have some 10 MB. */
const MAX_IMAGE_FILE = 64 * 1024 * 1024;

/** What stands for an image's name in `from` and `to`. */
const PLACEHOLDER = '{image}';

/** One image of a run: where it is, and where it goes. */
export interface Route {
  readonly from: Reference;
  readonly to: readonly [Repository, ...Repository[]];
}

/** A line of the input `image`: a name, and what picks the image under it. */
interface ImageLine {
  readonly line: string;
  readonly name: string;
  /** `:tag`, `@digest` or both. */
  readonly pick: string;
}

function parseImageLine(line: string): ImageLine {
  const end = /[:@]/.exec(line)?.index ?? line.length;
  const [name, pick] = [line.slice(0, end), line.slice(end)];
  if (name === '' || pick === '') {
    throw new InputError(
      `Cannot read image ${quote(line)}: ${name === '' ? 'it has no name' : 'it has neither tag nor digest'}; write it as "shop/app:1.2.3"`,
    );
  }
  return { line, name, pick };
}

/** Reads the lines of the input `image`, and of the file that `image-file` names. */
function readLines(get: GetInput): readonly string[] {
  const path = get('image-file');
  if (path === '') return parseList(get('image'));
  try {
    return [...parseList(get('image')), ...parseList(readWholeFile(path, MAX_IMAGE_FILE).toString('utf8'))];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `Cannot read image-file ${quote(path)}: ${quote(reason)}; name a file that an earlier step of this job wrote`,
      { cause: error },
    );
  }
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

function parseDestinations(lines: readonly string[]): readonly [Repository, ...Repository[]] {
  const [first, ...rest] = lines.map(parseRepository);
  if (first === undefined)
    throw new InputError('Cannot run: the input "to" lists nothing; name a destination repository');
  const seen = new Set<string>();
  for (const repository of [first, ...rest]) {
    const name = formatRepository(repository);
    if (seen.has(name))
      throw new InputError(`Cannot promote to ${quote(name)} twice: "to" lists it more than once; remove a line`);
    seen.add(name);
  }
  return [first, ...rest];
}

/**
 * Refuses to promote an image to where it is: a route that leads nowhere is a mistake in it.
 *
 * To give further tags to an image is no promotion; it is asked for by the image's digest, as a build knows it.
 */
function requireAnotherPlace(from: Reference, to: readonly Repository[]): void {
  const name = formatRepository(from.repository);
  if (from.kind === 'digest' || !to.some((each) => formatRepository(each) === name)) return;
  throw new InputError(
    `Cannot promote ${formatReference(from)} to ${name}: the destination is the source; name another repository in "to", or, to give an image more tags where it is, name it by its digest in "from"`,
  );
}

/** Makes a route of an image that leads somewhere. */
function toRoute(from: Reference, to: readonly [Repository, ...Repository[]]): Route {
  requireAnotherPlace(from, to);
  return { from, to };
}

/**
 * Reads what is promoted and where it goes from the inputs `from`, `to`, `image` and `image-file`.
 *
 * @returns one route for each line of `image`; a single one where there is no placeholder.
 * @throws {InputError} where a part is malformed, a destination is the source, or placeholder and images do not fit each other.
 */
export function readRoutes(get: GetInput): readonly [Route, ...Route[]] {
  const from = requireInput('from', get('from'), 'registry.example.com/d/app:1.2.3');
  const to = parseList(requireInput('to', get('to'), 'registry.example.com/t/app'));
  const lines = readLines(get);
  if (!from.includes(PLACEHOLDER)) {
    if (lines.length > 0 || to.some((line) => line.includes(PLACEHOLDER))) {
      throw new InputError(
        `Cannot promote from ${quote(from)}: images are listed or named by ${PLACEHOLDER}, but "from" has no ${PLACEHOLDER}; write it as "registry.example.com/d/${PLACEHOLDER}"`,
      );
    }
    return [toRoute(parseReference(from), parseDestinations(to))];
  }
  const images = lines.map(parseImageLine);
  const double = findDouble(images);
  if (double !== undefined) {
    throw new InputError(`Cannot promote ${quote(double)} twice: "image" lists it more than once; remove a line`);
  }
  const [first, ...rest] = images.map(
    (image): Route =>
      toRoute(parseReference(fill(from, image) + image.pick), parseDestinations(to.map((line) => fill(line, image)))),
  );
  if (first === undefined) {
    throw new InputError(
      `Cannot promote from ${quote(from)}: the input "image" lists nothing for ${PLACEHOLDER}; name an image, such as "shop/app:1.2.3"`,
    );
  }
  return [first, ...rest];
}
