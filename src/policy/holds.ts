import { HOLD, type HoldEffect, type HoldPredicate } from '../attestation/predicates/hold.ts';
import { contradictRun } from '../attestation/verify/run.ts';
import type { Signature } from '../attestation/verify/verifier.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { isNameOf } from '../pipeline/environments.ts';
import type { Environment, FileHold, Pipeline } from '../pipeline/pipeline.ts';
import { isHoldRecord } from '../records/holds.ts';
import { decodeUnverifiedPredicate, type StoredRecord, statementDigest } from '../records/stored-record.ts';
import { CLOCK_SKEW } from '../util/time.ts';
import { environmentsAfter } from './later-environments.ts';
import { type RecordTrust, type VerifiedRecord, verifyRecord } from './verify-record.ts';

/** A hold that counts in an environment. */
export interface ActiveHold {
  /** The manifest that is held: the image, or one of its platforms. Undefined if its commit is. */
  readonly subject: Digest | undefined;
  readonly effect: HoldEffect;
  readonly reason: string | undefined;
  /** When a quarantine ends by itself. */
  readonly until: Date | undefined;
  readonly by:
    | {
        readonly kind: 'record';
        /** The manifest of the record: what an unhold names. */
        readonly record: Digest;
        readonly stored: StoredRecord;
        readonly predicate: HoldPredicate;
        readonly since: Date;
        /** Undefined if the record is not signed. */
        readonly signature: Signature | undefined;
      }
    /** No record ends it. */
    | { readonly kind: 'file'; readonly path: string; readonly line: number };
}

/** What holds an image in an environment. */
export interface HoldFindings {
  /** Those of the file first, then the oldest. */
  readonly holds: readonly ActiveHold[];
  /** Why other records do not count: clauses. */
  readonly rejections: readonly string[];
}

/** In which environment, and by what, holds are judged. */
export interface HoldOptions extends Pick<RecordTrust, 'environment' | 'verify'> {
  readonly pipeline: Pipeline;
  readonly now: Date;
}

type VerifiedHold = VerifiedRecord<HoldPredicate>;

function appliesTo({ environments }: HoldPredicate, environment: Environment): boolean {
  return environments.some((name) => name === '*' || isNameOf(environment, name));
}

function verifyAs(stored: StoredRecord, environment: Environment, { verify }: HoldOptions) {
  return verifyRecord(stored, HOLD, { environment, verify, digest: stored.subject });
}

/** What a signed record says of its run must not contradict its certificate. */
function contradiction({ predicate: { run }, signature }: VerifiedHold): string | undefined {
  return signature?.by.kind === 'certificate' ? contradictRun(run, signature.by.claims) : undefined;
}

/**
 * Verifies a hold by the signers of the environment, or of one that images go to from there: who builds for the first one
 * must not stop the last, nor free its moving tags. What is not signed counts only where the environment itself says so.
 */
function verifyHold(stored: StoredRecord, options: HoldOptions): VerifiedHold | string {
  const { environment, pipeline } = options;
  const own = verifyAs(stored, environment, options);
  if (own.kind === 'valid') return contradiction(own.record) ?? own.record;
  for (const later of environmentsAfter(pipeline, environment)) {
    const verdict = verifyAs(stored, later, options);
    if (verdict.kind === 'valid' && verdict.record.signature !== undefined) {
      return contradiction(verdict.record) ?? verdict.record;
    }
  }
  return own.kind === 'rejected' ? own.reason : 'it is about something else';
}

/**
 * Verifies the end of a hold: by the signers of the environment, made in its environment of GitHub, and not later than it
 * was signed. That is more than a hold needs: one that is wrong opens something.
 */
