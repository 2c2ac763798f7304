import { EVERY_ENVIRONMENT, type HoldEffect } from '../attestation/predicates/hold.ts';
import type { BoundCredential } from '../clients/by-credential.ts';
import type { PoolInputs } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { formatSelector, type HistoryQuery, type Location, locationsOf } from '../history/image-history.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import type { RecordInput } from '../records/signing.ts';
import { endOfDay, parseTimeZone } from '../tags/time-zone.ts';
import { formatList, isBlank } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { bindCredential } from './credentials.ts';
import { parseQuery } from './history.ts';
import { type GetInput, optional, parseChoice, parseDryRun, parseList, requireInput } from './parse.ts';
import { type PromoteInputs, readCredential, readPoolInputs, readSigning } from './promote.ts';
import { findNamedEnvironment, readImageLines } from './routes.ts';
import { requirePipeline } from './verify.ts';

/** An image that is to be held or released, and where it may be. */
export interface HoldTarget {
  /** As it was written. */
  readonly line: string;
  readonly query: HistoryQuery;
  readonly locations: readonly Location[];
}

export interface HoldInputs extends PoolInputs, Pick<PromoteInputs, 'githubToken' | 'dryRun' | 'signing'> {
  readonly command: 'hold' | 'unhold';
  readonly pipeline: Pipeline;
  readonly targets: readonly HoldTarget[];
  readonly environments: readonly Environment[];
  /** As the record names them: `*` if the input `to` names none. */
  readonly names: readonly string[];
  readonly effect: HoldEffect;
  readonly until: Date | undefined;
  readonly reason: string;
  readonly record: RecordInput;
  readonly destinationCredential: BoundCredential | undefined;
}

type Command = HoldInputs['command'];

function readEnvironments(get: GetInput, command: Command, pipeline: Pipeline) {
  const named = parseList(get('to'));
  if (named.length === 0) return { environments: pipeline.environments, names: [EVERY_ENVIRONMENT] };
  const environments = named.map((text) => {
    const environment = findNamedEnvironment('to', text, pipeline);
    if (environment !== undefined) return environment;
    const names = formatList(pipeline.environments.map(({ name }) => name));
    throw new InputError(
      `Cannot ${command} in ${quote(text)}: it is not the name of an environment; write names of ${pipeline.path} (${names}), or leave "to" out for all of them`,
    );
  });
  const distinct = [...new Set(environments)];
  return { environments: distinct, names: distinct.map(({ name }) => name) };
}

function readTargets(get: GetInput, command: Command, pipeline: Pipeline, environments: readonly Environment[]) {
  const lines = readImageLines(get);
  if (lines.length === 0) {
    throw new InputError(
      `Cannot run command "${command}": the input "image" is missing; name the image with its digest or tag, for example "image: shop/app:1.3.0"`,
    );
  }
  const targets = lines.map((line): HoldTarget => {
    const query = parseQuery(line, pipeline, command);
    if (query.digest === undefined && query.tag === undefined) {
      throw new InputError(
        `Cannot ${command} ${quote(line)}: it has neither tag nor digest; write it as "${query.name}:1.3.0" or "${query.name}@sha256:…"`,
      );
    }
    const locations = locationsOf(pipeline, query.name).filter((each) => environments.includes(each.environment));
    return { line, query, locations };
  });
  return [
    ...new Map(targets.map((target) => [`${target.query.name}${formatSelector(target.query)}`, target])).values(),
  ];
}

function readUntil(get: GetInput, command: Command, effect: HoldEffect, now: Date): Date | undefined {
  const text = get('until');
  if (text === '') return undefined;
  const refuse = (reason: string, remedy: string): never => {
    throw new InputError(`Cannot use until ${quote(text)}: ${reason}; ${remedy}`);
  };
  if (command === 'unhold') return refuse('a hold ends at once', 'leave it out');
  if (effect === 'legal')
    return refuse('a legal hold does not end by itself', 'leave it out, and run command unhold when it is over');
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = isInstant ? new Date(text) : endOfDay(text, parseTimeZone(get('time-zone') || 'UTC'));
  if (time === undefined || Number.isNaN(time.getTime())) {
    return refuse('it is neither a day nor an instant', 'write it as "2027-01-31", or as "2027-01-31T12:00Z"');
  }
  return time.getTime() > now.getTime() ? time : refuse('it is over', 'write a later day');
}

function readReason(get: GetInput, command: Command): string {
  const reason = requireInput('reason', get('reason'), command === 'hold' ? 'INC-4711' : 'INC-4711 is solved');
  if (!isBlank(reason)) return reason;
  throw new InputError(`Cannot run: the input "reason" is blank; say why, for example "reason: INC-4711"`);
}

/**
 * Reads what is held, or no longer held.
 *
 * @throws {InputError} if there is no pipeline file, or image, reason or end are missing or make no sense.
 */
export function readHoldInputs(
  get: GetInput,
  command: Command,
  given: Pipeline | undefined,
  now = new Date(),
): HoldInputs {
  const pipeline = requirePipeline(given, command);
  const reason = readReason(get, command);
  const where = readEnvironments(get, command, pipeline);
  const effect = parseChoice('effect', get('effect'), ['quarantine', 'legal']);
  const targets = readTargets(get, command, pipeline, where.environments);
  // Only the file names the registries of environments.
  const used = targets.flatMap(({ locations }) => locations.map(({ repository }) => repository.registry));
  return {
    ...{ command, pipeline, targets, ...where, effect, reason },
    until: readUntil(get, command, effect, now),
    record: parseChoice('record', get('record'), ['auto', 'signed', 'unsigned', 'off']),
    signing: readSigning(get),
    githubToken: optional(get('github-token')),
    dryRun: parseDryRun(get('dry-run')),
    ...readPoolInputs(get),
    destinationCredential: bindCredential(get, readCredential(get, 'destination'), {
      side: 'destination',
      used,
      named: [],
    }),
  };
}
