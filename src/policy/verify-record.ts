import { PROMOTION_PREDICATE, type PromotionClaims } from '../attestation/predicates/promotion.ts';
import { readPromotionClaims } from '../attestation/predicates/read-promotion.ts';
import { readStatement } from '../attestation/statement.ts';
import { contradictRun } from '../attestation/verify/run.ts';
import type { BundleVerifier, Signature } from '../attestation/verify/verifier.ts';
import { type Digest, digestOf, shortDigest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { formatRepository } from '../oci/reference.ts';
import { isNameOf, recordedEnvironment } from '../pipeline/environments.ts';
import {
  type Environment,
  expandTemplate,
  findRoute,
  type Pipeline,
  type RepositoryTemplate,
} from '../pipeline/pipeline.ts';
import { decodeUnverifiedClaims, payloadOf, type StoredRecord } from '../records/stored-record.ts';
import { formatList, isBlank } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';

/** How far clocks may differ (milliseconds): a record may not claim a later time than that at which it was signed. */
export const CLOCK_SKEW = 5 * 60 * 1000;

/** What is asked of a record: whether it proves that this image has entered this environment. */
export interface VerifyRecordOptions {
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
function countsAt(recorded: string, uri: string, { environment, image }: VerifyRecordOptions): boolean {
  return recorded === uri || expandAll(environment.formerRepositories, image).includes(recorded);
}

function verifyRoute(claims: PromotionClaims, question: VerifyRecordOptions): string | undefined {
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

function verifyTime({ time }: PromotionClaims, signature: Signature | undefined, now: Date): string | undefined {
  const latest = Math.min(now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SKEW;
  if (time.getTime() <= latest) return undefined;
  const bound = signature?.signedAt === undefined ? 'in the future' : 'later than its signature';
  return `it claims the time ${time.toISOString()}, which is ${bound}`;
}

/** Holds what the record says of its run against what the certificate says: that is GitHub's word. */
function verifyRun(claims: PromotionClaims, signature: Signature | undefined, environment: Environment) {
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
function verifySignature(
  { form, bytes }: StoredRecord,
  { environment, verify }: VerifyRecordOptions,
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
function readSigned(payload: Uint8Array, { environment, digest }: VerifyRecordOptions): PromotionClaims | string {
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
export function verifyRecord(record: StoredRecord, question: VerifyRecordOptions): RecordVerdict {
  const { environment, now } = question;
  if (!isNameOf(environment, decodeUnverifiedClaims(record)?.destination.environment)) return { kind: 'other' };
  const refused = (reason: string): RecordVerdict => ({ kind: 'refused', record, reason });
  const signed = verifySignature(record, question);
  if (typeof signed === 'string') return refused(signed);
  const { signature, payload } = signed;
  const claims = readSigned(payload, question);
  if (typeof claims === 'string') return refused(claims);
  const fault =
    verifyRoute(claims, question) ?? verifyRun(claims, signature, environment) ?? verifyTime(claims, signature, now);
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

/** That an image has entered an environment, as one record proves it. */
export interface VerifiedRecord {
  /** The name of the environment. */
  readonly environment: string;
  /** The environment of GitHub that its jobs must run in, where the pipeline file names one. */
  readonly gitHubEnvironment: string | undefined;
  readonly record: StoredRecord;
  readonly claims: PromotionClaims;
  /** Undefined if nobody signed the record: then anybody who may write to the repository can have written it. */
  readonly signature: Signature | undefined;
}

/**
 * When an image entered (milliseconds since 1970). Of a signed record the witnessed time counts: what it says itself
 * could be earlier than the truth.
 */
export function enteredAt({ claims, signature }: Pick<VerifiedRecord, 'claims' | 'signature'>): number {
  return Math.max(claims.time.getTime(), signature?.signedAt?.getTime() ?? 0);
}

/** What one record is worth as the proof of an entry. */
type RecordVerdict =
  | { readonly kind: 'valid'; readonly entry: VerifiedRecord }
  /** It is about something else: another kind of statement, or another environment. */
  | { readonly kind: 'other' }
  /** `reason` is a clause about the record, such as "it is not signed". */
  | { readonly kind: 'refused'; readonly record: StoredRecord; readonly reason: string };

/** More refusals than these are not told one by one. */
const MAX_TOLD = 3;

/** What helps where a digest has no record, because records are attached to the whole image only. */
export const TAKE_THE_WHOLE =
  'take the digest of the whole image if this is that of one platform, as records are attached to the whole only';

/** The records that prove an entry, in the order of `orderEntries`, and why others do not. */
export interface ValidRecords {
  readonly entries: readonly VerifiedRecord[];
  /** Clauses, such as "the record sha256:… does not count: it is not signed". */
  readonly rejections: readonly string[];
}

/** Whether a hotfix gave the image nothing that an earlier entry had not: no tag, and none that another image had since. */
function isIdleHotfix(
  { claims: { time, route, destination } }: VerifiedRecord,
  entries: readonly VerifiedRecord[],
): boolean {
  if (route?.kind !== 'hotfix' || destination.replaced.size > 0) return false;
  return entries.some(({ claims: earlier }) => {
    const tags = new Set(earlier.destination.tags);
    return earlier.time.getTime() < time.getTime() && destination.tags.every((tag) => tags.has(tag));
  });
}

/**
 * Orders the entries of one image, the newest first, and hotfixes that gave it nothing last.
 *
 * Where several would do, the first is shown: whoever promotes by a hotfix route what had come already has not brought it.
 * The regular way is shown though a hotfix came first, because it makes up for that.
 */
export function orderEntries(entries: readonly VerifiedRecord[]): readonly VerifiedRecord[] {
  const newest = entries.toSorted((left, right) => right.claims.time.getTime() - left.claims.time.getTime());
  const idle = new Set(newest.filter((entry) => isIdleHotfix(entry, newest)));
  return [...newest.filter((entry) => !idle.has(entry)), ...idle];
}

/** Sorts out which records prove that an image has entered an environment. */
export function validRecords(records: readonly StoredRecord[], question: VerifyRecordOptions): ValidRecords {
  const findings = records.map((record) => verifyRecord(record, question));
  const valid = findings.flatMap((finding) => (finding.kind === 'valid' ? [finding.entry] : []));
  const corrected = findCorrected(valid);
  const entries = orderEntries(valid.filter((entry) => !corrected.has(entry)));
  const rejections = findings.flatMap((finding) =>
    finding.kind === 'refused' ? [refusalOf(finding.record, finding.reason)] : [],
  );
  const outdated = [...corrected].map(({ record }) =>
    refusalOf(record, 'the run that made it corrected it afterwards'),
  );
  return { entries, rejections: [...outdated, ...rejections] };
}

/** Writes why a record does not count, as a clause. */
export function refusalOf({ digest }: StoredRecord, reason: string): string {
  return `the record ${shortDigest(digest)} does not count: ${reason}`;
}

/** Joins why there is no proof into one clause. */
export function explainMissing(
  { environment, image, digest }: Pick<VerifyRecordOptions, 'environment' | 'image' | 'digest'>,
  { rejections, records }: { readonly rejections: readonly string[]; readonly records: readonly StoredRecord[] },
): string {
  if (rejections.length > 0) {
    const told = [...new Set(rejections)];
    const more = told.length - MAX_TOLD;
    return formatList([...told.slice(0, MAX_TOLD), ...(more > 0 ? [`so it is with ${more} more`] : [])]);
  }
  const others = [
    ...new Set(records.flatMap((record) => decodeUnverifiedClaims(record)?.destination.environment ?? [])),
  ];
  // Nobody vouches for these names: a record may call its environment anything.
  const names = others.slice(0, MAX_TOLD).map((each) => quote(each));
  const found = others.length === 0 ? 'it has none' : `its records are only of ${formatList(names)}`;
  return `no record says that ${image} (${shortDigest(digest)}) was promoted to ${environment.name}: ${found}`;
}

/**
 * Finds the entry that the present stay of an image in an environment began with.
 *
 * An image that another one replaced and that came back is new there: its record then says that a tag which the image
 * had before stood on another image. Until then every further record of it, with more tags or after a re-run, belongs to
 * the stay that it is in.
 *
 * @param entries the valid entries of one image into one repository.
 */
export function presentPlacement(entries: readonly VerifiedRecord[]): VerifiedRecord | undefined {
  const ordered = entries.toSorted((left, right) => enteredAt(left) - enteredAt(right));
  const had = new Set<string>();
  let stay = ordered[0];
  for (const entry of ordered) {
    const { tags, replaced } = entry.claims.destination;
    if ([...replaced.keys()].some((tag) => had.has(tag))) stay = entry;
    for (const tag of tags) had.add(tag);
  }
  return stay;
}

/** How the address of a run ends that names its attempt. */
const ATTEMPT = /\/attempts\/[0-9]+$/;

/**
 * Names the statement of a record by the digest of its bytes, as corrections name it: whoever attaches the same statement
 * in another manifest attaches the same.
 *
 * @throws {FormatError} if there is none.
 */
export function statementDigest({ form, bytes }: Pick<StoredRecord, 'form' | 'bytes'>): Digest {
  return digestOf(form === 'bundle' ? payloadOf(bytes) : bytes);
}

function isSameSigner(left: Signature | undefined, right: Signature | undefined): boolean {
  if (left?.by.kind === 'certificate' && right?.by.kind === 'certificate') {
    const [one, other] = [left.by.claims, right.by.claims];
    return (
      one.identity === other.identity && one.issuer === other.issuer && one.sourceRepository === other.sourceRepository
    );
  }
  if (left?.by.kind === 'key' && right?.by.kind === 'key') return left.by.name === right.by.name;
  return left === undefined && right === undefined;
}

/** Whether two records were made by one run, of one promotion: a later attempt may go on with the jobs of a plan. */
function isSamePromotion(one: VerifiedRecord, other: VerifiedRecord): boolean {
  const [left, right] = [one.claims, other.claims];
  const runs = [left, right].map(({ run }) => run.invocationId?.replace(ATTEMPT, ''));
  return (
    one.record.form === other.record.form &&
    isSameSigner(one.signature, other.signature) &&
    left.destination.uri === right.destination.uri &&
    left.time.getTime() === right.time.getTime() &&
    runs[0] === runs[1]
  );
}

/**
 * Finds among the valid records of one image those that were corrected by the run that made them.
 *
 * A run records its tags before it writes them, so that no tag stands on an image without a record. If they come out
 * otherwise, it writes another record that names the first. Only the same run can do so, by the same signer: otherwise
 * whoever may push could take every record away.
 */
function findCorrected(entries: readonly VerifiedRecord[]): ReadonlySet<VerifiedRecord> {
  const corrections = entries.filter(({ claims }) => (claims.corrects ?? []).length > 0);
  if (corrections.length === 0) return new Set();
  const digests = new Map(entries.map((entry) => [entry, statementDigest(entry.record)]));
  return new Set(
    entries.filter((entry) =>
      corrections.some(
        (correction) =>
          correction !== entry &&
          correction.claims.corrects?.some((digest) => digest === digests.get(entry)) === true &&
          isSamePromotion(correction, entry),
      ),
    ),
  );
}
