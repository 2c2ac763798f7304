import { PROMOTION_PREDICATE } from '../attestation/predicates/promotion.ts';
import type { PromotionClaims } from '../attestation/predicates/promotion-claims.ts';
import { readPromotionClaims } from '../attestation/predicates/read-promotion.ts';
import { readStatement } from '../attestation/statement.ts';
import { contradictRun } from '../attestation/verify/run.ts';
import type { BundleVerifier, Signature } from '../attestation/verify/verifier.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { formatRepository } from '../oci/reference.ts';
import { isNameOf, recordedEnvironment } from '../pipeline/environments.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { expandTemplate, type RepositoryTemplate } from '../pipeline/repository-template.ts';
import { findRoute } from '../pipeline/routes.ts';
import type { StoredRecord } from '../records/chain-stored-record.ts';
import { payloadOf, peekClaims } from '../records/stored-record.ts';
import { isBlank } from '../util/blank.ts';
import { quote } from '../util/text-safe-text.ts';
import type { EntryFinding } from './entry.ts';

/** How far clocks may differ (milliseconds): a record may not claim a later time than that at which it was signed. */
export const CLOCK_SKEW = 5 * 60 * 1000;

/** What is asked of a record: whether it proves that this image has entered this environment. */
export interface EntryQuestion {
  readonly pipeline: Pipeline;
  readonly environment: Environment;
  /** The image's name in the pipeline. */
  readonly image: string;
  readonly digest: Digest;
  /** Where given, the promotion must have gone to this repository of the environment (`formatRepository`). */
  readonly uri?: string | undefined;
  readonly verify: BundleVerifier;
  readonly now: Date;
}

function expandAll(templates: readonly RepositoryTemplate[], image: string): readonly string[] {
  return templates.map((template) => formatRepository(expandTemplate(template, image)));
}

/** Lists where an image may be in an environment, or may have been when the record was written. */
function placesOf({ repositories, formerRepositories }: Environment, image: string): readonly string[] {
  return expandAll([...repositories, ...formerRepositories], image);
}

/** Whether a record of one repository of an environment counts in another: it does where the former was renamed. */
function countsAt(recorded: string, uri: string, { environment, image }: EntryQuestion): boolean {
  return recorded === uri || expandAll(environment.formerRepositories, image).includes(recorded);
}

function judgeRoute(claims: PromotionClaims, question: EntryQuestion): string | undefined {
  const { pipeline, environment, image, uri } = question;
  const { source, destination, route, reason } = claims;
  const to = environment.name;
  if (!placesOf(environment, image).includes(destination.uri)) {
    return `it is about ${quote(destination.uri)}, which is no repository of ${image} in ${to}`;
  }
  if (uri !== undefined && !countsAt(destination.uri, uri, question)) {
    return `it is about ${quote(destination.uri)} and not about this repository`;
  }
  if (source.environment === undefined) return 'it does not say from which environment the image came';
  const from = recordedEnvironment(pipeline, source.environment);
  const allowed = from && findRoute(pipeline, { from: from.name, to: environment });
  if (from === undefined || allowed === undefined) {
    return `it came from ${quote(source.environment)}, and no route leads from there to ${to}`;
  }
  if (!placesOf(from, image).includes(source.uri)) {
    return `it came from ${quote(source.uri)}, which is no repository of ${image} in ${from.name}`;
  }
  if (allowed.kind === 'hotfix' && (route?.kind !== 'hotfix' || route.name !== allowed.name)) {
    return `it does not say that the hotfix route ${quote(allowed.name ?? '')} was used`;
  }
  if (allowed.kind === 'hotfix' && isBlank(reason)) {
    return `it took the hotfix route ${quote(allowed.name ?? '')} without a reason`;
  }
  return undefined;
}

