import type { BoundCredential } from '../clients/by-credential.ts';
import type { PoolInputs } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { formatSelector, locationsOf } from '../history/image-history.ts';
import { type Digest, shortDigest, tryParseDigest } from '../oci/digest.ts';
import { type Environment, ledgerOf, type Pipeline } from '../pipeline/pipeline.ts';
import type { RecordInput } from '../records/signing.ts';
import { formatList, isBlank } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { bindCredential } from './credentials.ts';
import { imagesOf, parseQuery } from './history.ts';
import { type GetInput, optional, parseChoice, parseList } from './parse.ts';
import { type PromoteInputs, readCredential, readPoolInputs, readSigning } from './promote.ts';
import { findNamedEnvironment, readImageLines } from './routes.ts';
import { requirePipeline } from './verify.ts';

/** An approved plan that is to be applied. */
export interface ApplyInputs {
  /** Its id, as it was approved. */
  readonly id: Digest;
  /** The path of its file. */
  readonly plan: string;
}

export interface RetainInputs extends PoolInputs, Pick<PromoteInputs, 'signing' | 'githubToken'> {
  readonly command: 'retain';
  readonly pipeline: Pipeline;
  /** Their names in the pipeline. */
  readonly images: readonly [string, ...string[]];
  /** Those that are planned: each has rules. */
  readonly environments: readonly [Environment, ...Environment[]];
  /** Paths of lists of what runs, or of folders with such lists. */
  readonly inUse: readonly string[];
  /** Undefined: it only plans. */
  readonly apply: ApplyInputs | undefined;
  /** The most images that may go at once, less than the file allows. */
  readonly maxDelete: number | undefined;
  readonly record: RecordInput;
  readonly reason: string | undefined;
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

function readApply(get: GetInput): ApplyInputs | undefined {
  const [plan, apply] = [get('plan'), get('apply')];
  if (apply === '' && plan === '') return undefined;
  if (apply === '') {
    throw new InputError(
      'Cannot apply a plan: the input "plan" names its file, and nobody says that it was approved; give its id in the input "apply", or leave "plan" out',
    );
  }
  const id = tryParseDigest(apply.trim());
  if (id === undefined) {
    throw new InputError(
      `Cannot apply ${quote(apply)}: it is not the id of a plan; give the output "plan-id" of the run that made it`,
    );
  }
  if (plan === '') {
    throw new InputError(
      `Cannot apply plan ${shortDigest(id)}: its file is not named; give the path of the output "plan-file" of the run that made it in the input "plan"`,
    );
  }
  return { id, plan };
}

function readMaxDelete(get: GetInput, { retention: { maxDelete } }: Pipeline): number | undefined {
  const text = get('max-delete').trim();
  if (text === '') return undefined;
  const most = /^[0-9]{1,6}$/.test(text) ? Number(text) : undefined;
  if (most === undefined) {
    throw new InputError(`Cannot use max-delete ${quote(text)}: it is not a number of images; write one such as "10"`);
  }
  if (most <= maxDelete.images) return most;
  throw new InputError(
    `Cannot use max-delete ${quote(text)}: the pipeline file allows ${maxDelete.images} images at once, and the input may only lower that; leave it out, or change "retention: max-delete" in the file`,
  );
}

/** @throws {InputError} if there is no pipeline file, or no environment of it has rules. */
export function readRetainInputs(get: GetInput, given: Pipeline | undefined): RetainInputs {
  const pipeline = requirePipeline(given, 'retain');
  const environments = readEnvironments(get, pipeline);
  const images = readImages(get, pipeline);
  const used = images.flatMap((name) => [
    ...locationsOf(pipeline, name).map(({ repository }) => repository.registry),
    ...[ledgerOf(pipeline, name)?.registry ?? []].flat(),
  ]);
  return {
    command: 'retain',
    ...{ pipeline, images, environments },
    inUse: parseList(get('in-use')),
    apply: readApply(get),
    maxDelete: readMaxDelete(get, pipeline),
    record: parseChoice('record', get('record'), ['auto', 'signed', 'unsigned', 'off']),
    reason: isBlank(get('reason')) ? undefined : get('reason'),
    signing: readSigning(get),
    githubToken: optional(get('github-token')),
    ...readPoolInputs(get),
    // Only the file names the registries of environments.
    destinationCredential: bindCredential(get, readCredential(get, 'destination'), {
      ...{ side: 'destination', used, named: [] },
    }),
  };
}
