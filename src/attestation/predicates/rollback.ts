import type { Digest } from '../../oci/digest.ts';
import { FormatError, isJsonObject, type JsonObject } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { encodeDigest, type PredicateCodec } from '../statement.ts';
import { decodeDestination, encodeDestination, type RecordedDestination } from './destination.ts';
import { decodeGateChecks, isOneOf, isText, objects, optional, readDigest, readTime, required } from './fields.ts';
import { decodeOrigin, decodeSet, encodeOrigin, encodeSet, type RecordedSet, type RecordOrigin } from './promotion.ts';

/** What a record says of an image that an environment went back to, in one repository. */
export interface RollbackPredicate extends RecordOrigin {
  readonly time: Date;
  readonly target: {
    /** Whether it is what ran before, or was named. */
    readonly by: 'previous' | 'named';
    /** The records of what ran that show the way back to it. */
    readonly evidence: readonly Digest[];
  };
  readonly destination: RecordedDestination;
  /** The gates of the environment, which a rollback bypasses; undefined if there are none. */
  readonly checks?: readonly JsonObject[] | undefined;
  /** The record that holds what ran until now; undefined if nothing is held. */
  readonly hold?: Digest | undefined;
  /** The images that were rolled back together; undefined if it was alone. */
  readonly set?: RecordedSet | undefined;
  /** The statements that the same run made before of this rollback, and that do not hold. */
  readonly corrects?: readonly Digest[] | undefined;
}

function encodeDigests(digests: readonly Digest[]): readonly JsonObject[] {
  return digests.map((digest) => ({ digest: encodeDigest(digest) }));
}

function encode(rollback: RollbackPredicate): JsonObject {
  const { time, target, hold, checks, set, corrects = [] } = rollback;
  const { policy, approvals, run, actor, change, tool } = encodeOrigin(rollback);
  // The order of the keys is that of the bytes that are signed.
  return {
    action: 'rollback',
    time: time.toISOString(),
    target: { by: target.by, evidence: encodeDigests(target.evidence) },
    destination: encodeDestination(rollback.destination),
    hold: hold && { digest: encodeDigest(hold) },
    policy,
    checks,
    approvals,
    set: set && encodeSet(set),
    run,
    actor,
    change,
    corrects: corrects.length === 0 ? undefined : encodeDigests(corrects),
    tool,
  };
}

function decode(predicate: JsonObject): RollbackPredicate {
  const action = required(predicate, 'action', isText);
  if (action !== 'rollback') throw new FormatError(`it records the action ${quote(action)}, which is not a rollback`);
  const target = required(predicate, 'target', isJsonObject);
  const [hold, set] = ['hold', 'set'].map((key) => optional(predicate, key, isJsonObject));
  return {
    time: readTime(predicate, 'time'),
    target: {
      by: required(target, 'by', isOneOf('previous', 'named')),
      evidence: (objects(target, 'evidence') ?? []).map(readDigest),
    },
    destination: decodeDestination(required(predicate, 'destination', isJsonObject)),
    hold: hold && readDigest(hold),
    ...decodeOrigin(predicate),
    checks: decodeGateChecks(predicate),
    set: set && decodeSet(set),
    corrects: objects(predicate, 'corrects')?.map(readDigest),
  };
}

/** A rollback, as Sealift describes it (docs/reference/record-predicate.md). */
export const ROLLBACK: PredicateCodec<RollbackPredicate> = {
  type: 'https://sealift.github.io/rollback/v1',
  encode,
  decode,
};