function verifyUnhold(stored: StoredRecord, options: HoldOptions): VerifiedHold | string {
  const verdict = verifyAs(stored, options.environment, options);
  if (verdict.kind !== 'valid') return verdict.kind === 'rejected' ? verdict.reason : 'it is about something else';
  const { record } = verdict;
  const { predicate, signature } = record;
  const { gitHubEnvironment: required } = options.environment;
  const certified = signature?.by.kind === 'certificate' ? signature.by.claims.environment : undefined;
  const actual = certified ?? (predicate.run.isFromToken === true ? predicate.run.environment : undefined);
  if (required !== undefined && actual !== required) return `its job did not run in GitHub's environment "${required}"`;
  const latest = Math.min(options.now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  if (predicate.time.getTime() > latest + CLOCK_SKEW)
    return 'it claims a time in the future, or later than its signature';
  return contradiction(record) ?? record;
}

/** A clock that was wrong does not end a hold: it counts whatever time it claims. */
function sinceOf({ predicate: { time }, signature }: VerifiedHold, now: Date): Date {
  return new Date(Math.min(time.getTime(), now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY));
}

function toHold(record: VerifiedHold, now: Date): readonly ActiveHold[] {
  const { predicate, stored, signature } = record;
  if (predicate.action !== 'hold') return [];
  const { effect, reason, until } = predicate;
  if (until !== undefined && until.getTime() <= now.getTime()) return [];
  const since = sinceOf(record, now);
  const by = { kind: 'record', record: stored.digest, stored, predicate, since, signature } as const;
  return [{ subject: stored.subject, effect, reason, until, by }];
}

/**
 * Finds what was ended: the statements of the records that were named. A copy of such a statement, in another manifest or
 * at GitHub, ends with it, and no other hold does.
 */
function findEnded(holds: readonly VerifiedHold[], unholds: readonly VerifiedHold[]): ReadonlySet<VerifiedHold> {
  const named = new Set(
    unholds.flatMap(({ predicate, stored: { subject } }) =>
      predicate.action === 'unhold' ? predicate.holds.map((digest) => `${subject} ${digest}`) : [],
    ),
  );
  const keyOf = ({ stored }: VerifiedHold) => `${stored.subject} ${statementDigest(stored)}`;
  const ended = holds.filter(
    (hold) => named.has(`${hold.stored.subject} ${hold.stored.digest}`) || named.has(keyOf(hold)),
  );
  const statements = new Set(ended.map(keyOf));
  return new Set(holds.filter((hold) => statements.has(keyOf(hold))));
}

/**
 * Judges which records of an image, and of its platforms, hold it in an environment. Annotations never count.
 *
 * @param records of any kind, as they were read; those that are of no hold are passed over.
 */
export function findRecordedHolds(records: readonly StoredRecord[], options: HoldOptions): HoldFindings {
  const { environment, now } = options;
  const rejections: string[] = [];
  const valid = records.flatMap((stored): readonly VerifiedHold[] => {
    if (!isHoldRecord(stored)) return [];
    const claimed = decodeUnverifiedPredicate(HOLD, stored);
    const found = claimed?.action === 'unhold' ? verifyUnhold(stored, options) : verifyHold(stored, options);
    if (typeof found === 'string') {
      if (claimed === undefined || appliesTo(claimed, environment))
        rejections.push(explainHold(stored, claimed, found));
      return [];
    }
    // What was signed counts, and not what its envelope shows.
    return found.predicate.action === claimed?.action && appliesTo(found.predicate, environment) ? [found] : [];
  });
  const [unholds, holds] = [valid.filter(isUnhold), valid.filter((each) => !isUnhold(each))];
  const ended = findEnded(holds, unholds);
  const active = holds.filter((hold) => !ended.has(hold)).flatMap((hold) => toHold(hold, now));
  return { holds: active.toSorted((left, right) => sinceMs(left) - sinceMs(right)), rejections };
}

function isUnhold({ predicate }: VerifiedHold): boolean {
  return predicate.action === 'unhold';
}

function sinceMs({ by }: ActiveHold): number {
  return by.kind === 'record' ? by.since.getTime() : 0;
}

function explainHold({ digest }: StoredRecord, claimed: HoldPredicate | undefined, reason: string): string {
  return `the ${claimed?.action ?? 'hold'} record ${shortDigest(digest)} does not count: ${reason}`;
}

/** An image, as the pipeline file may hold it. */
export interface HeldImage {
  /** The digests of the image and of all of its platforms. */
  readonly digests: ReadonlySet<Digest>;
  /** What label and annotation org.opencontainers.image.revision say; empty if nothing, or if they were not read. */
  readonly revisions?: readonly string[];
}

type FileHoldOptions = Pick<HoldOptions, 'environment' | 'now'>;

function activeFileHolds({ holds }: Pick<Pipeline, 'holds'>, { environment, now }: FileHoldOptions) {
  return holds
    .filter(({ environments }) => environments === undefined || environments.includes(environment.name))
    .filter(({ until }) => until === undefined || until.getTime() > now.getTime());
}

/** Whether the pipeline file holds commits or other manifests in an environment: then an image must be read to know. */
export function mayHoldByContent(pipeline: Pick<Pipeline, 'holds'>, root: Digest, options: FileHoldOptions): boolean {
  return activeFileHolds(pipeline, options).some(({ of }) => !('digest' in of) || of.digest !== root);
}

/** Finds what the pipeline file holds in an environment. */
export function findFileHolds(
  { holds, path }: Pick<Pipeline, 'holds' | 'path'>,
  { digests, revisions = [] }: HeldImage,
  options: FileHoldOptions,
): readonly ActiveHold[] {
  const isOf = ({ of }: FileHold) =>
    'digest' in of ? digests.has(of.digest) : revisions.some((each) => each.toLowerCase() === of.revision);
  return activeFileHolds({ holds }, options)
    .filter(isOf)
    .map(({ of, effect, reason, until, line }) => ({
      ...{ subject: 'digest' in of ? of.digest : undefined, effect, reason, until },
      by: { kind: 'file', path, line },
    }));
}

/** Finds all that holds an image in an environment: records and the pipeline file together. */
export function findHolds(
  image: HeldImage & { readonly records: readonly StoredRecord[] },
  options: HoldOptions,
): HoldFindings {
  const recorded = findRecordedHolds(image.records, options);
  return { ...recorded, holds: [...findFileHolds(options.pipeline, image, options), ...recorded.holds] };
}

/** Whether one of the holds forbids to use the image. */
export function isQuarantined(holds: readonly ActiveHold[]): boolean {
  return holds.some(({ effect }) => effect === 'quarantine');
}