function judgeTime({ time }: PromotionClaims, signature: Signature | undefined, now: Date): string | undefined {
  const latest = Math.min(now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SKEW;
  if (time.getTime() <= latest) return undefined;
  const bound = signature?.signedAt === undefined ? 'in the future' : 'later than its signature';
  return `it claims the time ${time.toISOString()}, which is ${bound}`;
}

/** Holds what the record says of its run against what the certificate says: that is GitHub's word. */
function judgeRun(claims: PromotionClaims, signature: Signature | undefined, environment: Environment) {
  const certificate = signature?.by.kind === 'certificate' ? signature.by.claims : undefined;
  const { environment: claimed, isFromToken } = claims.run;
  const contradiction = certificate === undefined ? undefined : contradictRun(claims.run, certificate);
  if (contradiction !== undefined) return contradiction;
  const { gitHubEnvironment: required } = environment;
  // What the runner's variables say is no proof: promotions are not let through by it either.
  const actual = certificate?.environment ?? (isFromToken === true ? claimed : undefined);
  if (required !== undefined && actual !== required) {
    const where = actual === undefined ? 'in no environment of GitHub' : `in GitHub's environment ${quote(actual)}`;
    return `its job ran ${where} and not in ${quote(required)}`;
  }
  return undefined;
}

/** Finds who signed a record; a record that is not signed has nobody. */
function judgeSignature(
  { form, bytes }: StoredRecord,
  { environment, verify }: EntryQuestion,
): { readonly signature: Signature | undefined; readonly payload: Uint8Array } | string {
  if (form === 'statement') {
    if (environment.record === 'signed') return `it is not signed, and ${environment.name} accepts only signed records`;
    if (environment.signers.length > 0) {
      return `it is not signed, and the pipeline file names who may sign the records of ${environment.name}`;
    }
    return { signature: undefined, payload: bytes };
  }
  if (environment.signers.length === 0 && environment.record !== 'signed') {
    // Where nobody is pinned, no signature says anything: the record is worth what an unsigned one is.
    return { signature: undefined, payload: payloadOf(bytes) };
  }
  const verdict = verify(bytes, environment.signers);
  if (verdict.kind === 'refused') return verdict.reason;
  return { signature: verdict.signature, payload: verdict.signature.payload };
}

/** Reads what was signed, and nothing beside it. */
function readSigned(payload: Uint8Array, { environment, digest }: EntryQuestion): PromotionClaims | string {
  try {
    const statement = readStatement(payload);
    if (statement.predicateType !== PROMOTION_PREDICATE) {
      return `what was signed is no promotion, but ${quote(statement.predicateType)}`;
    }
    const claims = readPromotionClaims(statement);
    if (!isNameOf(environment, claims.destination.environment)) return 'what was signed is of another environment';
    // The image is named first, and then its parts: a part alone was never promoted.
    if (statement.subjects[0]?.digest.includes(digest) === true) return claims;
    const whole = statement.subjects[0]?.digest[0];
    return whole !== undefined && claims.subjects.includes(digest)
      ? `it is the record of ${whole}, of which this is only a part`
      : 'it speaks of another image';
  } catch (error) {
    if (error instanceof FormatError) return `its statement cannot be used: ${error.message}`;
    throw error;
  }
}

/**
 * Judges whether a record proves that an image has entered an environment by a route of the pipeline file.
 *
 * Signature, subject, predicate, environment, repositories, route, run and time are looked at, in that order. What a
 * record says counts only as far as its signature holds; what is announced beside it never does.
 */
export function judgeEntry(record: StoredRecord, question: EntryQuestion): EntryFinding {
  const { environment, now } = question;
  if (!isNameOf(environment, peekClaims(record)?.destination.environment)) return { kind: 'other' };
  const refused = (reason: string): EntryFinding => ({ kind: 'refused', record, reason });
  const signed = judgeSignature(record, question);
  if (typeof signed === 'string') return refused(signed);
  const { signature, payload } = signed;
  const claims = readSigned(payload, question);
  if (typeof claims === 'string') return refused(claims);
  const fault =
    judgeRoute(claims, question) ?? judgeRun(claims, signature, environment) ?? judgeTime(claims, signature, now);
  if (fault !== undefined) return refused(fault);
  return {
    kind: 'valid',
    entry: {
      environment: environment.name,
      gitHubEnvironment: environment.gitHubEnvironment,
      ...{ record, claims, signature },
    },
  };
}
