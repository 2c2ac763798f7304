import { PROMOTION, type PromotionPredicate } from '../attestation/predicates/promotion.ts';
import { contradictRun } from '../attestation/verify/run.ts';
import { formatRepository } from '../oci/reference.ts';
import { isNameOf, recordedEnvironment } from '../pipeline/environments.ts';
import {
  type Environment,
  expandTemplate,
  findRoute,
  type Pipeline,
  type RepositoryTemplate,
} from '../pipeline/pipeline.ts';
import { decodeUnverifiedPredicate, type StoredRecord } from '../records/stored-record.ts';
import { isBlank } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { CLOCK_SKEW } from '../util/time.ts';
import { type RecordTrust, type RecordVerdict, type VerifiedRecord, verifyRecord } from './verify-record.ts';

/** A promotion that is proven: an image has entered an environment. */
export type VerifiedPromotion = VerifiedRecord<PromotionPredicate>;

/** What tells when a record was made. */
export type Placed = Pick<VerifiedRecord<Pick<PromotionPredicate, 'time'>>, 'predicate' | 'signature'>;

/** Which promotion a record must prove. */
export interface VerifyPromotionOptions extends RecordTrust {
  readonly pipeline: Pipeline;
  /** The image's name in the pipeline. */
  readonly image: string;
  /** If given, the promotion must have gone to this repository of the environment (`formatRepository`). */
  readonly uri?: string | undefined;
  readonly now: Date;
}

function expandAll(templates: readonly RepositoryTemplate[], image: string): readonly string[] {
  return templates.map((template) => formatRepository(expandTemplate(template, image)));
}

/** Where an image may be in an environment, or might have been when the record was written. */
export function repositoriesOf({ repositories, formerRepositories }: Environment, image: string): readonly string[] {
  return expandAll([...repositories, ...formerRepositories], image);
}

/** Whether a record of one repository of an environment counts in another: if it was renamed. */
export function countsAt(
  recorded: string,
  uri: string,
  { environment, image }: Pick<VerifyPromotionOptions, 'environment' | 'image'>,
): boolean {
  return recorded === uri || expandAll(environment.formerRepositories, image).includes(recorded);
}

function verifyRoute({ predicate }: VerifiedPromotion, options: VerifyPromotionOptions): string | undefined {
  const { pipeline, environment, image, uri } = options;
  const { source, destination, route, reason } = predicate;
  const to = environment.name;
  if (!repositoriesOf(environment, image).includes(destination.uri)) {
    return `it is about ${quote(destination.uri)}, which is not a repository of ${image} in ${to}`;
  }
  if (uri !== undefined && !countsAt(destination.uri, uri, options)) {
    return `it is about ${quote(destination.uri)} and not about this repository`;
  }
  if (source.environment === undefined) return 'it does not say from which environment the image came';
  const from = recordedEnvironment(pipeline, source.environment);
  const allowed = from && findRoute(pipeline, { from: from.name, to: environment });
  if (from === undefined || allowed === undefined) {
    return `it came from ${quote(source.environment)}, and no route leads from there to ${to}`;
  }
  if (!repositoriesOf(from, image).includes(source.uri)) {
    return `it came from ${quote(source.uri)}, which is not a repository of ${image} in ${from.name}`;
  }
  if (allowed.kind === 'hotfix' && (route?.kind !== 'hotfix' || route.name !== allowed.name)) {
    return `it does not say that the hotfix route ${quote(allowed.name ?? '')} was used`;
  }
  if (allowed.kind === 'hotfix' && isBlank(reason)) {
    return `it took the hotfix route ${quote(allowed.name ?? '')} without a reason`;
  }
  return undefined;
}

export function verifyTime({ predicate, signature }: Placed, { now }: VerifyPromotionOptions): string | undefined {
  const { time } = predicate;
  const latest = Math.min(now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SKEW;
  if (time.getTime() <= latest) return undefined;
  const bound = signature?.signedAt === undefined ? 'in the future' : 'later than its signature';
  return `it claims the time ${time.toISOString()}, which is ${bound}`;
}

/** Compares what the record says of its run with the certificate, which is GitHub's word. */
export function verifyRun(
  { predicate: { run }, signature }: Pick<VerifiedRecord<Pick<PromotionPredicate, 'run'>>, 'predicate' | 'signature'>,
  required: string | undefined,
): string | undefined {
  const certificate = signature?.by.kind === 'certificate' ? signature.by.claims : undefined;
  const contradiction = certificate && contradictRun(run, certificate);
  if (contradiction !== undefined) return contradiction;
  // What the runner's variables say is not proof: promotions are not let through by it either.
  const actual = certificate?.environment ?? (run.isFromToken === true ? run.environment : undefined);
  if (required === undefined || actual === required) return undefined;
  const where = actual === undefined ? 'in no environment of GitHub' : `in GitHub's environment ${quote(actual)}`;
  return `its job ran ${where} and not in ${quote(required)}`;
}

/**
 * Verifies that a record proves that an image has entered an environment by a route of the pipeline file: signature,
 * predicate, subject, environment, repositories, route, run and time, in that order. Annotations never count.
 */
export function verifyPromotion(
  stored: StoredRecord,
  options: VerifyPromotionOptions,
): RecordVerdict<PromotionPredicate> {
  const claimed = decodeUnverifiedPredicate(PROMOTION, stored)?.destination.environment;
  if (!isNameOf(options.environment, claimed)) return { kind: 'other' };
  const verdict = verifyRecord(stored, PROMOTION, options);
  if (verdict.kind !== 'valid') return verdict;
  const { record } = verdict;
  const isOther = !isNameOf(options.environment, record.predicate.destination.environment);
  const reason = isOther
    ? 'what was signed is of another environment'
    : (verifyRoute(record, options) ??
      verifyRun(record, options.environment.gitHubEnvironment) ??
      verifyTime(record, options));
  return reason === undefined ? verdict : { kind: 'rejected', reason };
}

/**
 * When an image entered (milliseconds since 1970). Of a signed record the witnessed time counts: it could claim an
 * earlier one.
 */
export function enteredAt({ predicate, signature }: Placed): number {
  return Math.max(predicate.time.getTime(), signature?.signedAt?.getTime() ?? 0);
}
