import type { BoundCredential } from '../clients/by-credential.ts';
import type { PoolInputs } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { formatSelector, type HistoryQuery, locationsOf } from '../history/image-history.ts';
import { parseDigest } from '../oci/digest.ts';
import { parseRepository, parseTag } from '../oci/reference.ts';
import { canonicalRegistry } from '../oci/registry-name.ts';
import { findEnvironments } from '../pipeline/environments.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { endOfDay, parseTimeZone } from '../tags/time-zone.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { bindCredential } from './credentials.ts';
import { type GetInput, hasRegistry, optional } from './parse.ts';
import { type PromoteInputs, readCredential, readPoolInputs } from './promote.ts';
import { findNamedEnvironment, readImageLines } from './routes.ts';

export interface ComparedEnvironments {
  readonly from: Environment;
  readonly to: Environment;
}

export interface HistoryInputs extends PoolInputs, Pick<PromoteInputs, 'githubToken'> {
  readonly command: 'history';
  readonly pipeline: Pipeline;
  readonly images: readonly [HistoryQuery, ...HistoryQuery[]];
  readonly compared: ComparedEnvironments | undefined;
  /** When the environments are looked at; undefined: only now. */
  readonly at: Date | undefined;
  /** For the one registry that the images are in. */
  readonly sourceCredential: BoundCredential | undefined;
}

/** The most images of one run: each takes requests in every environment. */
const MAX_IMAGES = 500;

const SHOW = 'show the history of';

const WRITERS = ['destination-username', 'destination-password'];

function nameInPipeline(text: string, pipeline: Pipeline, act = SHOW): string {
  const [placement] = findEnvironments(pipeline, parseRepository(text));
  if (placement !== undefined) return placement.image;
  throw new InputError(
    `Cannot ${act} ${quote(text)}: it is in no environment of ${pipeline.path}; write only the image's name, such as "shop/app"`,
  );
}

/**
 * Parses an image that is named with or without what selects it, by its name in the pipeline or in full.
 *
 * @param act what is done with it, for messages.
 */
export function parseQuery(line: string, pipeline: Pipeline, act = SHOW): HistoryQuery {
  const at = line.indexOf('@');
  const digest = at < 0 ? undefined : parseDigest(line.slice(at + 1));
  const rest = at < 0 ? line : line.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const hasTag = colon > rest.lastIndexOf('/');
  const written = hasTag ? rest.slice(0, colon) : rest;
  if (written === '') {
    throw new InputError(
      `Cannot read image ${quote(line)}: it has no name; write it as "shop/app" or "shop/app:1.2.3"`,
    );
  }
  const isName = pipeline.images.includes(written) || !hasRegistry(written);
  const name = isName ? written : nameInPipeline(written, pipeline, act);
  // Rejects a name that makes no repository before any request.
  locationsOf(pipeline, name);
  return { name, tag: hasTag ? parseTag(rest.slice(colon + 1)) : undefined, digest };
}

/** Lists the images of the file; a pipeline of one image need not name it. */
export function imagesOf(pipeline: Pipeline): readonly string[] {
  if (pipeline.images.length > 0) return pipeline.images;
  const templates = pipeline.environments.flatMap(({ repositories }) => repositories);
  const [first] = templates;
  if (first === undefined || templates.some(({ hasPlaceholder }) => hasPlaceholder)) return [];
  return [nameInPipeline(first.text, pipeline)];
}

function readImages(get: GetInput, pipeline: Pipeline): HistoryInputs['images'] {
  const given = readImageLines(get);
  const lines = given.length > 0 ? given : imagesOf(pipeline);
  if (lines.length > MAX_IMAGES) {
    throw new InputError(
      `Cannot show the history of ${lines.length} images at once: ${MAX_IMAGES} are the most; name fewer in the input "image"`,
    );
  }
  const images = lines.map((line) => parseQuery(line, pipeline));
  // A name and a reference of a cluster may be the same image.
  const [first, ...others] = new Map(images.map((image) => [`${image.name}${formatSelector(image)}`, image])).values();
  if (first !== undefined) return [first, ...others];
  throw new InputError(
    `Cannot show the history: no image is named; set the input "image", for example "image: shop/app", or list them under "images" in ${pipeline.path}`,
  );
}

function readEnvironment(get: GetInput, input: 'from' | 'to', pipeline: Pipeline): Environment {
  const text = get(input);
  const environment = findNamedEnvironment(input, text, pipeline);
  if (environment !== undefined) return environment;
  const names = formatList(pipeline.environments.map(({ name }) => name));
  throw new InputError(
    `Cannot use ${input} ${quote(text)}: the history compares environments; write a name of ${pipeline.path}: ${names}`,
  );
}

function readCompared(get: GetInput, pipeline: Pipeline): ComparedEnvironments | undefined {
  if (get('from') === '' && get('to') === '') return undefined;
  if (get('from') === '' || get('to') === '') {
    const [input, other] = get('from') === '' ? ['from', 'to'] : ['to', 'from'];
    throw new InputError(
      `Cannot compare environments: the input "${input}" is missing beside "${other}"; give both, or neither`,
    );
  }
  const compared = { from: readEnvironment(get, 'from', pipeline), to: readEnvironment(get, 'to', pipeline) };
  if (compared.from !== compared.to) return compared;
  throw new InputError(
    `Cannot compare ${quote(compared.from.name)} with itself: "from" and "to" are the same; name another environment in one of them`,
  );
}

/** Other registries must never see the login. */
function readLogin(get: GetInput, images: HistoryInputs['images'], pipeline: Pipeline): BoundCredential | undefined {
  const writer = WRITERS.find((name) => get(name) !== '');
  if (writer !== undefined) {
    throw new InputError(
      `Cannot use the input "${writer}" with "command: history": nothing is written; leave it out, and log in before this step`,
    );
  }
  const credential = readCredential(get, 'source');
  const registries = new Set(
    images.flatMap(({ name }) => locationsOf(pipeline, name).map(({ repository }) => repository.registry)),
  );
  const isListed = get('source-registry') !== '';
  if (credential === undefined || registries.size === 1 || isListed) {
    // An image may be named with its registry.
    const hosts = readImageLines(get).flatMap((line) => /^([^/]*[.:][^/]*)\//.exec(line)?.[1] ?? []);
    const named = hosts.map((host) => canonicalRegistry(host));
    return bindCredential(get, credential, { side: 'source', used: [...registries], named });
  }
  throw new InputError(
    `Cannot use the input "source-username" with "command: history": it does not say which of ${formatList([...registries])} it is for; log in to each of them before this step`,
  );
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** A day means its end: what it left behind. */
function readAt(get: GetInput): Date | undefined {
  const text = get('at');
  if (text === '') return undefined;
  const zone = parseTimeZone(get('time-zone') || 'UTC');
  const time = INSTANT.test(text) ? new Date(text) : endOfDay(text, zone);
  if (time !== undefined && !Number.isNaN(time.getTime())) return time;
  throw new InputError(
    `Cannot use at ${quote(text)}: it is neither an instant nor a day; write it like "2026-11-30T10:00:00Z" or "2026-11-30"`,
  );
}

export function readHistoryInputs(get: GetInput, pipeline: Pipeline): HistoryInputs {
  const images = readImages(get, pipeline);
  return {
    command: 'history',
    pipeline,
    images,
    compared: readCompared(get, pipeline),
    at: readAt(get),
    githubToken: optional(get('github-token')),
    ...readPoolInputs(get),
    sourceCredential: readLogin(get, images, pipeline),
  };
}
