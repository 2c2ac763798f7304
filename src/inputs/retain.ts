import type { BoundCredential } from '../clients/by-credential.ts';
import type { PoolInputs } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { formatSelector, locationsOf } from '../history/image-history.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { bindCredential } from './credentials.ts';
import { imagesOf, parseQuery } from './history.ts';
import { type GetInput, parseList } from './parse.ts';
import { readCredential, readPoolInputs } from './promote.ts';
import { findNamedEnvironment, readImageLines } from './routes.ts';
import { requirePipeline } from './verify.ts';

export interface RetainInputs extends PoolInputs {
  readonly command: 'retain';
  readonly pipeline: Pipeline;
  /** Their names in the pipeline. */
  readonly images: readonly [string, ...string[]];
  /** Those that are planned: each has rules. */
  readonly environments: readonly [Environment, ...Environment[]];
  /** Paths of lists of what runs, or of folders with such lists. */
  readonly inUse: readonly string[];
  readonly destinationCredential: BoundCredential | undefined;
}

/** The most images of one run: each takes requests in every environment. */
const MAX_IMAGES = 200;

function readImages(get: GetInput, pipeline: Pipeline): RetainInputs['images'] {
  const given = readImageLines(get);
  const lines = given.length > 0 ? given : imagesOf(pipeline);
  if (lines.length > MAX_IMAGES) {
    throw new InputError(
      `Cannot plan the retention of ${lines.length} images at once: ${MAX_IMAGES} are the most; name fewer in the input "image"`,
    );
  }
  const names = lines.map((line) => {
    const query = parseQuery(line, pipeline, 'plan the retention of');
    const selector = formatSelector(query);
    if (selector === '') return query.name;
    throw new InputError(
      `Cannot plan the retention of ${quote(line)}: rules decide which of its images stay; leave out ${quote(selector)}`,
    );
  });
  const [first, ...others] = new Set(names);
  if (first !== undefined) return [first, ...others];
  throw new InputError(
    `Cannot plan the retention: no image is named; set the input "image", for example "image: shop/app", or list them under "images" in ${pipeline.path}`,
  );
}

function readEnvironments(get: GetInput, pipeline: Pipeline): RetainInputs['environments'] {
  const ruled = pipeline.environments.filter(({ retention }) => retention !== undefined);
  const [first, ...others] = ruled;
  if (first === undefined) {
    const example = pipeline.environments.at(-1)?.name ?? 'p';
    throw new InputError(
      `Cannot plan the retention: no environment of ${pipeline.path} has "retention", so nothing ever goes; write for example "retention: { keep: { last: 10 } }" below ${example}`,
    );
  }
  const asked = parseList(get('to')).map((text) => {
    const found = findNamedEnvironment('to', text, pipeline);
    if (found?.retention !== undefined) return found;
    const names = formatList(ruled.map(({ name }) => name));
    const why =
      found === undefined
        ? 'it is not the name of an environment'
        : 'it has no "retention", so nothing there ever goes';
    throw new InputError(
      `Cannot plan the retention of ${quote(text)}: ${why}; write a name of ${pipeline.path}: ${names}`,
    );
  });
  if (asked.length === 0) return [first, ...others];
  const [head = first, ...rest] = ruled.filter((each) => asked.includes(each));
  return [head, ...rest];
}

/** @throws {InputError} if there is no pipeline file, or no environment of it has rules. */
export function readRetainInputs(get: GetInput, given: Pipeline | undefined): RetainInputs {
  const pipeline = requirePipeline(given, 'retain');
  const environments = readEnvironments(get, pipeline);
  const images = readImages(get, pipeline);
  const used = images.flatMap((name) => locationsOf(pipeline, name).map(({ repository }) => repository.registry));
  return {
    command: 'retain',
    ...{ pipeline, images, environments },
    inUse: parseList(get('in-use')),
    ...readPoolInputs(get),
    // Only the file names the registries of environments.
    destinationCredential: bindCredential(get, readCredential(get, 'destination'), {
      ...{ side: 'destination', used, named: [] },
    }),
  };
}
