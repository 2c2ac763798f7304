import type { BoundCredential } from '../clients/by-credential.ts';
import type { PoolInputs } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { locationsOf } from '../history/image-history.ts';
import { parseDigest } from '../oci/digest.ts';
import { parseTag, type Tag } from '../oci/reference.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import type { ImageWish } from '../rollback/request.ts';
import { parseTimeZone } from '../tags/time-zone.ts';
import { formatList, isBlank } from '../util/format.ts';
import type { NonEmpty } from '../util/non-empty.ts';
import { quote } from '../util/safe-text.ts';
import { bindCredential } from './credentials.ts';
import { parseQuery } from './history.ts';
import { type GetInput, optional, parseChoice, parseDryRun, parseList, parseSwitch, requireInput } from './parse.ts';
import { type PromoteInputs, readCredential, readPoolInputs, readSigning } from './promote.ts';
import { findNamedEnvironment, readImageLines } from './routes.ts';
import { requirePipeline } from './verify.ts';

export interface RollbackInputs extends PoolInputs, Pick<PromoteInputs, 'signing' | 'githubToken' | 'dryRun'> {
  readonly command: 'rollback';
  readonly pipeline: Pipeline;
  readonly environment: Environment;
  readonly images: NonEmpty<ImageWish>;
  /** The moving tag whose line is rolled back. */
  readonly marker: Tag;
  readonly wholeSet: boolean;
  readonly reason: string;
  readonly hold: boolean;
  readonly allowPartial: boolean;
  readonly record: 'auto' | 'signed' | 'unsigned';
  readonly timeZone: string;
  readonly credential: BoundCredential | undefined;
}

/** The tag that marks what runs where an environment has none of its own. */
const USUAL_MARKER = 'latest';

function readEnvironment(get: GetInput, pipeline: Pipeline): Environment {
  const names = formatList(pipeline.environments.map(({ name }) => name));
  const example = pipeline.environments.at(-1)?.name ?? 'p';
  const [text = '', ...others] = parseList(requireInput('to', get('to'), example));
  if (others.length > 0) {
    throw new InputError(
      `Cannot roll back ${formatList([text, ...others])} at once: a rollback is of one environment; run one step for each`,
    );
  }
  const environment = findNamedEnvironment('to', text, pipeline);
  if (environment !== undefined && environment.from.length > 0) return environment;
  if (environment !== undefined) {
    const after = formatList(pipeline.environments.filter(({ from }) => from.length > 0).map(({ name }) => name));
    throw new InputError(
      `Cannot roll back in ${environment.name}: images are built there, and nothing is promoted to it, so no record says what ran before; name an environment that images are promoted to${after === '' ? '' : `: ${after}`}`,
    );
  }
  throw new InputError(
    `Cannot roll back ${quote(text)}: the input "to" names an environment; write a name of ${pipeline.path}: ${names}`,
  );
}

function readImages(get: GetInput, pipeline: Pipeline): NonEmpty<ImageWish> {
  const lines = readImageLines(get);
  const expected = optional(get('expected-digest'));
  if (expected !== undefined && lines.length > 1) {
    throw new InputError(
      `Cannot roll back ${lines.length} images with one "expected-digest": each has its own; run one step for each, or leave it out`,
    );
  }
  const digest = expected === undefined ? undefined : parseDigest(expected);
  const wishes = lines.map((line) => ({ ...parseQuery(line, pipeline, 'roll back'), expected: digest }));
  const double = wishes.find(({ name }, index) => wishes.findIndex((other) => other.name === name) !== index);
  if (double !== undefined) {
    throw new InputError(
      `Cannot roll back ${quote(double.name)} twice: "image" lists it more than once; remove a line`,
    );
  }
  const [first, ...rest] = wishes;
  if (first === undefined) {
    throw new InputError(
      'Cannot run command "rollback": the input "image" lists nothing; name an image, such as "shop/app" for what ran before, or "shop/app:1.2.4" for that one',
    );
  }
  return [first, ...rest];
}

function readReason(get: GetInput): string {
  const reason = get('reason');
  if (!isBlank(reason)) return reason;
  throw new InputError(
    'Cannot roll back without a reason: the record and the hold name it; give one in the input "reason", such as "INC-4711"',
  );
}

function readRecord(get: GetInput): RollbackInputs['record'] {
  const record = parseChoice('record', get('record'), ['auto', 'signed', 'unsigned', 'off']);
  if (record !== 'off') return record;
  throw new InputError(
    'Cannot roll back with "record: off": the next rollback would not know what ran; leave "record" out',
  );
}

function readLogin(get: GetInput, images: readonly ImageWish[], pipeline: Pipeline): BoundCredential | undefined {
  // Only the file names the registries of environments.
  const used = images.flatMap(({ name }) => locationsOf(pipeline, name).map(({ repository }) => repository.registry));
  return bindCredential(get, readCredential(get, 'destination'), { side: 'destination', used, named: [] });
}

/** @throws {InputError} if there is no pipeline file, or what is needed is missing or makes no sense. */
export function readRollbackInputs(get: GetInput, given: Pipeline | undefined): RollbackInputs {
  const pipeline = requirePipeline(given, 'rollback');
  const environment = readEnvironment(get, pipeline);
  const images = readImages(get, pipeline);
  const tag = optional(get('tag'));
  return {
    command: 'rollback',
    ...{ pipeline, environment, images },
    marker: tag === undefined ? (environment.tag ?? parseTag(USUAL_MARKER)) : parseTag(tag),
    wholeSet: parseSwitch('set', get('set') || 'false'),
    reason: readReason(get),
    hold: parseSwitch('hold', get('hold') || 'true'),
    allowPartial: parseSwitch('allow-partial', get('allow-partial') || 'false'),
    record: readRecord(get),
    signing: readSigning(get),
    timeZone: parseTimeZone(get('time-zone') || 'UTC'),
    githubToken: optional(get('github-token')),
    dryRun: parseDryRun(get('dry-run')),
    ...readPoolInputs(get),
    credential: readLogin(get, images, pipeline),
  };
}
